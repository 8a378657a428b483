import FPCommon

/// Why the ledger can't be trusted.
enum LedgerError: Error, Equatable {
    /// The offset is the segment's own.
    case damaged(PathBytes, offset: Int)
    case shrank(PathBytes)
    case replaced(PathBytes)
    case missing(PathBytes)
    /// A segment doesn't end where the one after it begins.
    case wrongLength(PathBytes, bytes: Int, expectedBytes: Int)
    /// What a segment begins with isn't what those before it amount to.
    case wrongTotals(PathBytes)
    /// What was safe on the disk can't be read any more, from `bytes` of the ledger on.
    case lost(PathBytes, bytes: Int, expectedBytes: Int)
    case badSegmentBytes(String)

    var message: String {
        switch self {
        case .damaged(let path, let offset):
            "\(path.shown): damaged: the line at byte \(offset) can't be read, and was whole once; nothing was changed. "
                + "Restore the file from a copy, or move all of .fp away together with the settled files and their results"
        case .shrank(let path):
            "\(path.shown): shorter than it was; somebody else has written to it"
        case .replaced(let path):
            "\(path.shown): removed or replaced while this program had it open; put back the file that was there"
        case .missing(let path):
            "\(path.shown): missing, though there are files that go on from it; put it back"
        case .wrongLength(let path, let bytes, let expectedBytes):
            "\(path.shown): damaged: it has \(bytes) bytes, and the file after it begins at \(expectedBytes); nothing was "
                + "changed. Restore the file from a copy"
        case .wrongTotals(let path):
            "\(path.shown): damaged: its first line doesn't say what the files before it amount to; nothing was changed. "
                + "Restore them from a copy"
        case .lost(let path, let bytes, let expectedBytes):
            "\(path.shown): the ledger is damaged: of \(expectedBytes) bytes that were safe on the disk the last "
                + "\(expectedBytes - bytes) are missing or can't be read; nothing was changed. Restore a copy that has them; or "
                + "remove \(path.appending(LiveStatus.name).shown) to go on without: what is said there is forgotten then, and a "
                + "file of a name that was settled there replaces its result"
        case .badSegmentBytes(let text):
            "FP_LEDGER_SEGMENT_BYTES: expected a number of bytes over 0, found \(escaped(text))"
        }
    }
}

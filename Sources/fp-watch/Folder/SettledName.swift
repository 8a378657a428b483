import FPCommon

/// The name that a file has once it is settled, in `processed/` and `failed/` and, with a suffix, in `results/`.
///
/// It is the file's own name if no file with a smaller number had that name, else `NAME~SEQUENCE`. A name that could be
/// taken for such a one, or for a reason file, always gets the number. So no two files ever share a settled name, and
/// doing a file again gives the same one.
struct SettledName: Equatable {
    /// The file's name in `processed/` or `failed/`.
    let input: PathBytes

    init(_ name: PathBytes, sequence: Int, hasPredecessor: Bool) {
        input = hasPredecessor || Self.alwaysNumbered(name) ? name + "~\(sequence)" : name
    }

    /// Outside a folder files have no numbers that last, so the name stands alone.
    init(unnumbered name: PathBytes) { input = name }

    var result: PathBytes { input + ".ndjson" }
    var summary: PathBytes { input + ".summary.json" }

    /// Behind the name that a failed input has: why it failed.
    static let reasonSuffix = ".reason.json"

    static func alwaysNumbered(_ name: PathBytes) -> Bool {
        if name.hasSuffix(reasonSuffix) { return true }
        let digitCount = name.bytes.reversed().prefix { $0.isDigit }.count
        return digitCount > 0 && name.bytes.dropLast(digitCount).last == UInt8(ascii: "~")
    }
}

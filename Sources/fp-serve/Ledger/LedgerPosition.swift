import FPCommon

/// How far a reading of the ledger has come, in a form that can be kept and taken up again.
///
/// The ledger only grows, but for what a crash or a full disk left at its end, and for a person who replaces it. So a
/// position names the file and remembers the last line before it: when that line isn't there any more, what was read
/// isn't what the ledger says now.
struct LedgerPosition: Equatable {
    /// Of the file, as text.
    var identity: String
    /// Where the next line begins.
    var offset: Int
    /// Where the line before it begins; equal to `offset` at the beginning of the file.
    var lastLineOffset: Int
    var lastLineHash: Int

    static func start(of identity: String) -> LedgerPosition {
        LedgerPosition(identity: identity, offset: 0, lastLineOffset: 0, lastLineHash: hash(Span()))
    }

    /// FNV-1a of 64 bits: it is there to notice accidents, not attacks; who can write the ledger can write anything.
    static func hash(_ bytes: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for offset in 0..<bytes.count { hash = (hash ^ UInt64(bytes[offset])) &* 0x100_0000_01B3 }
        return Int(bitPattern: UInt(hash))
    }
}

extension FileStatus.Identity {
    /// The same for the same file as long as it exists on one machine.
    var text: String {
        [device, inode, UInt64(bitPattern: Int64(born))].map { String($0, radix: 16) }.joined(separator: "-")
    }
}

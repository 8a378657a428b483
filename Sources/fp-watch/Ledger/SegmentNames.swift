import Crypto
import FPCommon
import Glibc

/// `.fp/ledger.names.BASE`: which names the files had that a closed segment settles, and where its lines about failed ones
/// stand. It only saves reading the segment: lost or torn, it is made again.
///
/// Numbers have eight bytes, the highest first. A head of five: `fpnames1`, the segment's base and end, how many names and
/// how many failed files follow. Then for each name its `NameKey` and the smallest number that had it, sorted; for
/// each failed file its number and its line's offset, sorted; and the SHA-256 of all that.
///
/// Of a million names a megabyte is kept in memory: a filter that knows nineteen of twenty new names for new. A name that
/// passes it is searched for in the file.
final class SegmentNames {
    let segment: LedgerSegment
    /// By the file's number.
    private(set) var failedLineOffsets: [Int: Int] = [:]
    /// Where the file is. It isn't kept open: there is one for each closed segment, and their number only grows.
    private let directory: Directory
    private let nameCount: Int
    private var filter: NameFilter

    private static let magic = UInt64(0x6670_6E61_6D65_7331)
    private static let headBytes = 40
    private static let nameBytes = 24
    private static let failureBytes = 16
    private static let hashBytes = 32

    static func name(of segment: LedgerSegment) -> PathBytes { PathBytes("ledger.names.\(segment.digits)") }

    /// Nil when there is none, or none that is whole.
    init?(of segment: LedgerSegment, endingAt end: Int, in directory: Directory) throws {
        guard let file = try directory.openIfThere(Self.name(of: segment)) else { return nil }
        self.segment = segment
        self.directory = directory
        let sizeBytes = try file.status().sizeBytes
        var head = ByteWriter(capacity: Self.headBytes)
        try file.read(into: &head, atMost: Self.headBytes, from: 0)
        guard head.count == Self.headBytes, head.span.number(at: 0) == Self.magic,
            head.span.number(at: 8) == segment.base, head.span.number(at: 16) == end,
            let nameCount = Int(exactly: head.span.number(at: 24)), nameCount < sizeBytes,
            let failureCount = Int(exactly: head.span.number(at: 32)), failureCount < sizeBytes,
            sizeBytes
                == Self.headBytes + nameCount * Self.nameBytes + failureCount * Self.failureBytes + Self.hashBytes
        else { return nil }
        self.nameCount = nameCount
        filter = NameFilter(nameCount: nameCount)
        var hash = SHA256()
        head.update(&hash)
        try Self.forEach(Self.nameBytes, nameCount, of: file, from: Self.headBytes, &hash) { entry in
            filter.insert(NameKey(entry))
        }
        let failuresOffset = Self.headBytes + nameCount * Self.nameBytes
        try Self.forEach(Self.failureBytes, failureCount, of: file, from: failuresOffset, &hash) { entry in
            failedLineOffsets[Int(clamping: entry.number(at: 0))] = Int(clamping: entry.number(at: 8))
        }
        var expected = ByteWriter(capacity: Self.hashBytes)
        try file.read(into: &expected, atMost: Self.hashBytes, from: sizeBytes - Self.hashBytes)
        guard expected.span.array == Array(hash.finalize()) else { return nil }
    }

    /// Writes down what `index` knows of the segment's lines. Not durably: a power cut costs reading the segment.
    static func write(
        _ index: LedgerIndex, of segment: LedgerSegment, endingAt end: Int, in directory: Directory
    ) throws {
        var bytes = ByteWriter(capacity: headBytes + index.firstSequences.count * nameBytes + hashBytes)
        bytes.append(number: magic)
        for number in [segment.base, end, index.firstSequences.count, index.failedLineOffsets.count] {
            bytes.append(number: UInt64(number))
        }
        for (key, sequence) in index.firstSequences.sorted(by: { $0.key < $1.key }) {
            bytes.append(number: key.high)
            bytes.append(number: key.low)
            bytes.append(number: UInt64(sequence))
        }
        for (sequence, offset) in index.failedLineOffsets.sorted(by: { $0.key < $1.key }) {
            bytes.append(number: UInt64(sequence))
            bytes.append(number: UInt64(offset))
        }
        var hash = SHA256()
        bytes.update(&hash)
        bytes.append(Array(hash.finalize()))
        try directory.replace(name(of: segment), with: bytes.span, permissions: 0o600, durably: false)
    }

    /// The smallest number that had the name in this segment.
    ///
    /// Complexity: O(log *n*) reads of one entry for one name in twenty, and for those that are there.
    func firstSequence(of key: NameKey) throws -> Int? {
        guard filter.mayContain(key) else { return nil }
        guard let file = try directory.openIfThere(Self.name(of: segment)) else {
            throw FileError("open", directory.path.appending(Self.name(of: segment)), errno: FileError.missing)
        }
        var low = 0
        var high = nameCount
        var entry = ByteWriter(capacity: Self.nameBytes)
        while low < high {
            let middle = (low + high) / 2
            entry.removeAll()
            try file.read(into: &entry, atMost: Self.nameBytes, from: Self.headBytes + middle * Self.nameBytes)
            guard entry.count == Self.nameBytes else { throw FileError("read", file.path, errno: EIO) }
            let found = NameKey(entry.span)
            if found == key { return Int(clamping: entry.span.number(at: 16)) }
            if found < key { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    private static func forEach(
        _ entryBytes: Int, _ count: Int, of file: OpenFile, from start: Int, _ hash: inout SHA256,
        _ body: (Span<UInt8>) -> Void
    ) throws {
        let chunkBytes = Limits.bufferBytes / entryBytes * entryBytes
        var chunk = ByteWriter(capacity: chunkBytes)
        for offset in stride(from: 0, to: count * entryBytes, by: chunkBytes) {
            chunk.removeAll()
            try file.read(into: &chunk, atMost: min(chunkBytes, count * entryBytes - offset), from: start + offset)
            chunk.update(&hash)
            for place in stride(from: 0, to: chunk.count - chunk.count % entryBytes, by: entryBytes) {
                body(chunk.span.extracting(place..<place + entryBytes))
            }
        }
    }
}

/// Bits that are set for names which are there: eight for each, of which a name sets two. One name in twenty that isn't
/// there finds both set (Bloom, 1970).
private struct NameFilter {
    private var words: [UInt64]
    private let bitCount: UInt64

    init(nameCount: Int) {
        words = Array(repeating: 0, count: nameCount / 8 + 1)
        bitCount = UInt64(words.count * 64)
    }

    mutating func insert(_ key: NameKey) {
        for bit in [key.high % bitCount, key.low % bitCount] { words[Int(bit / 64)] |= 1 << (bit % 64) }
    }

    func mayContain(_ key: NameKey) -> Bool {
        [key.high % bitCount, key.low % bitCount].allSatisfy { words[Int($0 / 64)] & 1 << ($0 % 64) != 0 }
    }
}

extension NameKey {
    fileprivate init(_ entry: Span<UInt8>) { self.init(high: entry.number(at: 0), low: entry.number(at: 8)) }
}

extension Span where Element == UInt8 {
    fileprivate func number(at offset: Int) -> UInt64 { word(at: offset).byteSwapped }
}

extension ByteWriter {
    fileprivate mutating func append(number: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
    }
}

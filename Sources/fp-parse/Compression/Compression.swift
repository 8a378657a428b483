import FPCommon

/// The compressed formats that are read, by the bytes a file of each begins with.
enum Compression: CaseIterable {
    case gzip, zstd, bzip2, xz

    enum Recognition: Equatable {
        case format(Compression)
        /// Further bytes are needed to tell.
        case open
        case none
    }

    /// The bytes that are looked at, at most.
    static let magicBytesMax = Self.allCases.map { $0.magic.count }.max() ?? 0

    static func recognise(_ beginning: Span<UInt8>) -> Recognition {
        var isOpen = false
        for format in allCases {
            let magic = format.magic
            let count = min(magic.count, beginning.count)
            guard (0..<count).allSatisfy({ magic[$0].contains(beginning[$0]) }) else { continue }
            if count == magic.count { return .format(format) }
            isOpen = true
        }
        return isOpen && !beginning.isEmpty ? .open : .none
    }

    /// Whether a member can begin with this byte.
    func canBegin(with byte: UInt8) -> Bool { magic[0].contains(byte) }

    /// The bytes that may stand at each of the first places.
    private var magic: [[UInt8]] {
        switch self {
        // RFC 1952, section 2.3.1.
        case .gzip: [[0x1F], [0x8B]]
        // RFC 8878, sections 3.1.1 and 3.1.2: a frame, or one to skip, as pzstd writes before each of its own.
        case .zstd: [[0x28] + (0x50...0x5F), [0xB5, 0x2A], [0x2F, 0x4D], [0xFD, 0x18]]
        // bzip2's manual doesn't have them: `BZh`, the block size, and the digits of π for a block or its root for none.
        case .bzip2:
            Array("BZh".utf8).map { [$0] } + [Array(UInt8(ascii: "1")...UInt8(ascii: "9"))]
                + [[0x31, 0x17], [0x41, 0x72], [0x59, 0x45], [0x26, 0x38], [0x53, 0x50], [0x59, 0x90]]
        // The .xz file format, version 1.2.1, section 2.1.1.1.
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00].map { [$0] }
        }
    }

    func makeDecompressor() throws(CompressionFault) -> any Decompressor {
        switch self {
        case .gzip: try GzipDecompressor()
        case .zstd: try ZstdDecompressor()
        case .bzip2: try Bzip2Decompressor()
        case .xz: try XZDecompressor()
        }
    }
}

/// What is wrong with compressed data. Offsets count its bytes, from 0.
enum CompressionFault: Error, Equatable {
    case cannotStart(library: String, reason: String)
    case cutOff(offset: Int)
    case damaged(offset: Int, reason: String)
    case needsMemory(offset: Int, bytes: UInt64?)
    case somethingBehind(offset: Int)

    var message: String {
        switch self {
        case .cannotStart(let library, let reason): "\(library) can't start: \(reason)"
        case .cutOff(let offset): "the compressed data ends too early, at byte \(offset): the file was cut off"
        case .damaged(let offset, let reason): "the compressed data is damaged at byte \(offset): \(reason)"
        case .needsMemory(let offset, let bytes):
            "the compressed data at byte \(offset) needs \(bytes.map { "\($0)" } ?? "more") bytes of memory to be read, "
                + "over the limit of \(Limits.decompressionBytesMax)"
        case .somethingBehind(let offset): "there is something behind the compressed data, at byte \(offset)"
        }
    }
}

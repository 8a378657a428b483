/// What a byte may be part of in a message, as a set of bits.
struct ByteClass: OptionSet {
    let rawValue: UInt8

    /// `a`–`f`, `A`–`F`.
    static let hexLetter = ByteClass(rawValue: 1)
    /// The other ASCII letters, `_`, and every byte of a character outside ASCII.
    static let otherLetter = ByteClass(rawValue: 2)
    static let digit = ByteClass(rawValue: 4)
    /// Space and control characters.
    static let space = ByteClass(rawValue: 8)
    /// What may stand between two values so that they count as one: `-.:,/+@`.
    static let joiner = ByteClass(rawValue: 16)
    /// Punctuation that a path goes on over.
    static let path = ByteClass(rawValue: 32)
    /// What ends a URL or the value of `key=value`.
    static let delimiter = ByteClass(rawValue: 64)
    /// Punctuation at which the masker has something to decide.
    static let telling = ByteClass(rawValue: 128)

    static let word: ByteClass = [.hexLetter, .otherLetter, .digit]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    private init(of byte: UInt8) {
        switch byte {
        case 0x30...0x39: self = .digit
        case 0x41...0x46, 0x61...0x66: self = .hexLetter
        case 0x47...0x5A, 0x67...0x7A, UInt8(ascii: "_"), 0x80...: self = .otherLetter
        case 0...0x20, 0x7F: self = .space
        default: self = Self.punctuation(byte)
        }
    }

    private static func punctuation(_ byte: UInt8) -> ByteClass {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "@"): [.joiner, .path]
        case UInt8(ascii: ":"): .joiner
        case UInt8(ascii: "/"): [.joiner, .path, .telling]
        case UInt8(ascii: ","): [.joiner, .delimiter]
        case UInt8(ascii: "%"), UInt8(ascii: "~"), UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "*"): .path
        case UInt8(ascii: "\""), UInt8(ascii: "'"): [.delimiter, .telling]
        case UInt8(ascii: "="), UInt8(ascii: "\\"): .telling
        case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"),
            UInt8(ascii: ">"):
            .delimiter
        default: []
        }
    }

    /// The classes of all bytes.
    ///
    /// Memory of its own: an `InlineArray` was copied for each access, which took a third of the time, and an array's
    /// bounds were checked.
    @safe
    struct Table: ~Copyable {
        private let classes: UnsafeMutablePointer<UInt8>

        init() {
            unsafe classes = .allocate(capacity: 256)
            for byte in 0...UInt8.max { unsafe classes[Int(byte)] = ByteClass(of: byte).rawValue }
        }

        deinit { unsafe classes.deallocate() }

        subscript(byte: UInt8) -> ByteClass {
            // There are 256 entries, so any byte is within bounds.
            @inline(__always) get { ByteClass(rawValue: unsafe classes[Int(byte)]) }
        }
    }
}

extension ByteClass {
    @inline(__always)
    func meets(_ other: ByteClass) -> Bool { rawValue & other.rawValue != 0 }
}

import FPCommon

/// Files that hold no lines of text, by the bytes they begin with: archives, programs, pictures, databases.
///
/// Of what isn't known here nothing is refused: a log may have any bytes in it.
struct BinaryFormat: Equatable {
    /// `a zip archive`.
    let name: String
    /// What to do to get at text.
    let advice: String
    private let magic: [UInt8]
    private var offset = 0

    enum Recognition: Equatable {
        case format(BinaryFormat)
        /// Further bytes are needed to tell.
        case open
        case none
    }

    var message: String { "this is \(name), not text; \(advice)" }

    private init(_ name: String, _ advice: String, _ magic: [UInt8], at offset: Int = 0) {
        self.name = name
        self.advice = advice
        self.magic = magic
        self.offset = offset
    }

    private init(_ name: String, _ advice: String, _ magic: String, at offset: Int = 0) {
        self.init(name, advice, Array(magic.utf8), at: offset)
    }

    private static let unpack = "unpack it first"
    private static let noLog = "it holds no log lines"

    /// Sources: PKWARE's APPNOTE 4.3.7 and 4.3.16; POSIX, pax, ustar interchange format, and GNU tar's own; 7zFormat.txt;
    /// RARLAB's technical notes; ELF, Mach-O; PNG, JFIF, GIF, PDF; SQLite's file format; systemd's journal file format;
    /// MS-EVEN6; libpcap; compress(1), LZ4's frame format and lzip's manual.
    static let all: [BinaryFormat] = [
        BinaryFormat("a zip archive", unpack, "PK\u{3}\u{4}"),
        BinaryFormat("an empty zip archive", unpack, "PK\u{5}\u{6}"),
        BinaryFormat("a tar archive", unpack, "ustar\u{0}", at: 257),
        BinaryFormat("a tar archive", unpack, "ustar  \u{0}", at: 257),
        BinaryFormat("a 7z archive", unpack, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
        BinaryFormat("a rar archive", unpack, "Rar!\u{1A}\u{7}"),
        BinaryFormat("a file of compress(1)", "decompress it first, with gzip -dc", [0x1F, 0x9D]),
        BinaryFormat("an lz4 file", "decompress it first, with lz4 -dc", [0x04, 0x22, 0x4D, 0x18]),
        BinaryFormat("an lzip file", "decompress it first, with lzip -dc", "LZIP\u{1}"),
        BinaryFormat("a journal of systemd", "use journalctl --file with -o json", "LPKSHHRH"),
        BinaryFormat("an event log of Windows", "export it as text, CSV or JSON first", "ElfFile\u{0}"),
        BinaryFormat("an SQLite database", "print what you need with sqlite3 -json", "SQLite format 3\u{0}"),
        BinaryFormat("a capture of packets", "print it with tcpdump -r", [0xD4, 0xC3, 0xB2, 0xA1]),
        BinaryFormat("a program", noLog, [0x7F, 0x45, 0x4C, 0x46]),
        BinaryFormat("a program", noLog, [0xCF, 0xFA, 0xED, 0xFE]),
        BinaryFormat("a PNG picture", noLog, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        BinaryFormat("a JPEG picture", noLog, [0xFF, 0xD8, 0xFF]),
        BinaryFormat("a GIF picture", noLog, "GIF89a"),
        BinaryFormat("a PDF document", "print its text with pdftotext", "%PDF-"),
    ]

    /// The bytes that are looked at, at most.
    static let magicBytesMax = all.map { $0.offset + $0.magic.count }.max() ?? 0

    /// A text's beginning is never `open` for a format that stands further on: that has zeros before it.
    static func recognise(_ beginning: Span<UInt8>) -> Recognition {
        if beginning.isEmpty { return .none }
        var isOpen = false
        var hasZero = false
        for offset in 0..<min(beginning.count, magicBytesMax) where beginning[offset] == 0 { hasZero = true }
        for format in all {
            let count = min(format.magic.count, beginning.count - format.offset)
            if count <= 0 {
                isOpen = isOpen || hasZero
                continue
            }
            guard (0..<count).allSatisfy({ format.magic[$0] == beginning[format.offset + $0] }) else { continue }
            if count == format.magic.count { return .format(format) }
            isOpen = true
        }
        return isOpen ? .open : .none
    }
}

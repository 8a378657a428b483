import FPCommon

/// All formats, compiled: plain numbers in a few arrays, so that matching a line touches no reference count.
struct FormatTable {
    enum OpKind: UInt8 {
        case literal, spaces, word, wordBeforeSpace, identifier, text, rest, integer, number, quoted, time, level,
            levelLetter
        case httpRequest, syslogPriority, syslogTag, syslogProgram, syslogSender, structuredData, caller
    }

    /// One step through a line. A field's step also consumes the literal that ends it.
    struct Op {
        var kind: OpKind
        /// The first capture it sets.
        var capture: UInt8 = 0
        /// The layout of a time.
        var layout: UInt8 = 0
        /// The first byte of the literal that ends the field, when there is one.
        var delimiter: UInt8 = 0
        /// The literal in the pool: the one to match, or the one behind the field. Empty: there is none.
        var literalStart: Int32 = 0
        var literalCount: Int32 = 0
        /// The first of its outputs, for `writeDirectly`.
        var output: Int32 = 0
        /// Where the op's text stands in the pattern, for `--explain`.
        var element: Int32 = 0
        /// The literal's first eight bytes, and which of them there are.
        var literalWord: UInt64 = 0
        var literalMask: UInt64 = 0
    }

    enum OutputKind: UInt8 {
        case string, number, time, level, facility, structuredData, message
        /// A number where it is one (the capture is plain then), else a string.
        case identifier

        @inline(__always) var isText: Bool { self == .string || self == .message }
        @inline(__always) var isNumeric: Bool { self == .number || self == .identifier }
    }

    /// One member of the record: its key, as `,"key":"` or `,"key":`, and the capture that is its value.
    struct Output {
        var kind: OutputKind
        var capture: Int
        var keyStart: Int
        var keyCount: Int
    }

    /// One pattern of one format.
    struct Entry {
        var format: Int
        var firstOp: Int
        var endOp: Int
        var firstOutput: Int
        var endOutput: Int
        /// What the record can need beyond the bytes of the line, when none of them has to be escaped.
        var overheadBytes: Int
        /// Whether `writeDirectly` knows all its ops and their order is that of the record.
        var isDirect: Bool
        /// What a time that isn't the first field takes at the front of the record.
        var timeSlotBytes: Int
        /// Whether `message` is the record's last member.
        var endsWithMessage: Bool
    }

    /// Keys and literals, followed by enough zeros to be read in pieces of 32.
    fileprivate(set) var pool: [UInt8] = []
    fileprivate(set) var ops: [Op] = []
    fileprivate(set) var outputs: [Output] = []
    fileprivate(set) var entries: [Entry] = []
    /// The entries of each format.
    fileprivate(set) var entryRanges: [Range<Int>] = []
    fileprivate(set) var layouts: [TimeLayout] = []
    /// For each first byte of a line the formats that can begin with it, a bit each.
    fileprivate(set) var candidates: [UInt64] = []
    /// Which formats join lines, and which are general; a bit each.
    fileprivate(set) var joining: UInt64 = 0
    fileprivate(set) var general: UInt64 = 0
    let formats: [Format]
    /// The format of JSON lines, which has no pattern; -1 when it isn't among the formats.
    let jsonFormat: Int

    /// Level and facility names stand in the pool in slots of this many bytes, in quotes, padded with zeros; the last byte
    /// tells how many count.
    static let slotBytes = 16
    static let poolPadding = 32

    /// Compiles `formats`; with `fields`, only these members are written.
    init(_ formats: [Format], fields: [String]? = nil) throws(FormatError) {
        guard formats.count <= Limits.formatsMax else { throw .tooManyFormats(max: Limits.formatsMax) }
        self.formats = formats
        jsonFormat = formats.firstIndex { $0.name == Format.jsonName } ?? -1
        for name in Level.names + Facility.names { pool += Self.slot(name) }
        var firstBytes = [UInt64](repeating: 0, count: 256)
        for (number, format) in formats.enumerated() {
            let bit = UInt64(1) << number
            if format.joinsLines { joining |= bit }
            if format.isGeneral { general |= bit }
            let first = entries.count
            for text in format.patterns {
                let pattern = try Pattern(text)
                let compiler = try PatternCompiler(pattern, fields: fields, into: &self)
                entries.append(compiler.entry(of: number))
                for byte in compiler.firstBytes { firstBytes[Int(byte)] |= bit }
            }
            entryRanges.append(first..<entries.count)
            if number == jsonFormat { for byte in "{ \t".utf8 { firstBytes[Int(byte)] |= bit } }
        }
        candidates = firstBytes
        pool += [UInt8](repeating: 0, count: Self.poolPadding)
    }

    /// - Throws: `FormatError.unknownFormat`.
    func formatIndex(_ name: String) throws(FormatError) -> Int {
        guard let index = formats.firstIndex(where: { $0.name == name }) else {
            throw .unknownFormat(name, known: formats.map(\.name))
        }
        return index
    }

    private static func slot(_ name: String) -> [UInt8] {
        let text = Array("\"\(name)\"".utf8)
        return text + [UInt8](repeating: 0, count: slotBytes - 1 - text.count) + [UInt8(text.count)]
    }

    /// Enters `bytes` in the pool; returns where they stand.
    mutating func intern(_ bytes: [UInt8]) -> Int32 {
        pool += bytes
        return Int32(pool.count - bytes.count)
    }

    mutating func layoutIndex(_ text: String) throws(FormatError) -> UInt8 {
        let layout = try TimeLayout(text)
        if let index = layouts.firstIndex(of: layout) { return UInt8(index) }
        guard layouts.count < 255 else { throw .tooManyFormats(max: Limits.formatsMax) }
        layouts.append(layout)
        return UInt8(layouts.count - 1)
    }

    mutating func append(_ op: Op) { ops.append(op) }
    mutating func setOutput(_ output: Int, ofOp op: Int) { ops[op].output = Int32(output) }
    mutating func append(_ output: Output) { outputs.append(output) }
}

import FPCommon

/// All formats, compiled: plain numbers in a few arrays, so that matching a line touches no reference count.
/// Not copied, or each call that is given another part of the parser beside it would copy it.
struct FormatTable: ~Copyable {
    enum OpKind: UInt8 {
        case literal, spaces, word, wordBeforeSpace, host, identifier, text, rest, integer, number, uptime, quoted, time
        case level, levelLetter
        case httpRequest, syslogPriority, syslogTag, syslogProgram, syslogSender, structuredData, caller
        case anyTime, levelMark, levelDigit, value, cell, timeCell, levelCell, milliseconds, microseconds, address,
            addressPort,
            pairs
        case anything, name, qualified, greedy, choice, levelNames, place
        case commaTime, escaped, plus, tracePrefix, arguments, twoCells

        /// A cell of a table.
        var isCell: Bool { self == .cell || self == .timeCell || self == .levelCell || self == .twoCells }
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
        /// Whether its literal goes on in the next line.
        var spansLines = false
        /// For `writeDirectly`: whether its member is written behind that of the next op that `writesHeld`.
        var isHeld = false
        var writesHeld = false
        /// Whether its literal may lack the blank at its end: nothing but the message follows, and that is empty.
        var mayBeCut = false
        /// Whether its words begin the message, which is the rest of the line.
        var takesRest = false
        /// How pairs are written.
        var pairs = PairStyle.logfmt
        /// The literal's first eight bytes, and which of them there are.
        var literalWord: UInt64 = 0
        var literalMask: UInt64 = 0
    }

    enum OutputKind: UInt8 {
        case string, number, time, level, facility, structuredData, message, scaled, pairs
        /// A number where it is one (the capture is plain then), else a string.
        case identifier

        @inline(__always) var isText: Bool { self == .string || self == .message }
        @inline(__always) var isNumeric: Bool { self == .number || self == .identifier || self == .scaled }
    }

    /// One member of the record: its key, as `,"key":"` or `,"key":`, and the capture that is its value.
    struct Output {
        var kind: OutputKind
        var capture: Int
        var keyStart: Int
        var keyCount: Int
        /// Its place in the order of a record, with others of the same.
        var rank: Int
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
        /// Whether some members have keys that the line itself tells.
        var hasPairs: Bool
        /// Whether some text of the line is in no member, so that bytes in it that aren't UTF-8 have to be looked for.
        var skipsText: Bool
        /// Whether the lines of its event are fields of a journal's entry.
        var isJournal: Bool
    }

    /// Keys and literals, followed by enough zeros to be read in pieces of 32.
    fileprivate(set) var pool: [UInt8] = []
    fileprivate(set) var ops: [Op] = []
    fileprivate(set) var outputs: [Output] = []
    fileprivate(set) var entries: [Entry] = []
    /// For each entry its pattern, as it is written. Not a part of it: an entry is plain numbers, and copied for each line.
    fileprivate(set) var entryTexts: [String] = []
    /// For each entry the bytes its lines can begin with, and how many of its first ops are those of the entry before it.
    fileprivate(set) var firstBytes: [FirstBytes] = []
    fileprivate(set) var sharedWithBefore: [Int] = []
    /// Whether the format being compiled isn't built in.
    private var isOwn = false
    /// Ops of patterns that others stand in the place of.
    private(set) var abandonedOps = 0
    /// The entries of each format.
    fileprivate(set) var entryRanges: [Range<Int>] = []
    fileprivate(set) var layouts: [TimeLayout] = []
    /// For each first byte of a text the layouts of dates that can begin with it, and look like nothing else.
    fileprivate(set) var datedLayouts = [[Int]](repeating: [], count: 256)
    /// The words of each field that is one of several.
    fileprivate(set) var choices: [[[UInt8]]] = []
    /// The levels that words of a choice stand for.
    fileprivate(set) var choiceLevels: [[Level]] = []
    /// For each first byte of a line the formats that can begin with it.
    fileprivate(set) var candidates: [FormatSet] = []
    /// Those of them that are sure of their lines: not general.
    fileprivate(set) var exactCandidates: [FormatSet] = []
    /// Which formats join lines, and which are general.
    fileprivate(set) var joins: [Bool] = []
    /// Which join only lines that are indented.
    fileprivate(set) var joinsIndentedOnly: [Bool] = []
    /// Which join all lines up to a blank one.
    fileprivate(set) var joinsParagraph: [Bool] = []
    fileprivate(set) var isGeneral: [Bool] = []
    /// The formats whose patterns have been compiled; others are when a line is first tried with them.
    fileprivate(set) var compiled: [Bool] = []
    /// The layouts that `{time:any}` tries; they are compiled with the first pattern that has it.
    fileprivate(set) var anyLayouts: [AnyLayout] = []
    struct AnyLayout {
        let number: Int
        /// Whether it tells the seconds, or all of the time in one number.
        var hasSeconds = true
        /// The places of those to be tried first when the last time was of this one: those it is the beginning of, and itself.
        var first: [Int] = []
    }

    /// For each format those that know its lines better, where they are among the formats.
    fileprivate(set) var betterRanges: [Range<Int>] = []
    fileprivate(set) var betterFormats: [Int] = []
    /// What the lines of each of these have.
    fileprivate(set) var betterNeeds: [NeededBytes] = []
    /// For each format the bytes of which each of them needs one.
    fileprivate(set) var betterBytes: [ByteTrio] = []
    let formats: [Format]
    /// The only members to be written; nil for all.
    let fields: [String]?
    /// The format of JSON lines, which has no pattern; -1 when it isn't among the formats.
    let jsonFormat: Int

    /// Level and facility names stand in the pool in slots of this many bytes, in quotes, padded with zeros; the last byte
    /// tells how many count.
    static let slotBytes = 16
    static let poolPadding = 32

    /// Compiles `formats`, or with `isLazy` those that aren't built in; with `fields`, only these members are written.
    ///
    /// The hundreds of patterns that are built in would take several milliseconds, of which most files need one.
    init(_ formats: [Format], fields: [String]? = nil, isLazy: Bool = false) throws(FormatError) {
        self.formats = formats
        self.fields = fields
        jsonFormat = formats.firstIndex { $0.name == Format.jsonName } ?? -1
        guard formats.count <= Limits.formatsMax else { throw .tooManyFormats(max: Limits.formatsMax) }
        for name in Level.names + Facility.names { pool += Self.slot(name) }
        pool += [UInt8](repeating: 0, count: Self.poolPadding)
        candidates = [FormatSet](repeating: FormatSet(), count: 256)
        exactCandidates = candidates
        compiled = [Bool](repeating: false, count: formats.count)
        var firstBytesOfText: [String: FirstBytes] = [:]
        for (number, format) in formats.enumerated() {
            joins.append(format.joinsLines)
            joinsIndentedOnly.append(format.joinsIndentedOnly)
            joinsParagraph.append(format.joinsParagraph)
            entryRanges.append(0..<0)
            isGeneral.append(format.isGeneral)
            if number == jsonFormat { enter(number, FirstBytes("{ \t".utf8)) }
            for text in format.patterns { enter(number, try FirstBytes(of: text, &firstBytesOfText)) }
            if !isLazy || !format.isBuiltIn { try compile(number) }
        }
        for format in formats {
            let start = betterFormats.count
            betterFormats += formats.indices.filter { formats[$0].over.contains(format.name) }
            betterRanges.append(start..<betterFormats.count)
            betterNeeds += Array(repeating: NeededBytes(), count: betterFormats.count - start)
            betterBytes.append(ByteTrio())
        }
    }

    private mutating func enter(_ number: Int, _ bytes: FirstBytes) {
        for byte in 0..<256 where bytes.contains(UInt8(byte)) {
            candidates[byte].insert(number)
            if !isGeneral[number] { exactCandidates[byte].insert(number) }
        }
    }

    /// Whether the patterns of a format are ready to be matched.
    @inline(__always)
    func isCompiled(_ format: Int) -> Bool { compiled[format] }

    /// Whether a pattern is the one that takes a line of no known form.
    @inline(__always)
    func isAnything(_ entry: Int) -> Bool { ops.span[entries[entry].firstOp].kind == .anything }

    /// Whether some of a format's patterns, or its quoted cells, go over several lines; its patterns have to be compiled.
    func spansLines(_ format: Int) -> Bool {
        entryRanges[format].contains { entry in
            ops[entries[entry].firstOp..<entries[entry].endOp].contains { $0.spansLines || $0.kind.isCell }
        }
    }

    /// Compiles the patterns of a format; those that stand in its place already are left behind.
    mutating func compile(_ number: Int) throws(FormatError) {
        try compile(number, formats[number].patterns)
    }

    /// Gives a format these patterns in place of its own: those of the columns that a header names.
    mutating func compile(_ number: Int, _ patterns: [String]) throws(FormatError) {
        let before = entryRanges[number]
        // The header of a file like the one before.
        if !before.isEmpty, entryTexts[before].elementsEqual(patterns) { return }
        for entry in entries[before] { abandonedOps += entry.endOp - entry.firstOp }
        compiled[number] = true
        isOwn = !formats[number].isBuiltIn
        entryRanges[number] = entries.count..<entries.count
        pool.removeLast(Self.poolPadding)
        defer { pool += [UInt8](repeating: 0, count: Self.poolPadding) }
        let first = entries.count
        var known: [String: FirstBytes] = [:]
        for text in patterns {
            let compiler = try PatternCompiler(try Pattern(text), fields: fields, into: &self)
            entries.append(compiler.entry(of: number))
            entryTexts.append(text)
            firstBytes.append(try FirstBytes(of: text, &known))
            let last = entries.count - 1
            sharedWithBefore.append(last > first ? sharedOps(last - 1, last) : 0)
        }
        entryRanges[number] = first..<entries.count
    }

    /// Notes what lines of the formats have that know those of `known` better; they are compiled.
    mutating func noteBetterBytes(_ known: Int) {
        let range = betterRanges[known]
        let required = betterFormats[range].map { requiredByte(entryRanges[$0]) }
        betterBytes[known] = ByteTrio(required)
        for (place, byte) in zip(range, required) {
            betterNeeds[place] = NeededBytes(
                bit: betterBytes[known].bit(of: byte), pair: requiredPair(entryRanges[betterFormats[place]]))
        }
    }

    /// Whether lines of any beginning may be of this format: it has columns now, or none any more.
    mutating func offer(_ number: Int, _ isOffered: Bool) {
        if isOffered { return enter(number, .all) }
        for byte in 0..<256 {
            candidates[byte].remove(number)
            exactCandidates[byte].remove(number)
        }
    }

    /// The layouts of `{time:any}`, compiled when they are needed.
    mutating func needAnyLayouts() throws(FormatError) {
        if !anyLayouts.isEmpty { return }
        let wasOwn = isOwn
        isOwn = false
        defer { isOwn = wasOwn }
        for text in TimeLayout.shapes { anyLayouts.append(AnyLayout(number: Int(try layoutIndex(text)))) }
        let steps = anyLayouts.map { layouts[$0.number].neededSteps }
        for place in anyLayouts.indices {
            let layout = layouts[anyLayouts[place].number]
            anyLayouts[place].hasSeconds =
                !layout.ops.contains { $0.step == .minute } || layout.ops.contains { $0.step == .second }
            let longer = anyLayouts.indices.filter {
                steps[place].count < steps[$0].count && steps[$0].starts(with: steps[place])
            }
            anyLayouts[place].first = longer + [place]
        }
    }

    /// - Throws: `FormatError.unknownFormat`.
    func formatIndex(_ name: String) throws(FormatError) -> Int {
        guard let index = formats.firstIndex(where: { $0.name == name }) else {
            throw .unknownFormat(name)
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
        guard layouts.count < (isOwn ? Limits.ownLayoutsMax : 255) else {
            throw .tooManyLayouts(max: Limits.ownLayoutsMax)
        }
        layouts.append(layout)
        if layout.hasDate, !layout.isLoose {
            for byte in layout.firstBytes { datedLayouts[Int(byte)].append(layouts.count - 1) }
        }
        return UInt8(layouts.count - 1)
    }

    mutating func choiceIndex(_ words: [String], _ levels: [Level] = []) throws(FormatError) -> UInt8 {
        let words = words.map { Array($0.utf8) }
        if let index = choices.indices.first(where: { choices[$0] == words && choiceLevels[$0] == levels }) {
            return UInt8(index)
        }
        guard choices.count < (isOwn ? Limits.ownChoicesMax : 255) else {
            throw .tooManyChoices(max: Limits.ownChoicesMax)
        }
        choices.append(words)
        choiceLevels.append(levels)
        return UInt8(choices.count - 1)
    }

    mutating func append(_ op: Op) { ops.append(op) }
    mutating func setOutput(_ output: Int, ofOp op: Int) { ops[op].output = Int32(output) }
    mutating func hold(_ op: Int, untilBehind other: Int) {
        ops[op].isHeld = true
        ops[other].writesHeld = true
    }
    mutating func append(_ output: Output) { outputs.append(output) }
}

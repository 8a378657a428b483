import FPCommon

/// Where a field's value stands in the line.
struct Capture {
    enum Form: UInt8 {
        /// Not there, or `-`.
        case absent
        /// Can be copied as it is.
        case plain
        /// Has bytes that JSON escapes, or that may not be UTF-8.
        case special
        /// As `special`, with the escapes of a web server to be decoded first.
        case encoded
        /// In quotes that are doubled inside.
        case doubled
        /// With a backslash before `|` and `\`.
        case escaped
        /// An integer of milliseconds or microseconds, to be written as seconds.
        case thousandths
        case millionths
    }

    var start: UInt32 = 0
    var end: UInt32 = 0
    var form: Form = .absent
    /// A stride of 16 is a shift.
    private var padding: UInt32 = 0

    static let absent = Capture()

    @inline(__always)
    init(_ start: Int, _ end: Int, _ form: Form) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.form = form
    }

    private init() {}

    /// A value that is a number known to the table, such as a level.
    @inline(__always)
    init(number: Int) { self.init(number, number, .plain) }

    @inline(__always) var range: Range<Int> { Int(start)..<Int(end) }
}

/// The values of one line's fields, by number.
///
/// Memory of its own rather than an `InlineArray`: reading one element of that copied all 64, a quarter of the run time.
@safe
struct Captures: ~Copyable {
    private let base: UnsafeMutablePointer<Capture>

    init() {
        unsafe base = UnsafeMutablePointer.allocate(capacity: Limits.fieldsMax)
        unsafe base.initialize(repeating: .absent, count: Limits.fieldsMax)
    }

    deinit { unsafe base.deallocate() }

    /// `Limits.fieldsMax` captures.
    @unsafe var pointer: UnsafePointer<Capture> {
        @inline(__always) get { unsafe UnsafePointer(base) }
    }

    subscript(_ index: Int) -> Capture {
        @inline(__always) get {
            precondition(index >= 0 && index < Limits.fieldsMax)
            return unsafe base[index]
        }
        @inline(__always) set {
            precondition(index >= 0 && index < Limits.fieldsMax)
            unsafe base[index] = newValue
        }
    }
}

/// What is known of the line being matched.
///
/// Offsets fit 32 bits: a line has at most `Limits.lineBytesMax` bytes.
struct MatchState: ~Copyable {
    var captures = Captures()
    var times: TimeReader
    /// Where the last attempt failed, for `--explain`.
    var failedOp = 0
    var failedOffset = 0

    init(times: consuming TimeReader) { self.times = times }

    enum Unclosed {
        case no
        /// A quoted cell isn't closed.
        case quote
        /// The pattern goes on in the next line.
        case pattern
    }

    /// What is remembered of the file and the line before an attempt that nothing may come of.
    var memory: Memory {
        get { (lastAnyLayout, lastLead, lastLevelMark, unclosed, isContinuing) }
        set { (lastAnyLayout, lastLead, lastLevelMark, unclosed, isContinuing) = newValue }
    }

    typealias Memory = (Int, Lead, UInt8, Unclosed, Bool)

    /// Why an attempt at the line failed that may succeed with the next one.
    var unclosed = Unclosed.no
    /// The place among `FormatTable.anyLayouts` of the file's last time of any shape, or -1.
    var lastAnyLayout = -1
    var trace = MatchTrace()
    /// What stood before the last time that was found without a format.
    var lastLead = Lead()
    /// What marked the level that the last event began with instead of a time: a bracket, a colon, or a space, with its high bit
    /// set where the level wasn't in capitals; 0 when it began otherwise.
    var lastLevelMark: UInt8 = 0
    /// Whether an event is open that the line may belong to.
    var isContinuing = false
    /// The pairs of the line being written.
    var pairs = Pairs()
    /// A date and a time of day that stand apart in the line, joined to be read.
    var joinedTime: [UInt8] = []

    /// Sets a level, and behind it the source's word where that isn't the level's own name.
    @inline(__always)
    mutating func setLevel(_ capture: UInt8, _ level: Level, _ line: Span<UInt8>, _ start: Int, _ end: Int) {
        captures[Int(capture)] = Capture(number: Int(level.rawValue))
        if level.isName(line[start], count: end &- start) {
            captures[Int(capture) + 1] = .absent
        } else {
            set(capture &+ 1, start, end, .special)
        }
    }

    /// Sets a capture to the digits from `start` on, without leading zeros: JSON has none. An `end` behind the digits may
    /// include a fraction.
    mutating func setNumber(_ capture: UInt8, _ line: Span<UInt8>, _ start: Int, digitsEnd: Int, end: Int) {
        var first = start
        while first < digitsEnd - 1, line[first] == UInt8(ascii: "0") { first += 1 }
        set(capture, first, end, .plain)
    }

    @inline(__always)
    mutating func set(_ capture: UInt8, _ start: Int, _ end: Int, _ form: Capture.Form) {
        captures[Int(capture)] = Capture(start, end, form)
    }
}

extension MatchState {
    /// The signs and words before a time, told apart by the signs alone: `17|` and `18|`, `ERROR - ` and `INFO - `.
    struct Lead: Equatable {
        /// The first eight signs; a word is one of them, written as 1.
        private(set) var signs: UInt64 = 0
        private var count = 0
        private(set) var isBracket = true

        mutating func append(_ byte: UInt8, isWord: Bool) {
            if byte != UInt8(ascii: "["), byte != UInt8(ascii: "(") { isBracket = false }
            let sign = isWord ? 1 : UInt64(byte)
            if isWord, count > 0, (signs >> UInt64(8 * (count - 1))) & 0xFF == 1 { return }
            guard count < 8 else { return }
            signs |= sign << UInt64(8 * count)
            count += 1
        }

        /// Whether `other` is the beginning of this one.
        func begins(with other: Lead) -> Bool {
            guard other.count <= count else { return false }
            return other.count == 8
                ? signs == other.signs : (signs ^ other.signs) & (1 << UInt64(8 * other.count) - 1) == 0
        }
    }
}

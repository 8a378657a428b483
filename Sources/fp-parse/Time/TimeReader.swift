import FPCommon

/// Reads time stamps by their layouts and keeps the last one as RFC 3339 text in UTC.
///
/// Logs repeat themselves: when the text up to the seconds is the one read last by the same layout, nothing is computed again.
@safe
struct TimeReader: ~Copyable {
    /// All layouts, one after the other.
    private var ops: [TimeLayout.Op] = []
    private var ranges: [LayoutRange] = []
    /// The zone of a source that doesn't tell.
    private var zone: LocalZone
    private var namedZones: NamedZones
    /// The last day that a date without a year can mean; set from the file's modification time.
    var newestDays: Int? {
        didSet { if newestDays != oldValue { forgetTexts() } }
    }
    /// The day that times of day without a date are of, where a header tells it.
    var clockDay: ClockDay?

    /// The RFC 3339 text of the last time stamp; absent when that had no date to go by.
    private(set) var textCount = 0
    private let text: UnsafeMutableRawPointer
    /// For each layout what it read last.
    private var remembered: [Remembered] = []
    /// What `text` shows, to the second.
    private var shownSeconds: Int?
    private var shownDays = Int.min
    /// The layout that it was read by.
    private var shownLayout = -1

    /// Enough for a date, a time, a fraction and `Z`, and for reading it in pieces of 32.
    static let textCapacity = 64

    struct LayoutRange {
        let start: Int
        let rememberedEnd: Int
        let end: Int
        /// Where `HH:MM:SS` stands in the text, or -1 when that isn't the same for every text.
        let clockOffset: Int
    }

    /// The text read last and what it meant.
    private struct Remembered {
        /// Whether there is one.
        var isSet = false
        var text = RememberedText()
        /// The part of `localSeconds` that is the time of the day.
        var clockSeconds = 0
        /// On the clock of the source; nil when it has no date.
        var localSeconds: Int?
        var zoneSeconds: Int?

        /// Takes over the `HH:MM:SS` of the line: all else in it is as it was. False when that is no time of day.
        @inline(__always)
        mutating func readClock(_ line: Span<UInt8>, at offset: Int, clockOffset: Int) -> Bool {
            let start = offset + clockOffset
            guard let seconds = localSeconds, let hour = line.twoDigits(at: start), hour < 24,
                let minute = line.twoDigits(at: start + 3), minute < 60,
                let second = line.twoDigits(at: start + 6), second <= 60
            else { return false }
            let day = seconds - clockSeconds
            clockSeconds = hour * 3600 + minute * 60 + second
            localSeconds = day + clockSeconds
            text.keep(line, at: offset)
            return true
        }
    }

    init(layouts: [TimeLayout], zone: LocalZone, zones: ZoneDatabase = .system) {
        self.zone = zone
        namedZones = NamedZones(zones)
        unsafe text = UnsafeMutableRawPointer.allocate(byteCount: Self.textCapacity, alignment: 16)
        unsafe text.initializeMemory(as: UInt8.self, repeating: 0, count: Self.textCapacity)
        add(layouts)
    }

    /// Takes over those of `layouts` that it doesn't have: the ones behind as many as it has.
    mutating func add(_ layouts: [TimeLayout]) {
        for layout in layouts.dropFirst(ranges.count) {
            let start = ops.count
            ops += layout.ops
            ranges.append(
                LayoutRange(
                    start: start, rememberedEnd: start + layout.rememberedCount, end: ops.count,
                    clockOffset: layout.clockOffset))
            remembered.append(Remembered())
        }
    }

    /// Another file's dates without a year are of another year.
    private mutating func forgetTexts() {
        for layout in remembered.indices { remembered[layout].isSet = false }
    }

    /// Leaves no time to be written.
    mutating func forget() {
        textCount = 0
        shownLayout = -1
    }

    deinit { unsafe text.deallocate() }

    /// The RFC 3339 text, `textCapacity` bytes of which `textCount` count.
    @unsafe var textPointer: UnsafeRawPointer { unsafe UnsafeRawPointer(text) }

    var textArray: [UInt8] { unsafe Array(UnsafeRawBufferPointer(start: text, count: textCount)) }

    /// Reads the time stamp at `offset`; returns where it ends, or -1 when there is none of this layout.
    @inline(__always)
    mutating func read(_ line: Span<UInt8>, at offset: Int, layout: Int) -> Int {
        let count = remembered[layout].text.count
        guard remembered[layout].isSet, line.count &- offset >= count else {
            return readAnew(line, at: offset, layout)
        }
        let difference = remembered[layout].text.difference(line, at: offset)
        if difference != .none {
            guard difference == .clock,
                remembered[layout].readClock(line, at: offset, clockOffset: ranges[layout].clockOffset)
            else { return readAnew(line, at: offset, layout) }
        }
        if ranges[layout].rememberedEnd < ranges[layout].end { return readTail(line, at: offset &+ count, layout) }
        if difference == .none, shownLayout == layout { return offset &+ count }
        return show(layout, zone: remembered[layout].zoneSeconds, line, 0, 0) ? offset &+ count : -1
    }

    @inline(never)
    private mutating func readAnew(_ line: Span<UInt8>, at start: Int, _ layout: Int) -> Int {
        let range = ranges[layout]
        var parts = TimeParts()
        var offset = start
        var fractionStart = 0
        var fractionEnd = 0
        let isRemembered = range.rememberedEnd > range.start
        for index in range.start..<(isRemembered ? range.rememberedEnd : range.end) {
            let op = ops[index]
            if op.step == .fraction {
                (fractionStart, fractionEnd) = line.fraction(at: offset)
                offset = max(offset, fractionEnd)
            } else {
                offset = parts.read(op, line, at: offset)
                if op.step == .epochOfAnyUnit { (fractionStart, fractionEnd) = parts.fraction }
            }
            if offset < 0 { return -1 }
        }
        let hasDate = parts.epochSeconds != nil || parts.day != nil || parts.dayOfYear != nil
        let localSeconds =
            hasDate ? parts.localSeconds(newestDays: newestDays) : parts.secondsOfDay.flatMap { clockDay?.seconds($0) }
        if localSeconds == nil, hasDate && (parts.year != nil || newestDays != nil) || !parts.isTimeOfDay { return -1 }
        // Whatever it was, it is no more what `localSeconds` says.
        remembered[layout].isSet = false
        remembered[layout].localSeconds = localSeconds
        remembered[layout].zoneSeconds = parts.epochSeconds != nil ? 0 : parts.zoneSeconds
        if !parts.fractionDigits.isEmpty {
            let digits = parts.fractionDigits
            return show(layout, zone: remembered[layout].zoneSeconds, digits.span, 0, digits.count) ? offset : -1
        }
        guard isRemembered else {
            return show(layout, zone: remembered[layout].zoneSeconds, line, fractionStart, fractionEnd) ? offset : -1
        }
        if (RememberedText.countMin...Limits.timeTextBytesMax).contains(offset - start) {
            remembered[layout].text.keep(line, at: start, byteCount: offset - start, clockOffset: range.clockOffset)
            remembered[layout].clockSeconds = parts.hour * 3600 + parts.minute * 60 + parts.second
            remembered[layout].isSet = true
        }
        return readTail(line, at: offset, layout)
    }

    /// The part after the seconds: a fraction, a zone, literals; then the text is brought up to date.
    private mutating func readTail(_ line: Span<UInt8>, at start: Int, _ layout: Int) -> Int {
        let range = ranges[layout]
        var offset = start
        var fractionStart = 0
        var fractionEnd = 0
        var zone = remembered[layout].zoneSeconds
        for index in range.rememberedEnd..<range.end {
            let op = ops[index]
            switch op.step {
            case .fraction:
                (fractionStart, fractionEnd) = line.fraction(at: offset)
                offset = max(offset, fractionEnd)
            case .literal:
                guard offset < line.count, line[offset] == op.byte else { return -1 }
                offset += 1
            case .zoneName:
                // A time of day alone is of no day that a clock could be set forward on.
                let localSeconds = remembered[layout].localSeconds ?? 0
                guard let found = namedZones.zone(line, at: offset, whenLocal: localSeconds) else { return -1 }
                zone = found.seconds
                offset = found.end
            default:
                let space = offset < line.count && line[offset] == UInt8(ascii: " ") ? 1 : 0
                if let found = line.zone(at: offset + (op.step == .optionalZone ? space : 0)) {
                    zone = found.seconds
                    offset = found.end
                } else if op.step == .zone {
                    return -1
                }
            }
        }
        return show(layout, zone: zone, line, fractionStart, fractionEnd) ? offset : -1
    }

    /// Brings `text` up to date. False when the time is outside the years 0 to 9999.
    private mutating func show(
        _ layout: Int, zone zoneSeconds: Int?, _ line: Span<UInt8>, _ fractionStart: Int, _ fractionEnd: Int
    ) -> Bool {
        shownLayout = layout
        guard let localSeconds = remembered[layout].localSeconds else {
            textCount = 0
            return true
        }
        let seconds = localSeconds - (zoneSeconds ?? zone.offsetSeconds(atLocal: localSeconds))
        if shownSeconds != seconds {
            guard showSeconds(seconds) else {
                shownLayout = -1
                return false
            }
        }
        textCount = 19
        if fractionEnd > fractionStart {
            unsafe text.storeBytes(of: UInt8(ascii: "."), toByteOffset: 19, as: UInt8.self)
            for offset in fractionStart..<fractionEnd {
                unsafe text.storeBytes(of: line[offset], toByteOffset: 20 + offset - fractionStart, as: UInt8.self)
            }
            textCount = 20 + fractionEnd - fractionStart
        }
        unsafe text.storeBytes(of: UInt8(ascii: "Z"), toByteOffset: textCount, as: UInt8.self)
        textCount += 1
        return true
    }

    private mutating func showSeconds(_ seconds: Int) -> Bool {
        let days = seconds.floorDivided(by: 86400)
        if days != shownDays {
            let date = CalendarDate(daysSinceEpoch: days)
            guard (0...9999).contains(date.year) else { return false }
            put(date.year / 100, at: 0, then: 0)
            put(date.year % 100, at: 2, then: UInt8(ascii: "-"))
            put(date.month, at: 5, then: UInt8(ascii: "-"))
            put(date.day, at: 8, then: UInt8(ascii: "T"))
            shownDays = days
        }
        let second = seconds - days * 86400
        put(second / 3600, at: 11, then: UInt8(ascii: ":"))
        put(second / 60 % 60, at: 14, then: UInt8(ascii: ":"))
        put(second % 60, at: 17, then: 0)
        shownSeconds = seconds
        return true
    }

    /// Two digits and a byte after them.
    private func put(_ number: Int, at offset: Int, then byte: UInt8) {
        unsafe text.storeBytes(of: UInt8(truncatingIfNeeded: 0x30 + number / 10), toByteOffset: offset, as: UInt8.self)
        unsafe text.storeBytes(
            of: UInt8(truncatingIfNeeded: 0x30 + number % 10), toByteOffset: offset + 1, as: UInt8.self)
        unsafe text.storeBytes(of: byte, toByteOffset: offset + 2, as: UInt8.self)
    }
}

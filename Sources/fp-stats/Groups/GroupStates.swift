import FPCommon

/// What is known of each group, in flat arrays: the states of group *g* stand at *g* times their number per group.
/// Group 0 is the one for everything that has no group of its own.
struct GroupStates {
    /// Where the states of one field are within its group; -1 for what isn't kept.
    struct Slots {
        var numbers = -1
        var texts = -1
        var sketch = -1
        var distinct = -1
        var top = -1
    }

    let slots: [Slots]
    private let perGroup: Slots
    /// Of an overview: counts of each kind of value.
    private let countsKinds: Bool

    private(set) var counts: [Int] = []
    private(set) var numbers: [NumberState] = []
    /// By index in `numbers`; few have any.
    private(set) var wideNumbers: [Int: WideNumbers] = [:]
    private(set) var texts: [TextRange] = []
    private(set) var sketches: [Sketch] = []
    private(set) var distincts: [DistinctCounter] = []
    private(set) var tops: [FrequentValues] = []
    private(set) var kinds: [KindCounts] = []

    /// Different values in all of `tops`, and the bytes of their keys.
    private var topValueCount = 0
    private var topBytes = 0

    init(_ query: Query) {
        var slots: [Slots] = []
        var next = Slots(numbers: 0, texts: 0, sketch: 0, distinct: 0, top: 0)
        func take(_ isNeeded: Bool, _ slot: inout Int) -> Int {
            guard isNeeded else { return -1 }
            slot += 1
            return slot - 1
        }
        for field in query.fields {
            slots.append(
                Slots(
                    numbers: take(field.needsNumbers, &next.numbers), texts: take(field.needsTexts, &next.texts),
                    sketch: take(field.needsSketch, &next.sketch), distinct: take(field.needsDistinct, &next.distinct),
                    top: take(field.needsTop, &next.top)))
        }
        self.slots = slots
        perGroup = next
        countsKinds = query.isOverview
        appendGroup()
    }

    var groupCount: Int { counts.count }

    mutating func appendGroup() {
        counts.append(0)
        for _ in 0..<perGroup.numbers { numbers.append(NumberState()) }
        for _ in 0..<perGroup.texts { texts.append(TextRange()) }
        for _ in 0..<perGroup.sketch { sketches.append(Sketch()) }
        for _ in 0..<perGroup.distinct { distincts.append(DistinctCounter()) }
        for _ in 0..<perGroup.top { tops.append(FrequentValues()) }
        if countsKinds { kinds.append(KindCounts(repeating: 0)) }
    }

    // MARK: adding

    @inline(__always)
    mutating func count(_ group: Int) { counts[group] &+= 1 }

    /// Adds one value of a field. `scratch` is only a place to build a key in.
    @inline(__always)
    mutating func add(
        _ value: FieldRange, of line: Span<UInt8>, field: Int, to group: Int, scratch: inout ByteWriter
    ) {
        let slot = slots[field]
        if slot.numbers >= 0 {
            if value.kind == .number {
                addNumber(line.extracting(value.start..<value.end), slot, group)
            } else {
                addNoNumber(value, line, slot, group)
            }
        }
        if slot.distinct >= 0 || slot.top >= 0 { addKey(value, line, slot, group, &scratch) }
    }

    @inline(__always)
    private mutating func addNumber(_ text: Span<UInt8>, _ slot: Slots, _ group: Int) {
        let index = group &* perGroup.numbers &+ slot.numbers
        guard let number = ShortDecimal(text) else {
            addWide(text, slot, group)
            return
        }
        numbers[index].add(number)
        if slot.sketch >= 0 { sketches[group &* perGroup.sketch &+ slot.sketch].add(number.doubleValue) }
    }

    @inline(never)
    private mutating func addWide(_ text: Span<UInt8>, _ slot: Slots, _ group: Int) {
        let index = group * perGroup.numbers + slot.numbers
        guard let number = WideDecimal(text) else {
            numbers[index].otherCount += 1
            return
        }
        wideNumbers[index, default: WideNumbers()].add(number)
        if slot.sketch >= 0 { sketches[group * perGroup.sketch + slot.sketch].add(number.doubleValue) }
    }

    @inline(never)
    private mutating func addNoNumber(_ value: FieldRange, _ line: Span<UInt8>, _ slot: Slots, _ group: Int) {
        if value.kind == .null { return }
        let index = group * perGroup.numbers + slot.numbers
        guard value.kind == .string, value.end - value.start <= Limits.keptTextBytesMax else {
            numbers[index].otherCount += 1
            return
        }
        numbers[index].stringCount += 1
        guard slot.texts >= 0 else { return }
        let contents = line.extracting(value.start..<value.end)
        let textIndex = group * perGroup.texts + slot.texts
        if value.hasEscapes {
            var decoded = ByteWriter(capacity: contents.count + 1)
            decoded.appendUnescaped(contents)
            texts[textIndex].add(decoded.span)
        } else {
            texts[textIndex].add(contents)
        }
    }

    private mutating func addKey(
        _ value: FieldRange, _ line: Span<UInt8>, _ slot: Slots, _ group: Int, _ scratch: inout ByteWriter
    ) {
        if value.kind == .null { return }
        scratch.removeAll()
        KeyText.append(value, of: line, to: &scratch)
        let hash = StableHash.hash(scratch.span)
        if slot.distinct >= 0 { distincts[group &* perGroup.distinct &+ slot.distinct].add(hash) }
        guard slot.top >= 0 else { return }
        let index = group &* perGroup.top &+ slot.top
        if scratch.count > Limits.keptTextBytesMax {
            tops[index].addUnkept()
        } else if tops[index].add(scratch.span, hash: hash) {
            topValueCount += 1
            topBytes += scratch.count
            giveUpIfTooMany(index)
            if topValueCount > Limits.topValuesMax || topBytes > Limits.topBytesMax { forgetRareValues() }
        }
    }

    mutating func count(_ kind: FieldRange.Kind, in group: Int) { kinds[group][Int(kind.rawValue)] += 1 }

    // MARK: forgetting rare values

    /// Of an overview: stops counting the values of a field that has too many of them.
    private mutating func giveUpIfTooMany(_ index: Int) {
        let top = tops[index].table
        guard countsKinds, top.count > Limits.overviewValuesMax || top.keyBytes > Limits.overviewValueBytesMax else {
            return
        }
        topValueCount -= top.count
        topBytes -= top.keyBytes
        tops[index].giveUp()
    }

    /// Brings all tables of top values together to half the limits: each keeps at most its share.
    private mutating func forgetRareValues() {
        var share = Limits.topValuesMax / 2 / tops.count + 1
        repeat {
            for index in tops.indices { forget(index, keeping: share) }
            share /= 2
        } while share > 0 && topBytes > Limits.topBytesMax / 2
    }

    mutating func forgetTopValues(keeping kept: Int) {
        for index in tops.indices { forget(index, keeping: kept) }
    }

    private mutating func forget(_ index: Int, keeping kept: Int) {
        topValueCount -= tops[index].valueCount
        topBytes -= tops[index].table.keyBytes
        tops[index].forget(keeping: kept)
        topValueCount += tops[index].valueCount
        topBytes += tops[index].table.keyBytes
    }

    // MARK: reading

    func numberState(_ slot: Slots, of group: Int) -> NumberState { numbers[group * perGroup.numbers + slot.numbers] }
    func wideNumbers(_ slot: Slots, of group: Int) -> WideNumbers? {
        wideNumbers[group * perGroup.numbers + slot.numbers]
    }
    func distinct(_ slot: Slots, of group: Int) -> DistinctCounter {
        distincts[group * perGroup.distinct + slot.distinct]
    }
    func top(_ slot: Slots, of group: Int) -> FrequentValues { tops[group * perGroup.top + slot.top] }

    // MARK: merging

    /// Adds what is known of `source` to `target` and clears it.
    mutating func move(_ source: Int, into target: Int) {
        merge(state(of: source), into: target)
        set(GroupState(fields: slots.map { _ in FieldState() }), at: source)
    }

    /// The states of one group, taken out of the arrays.
    func state(of group: Int) -> GroupState {
        let fields = slots.map { slot -> FieldState in
            var field = FieldState()
            if slot.numbers >= 0 {
                let index = group * perGroup.numbers + slot.numbers
                field.numbers = numbers[index]
                field.wideNumbers = wideNumbers[index]
            }
            if slot.texts >= 0 { field.texts = texts[group * perGroup.texts + slot.texts] }
            if slot.sketch >= 0 { field.sketch = sketches[group * perGroup.sketch + slot.sketch] }
            if slot.distinct >= 0 { field.distinct = distincts[group * perGroup.distinct + slot.distinct] }
            if slot.top >= 0 { field.top = tops[group * perGroup.top + slot.top] }
            return field
        }
        return GroupState(
            count: counts[group], kinds: countsKinds ? kinds[group] : KindCounts(repeating: 0), fields: fields)
    }

    mutating func merge(_ other: GroupState, into group: Int) {
        var merged = state(of: group)
        merged.merge(other)
        set(merged, at: group)
    }

    private mutating func set(_ state: GroupState, at group: Int) {
        counts[group] = state.count
        if countsKinds { kinds[group] = state.kinds }
        for (slot, field) in zip(slots, state.fields) {
            if slot.numbers >= 0 {
                let index = group * perGroup.numbers + slot.numbers
                numbers[index] = field.numbers
                wideNumbers[index] = field.wideNumbers
            }
            if slot.texts >= 0 { texts[group * perGroup.texts + slot.texts] = field.texts }
            if slot.sketch >= 0 { sketches[group * perGroup.sketch + slot.sketch] = field.sketch }
            if slot.distinct >= 0 { distincts[group * perGroup.distinct + slot.distinct] = field.distinct }
            if slot.top >= 0 { set(field.top, at: group * perGroup.top + slot.top) }
        }
    }

    private mutating func set(_ top: FrequentValues, at index: Int) {
        topValueCount += top.valueCount - tops[index].valueCount
        topBytes += top.table.keyBytes - tops[index].table.keyBytes
        tops[index] = top
        giveUpIfTooMany(index)
        if topValueCount > Limits.topValuesMax || topBytes > Limits.topBytesMax { forgetRareValues() }
    }
}

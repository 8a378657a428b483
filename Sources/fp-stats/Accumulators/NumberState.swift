import FPCommon

/// What a group knows of the numbers in one field. Trivial, so that the states of all groups lie in one array.
///
/// Sums are exact: ordinary numbers are added as whole parts and units of 10⁻¹⁸, each in 128 bits, which 2⁶³ records
/// can't overflow. Numbers out of that range go to a `WideNumbers` beside it, so no sum depends on the order.
struct NumberState {
    /// Ordinary numbers.
    private(set) var count = 0
    /// Values that are no numbers: strings, and other kinds or numbers beyond the range of a double.
    var stringCount = 0
    var otherCount = 0
    private(set) var whole: Int128 = 0
    private(set) var fraction: Int128 = 0
    private(set) var minimum = ShortDecimal(whole: .max)
    private(set) var maximum = ShortDecimal(whole: .min)

    init() {}

    /// What `count` ordinary numbers left behind; nil when these can't have been ordinary.
    init?(count: Int, sum: WideDecimal, minimum: WideDecimal, maximum: WideDecimal) {
        guard let sum = sum.short, let minimum = minimum.shortDecimal, let maximum = maximum.shortDecimal else {
            return nil
        }
        // As far as the sum of as many numbers can go: sums of sums then can't overflow.
        guard sum.whole.magnitude <= UInt128(count) * UInt128(Int64.max) else { return nil }
        self.count = count
        whole = sum.whole
        fraction = sum.fraction
        self.minimum = minimum
        self.maximum = maximum
    }

    @inline(__always)
    mutating func add(_ number: ShortDecimal) {
        count &+= 1
        whole &+= Int128(number.whole)
        fraction &+= Int128(number.fraction)
        if number < minimum || count == 1 { minimum = number }
        if maximum < number || count == 1 { maximum = number }
    }

    mutating func merge(_ other: NumberState) {
        if other.count > 0 {
            if count == 0 || other.minimum < minimum { minimum = other.minimum }
            if count == 0 || maximum < other.maximum { maximum = other.maximum }
        }
        count += other.count
        stringCount += other.stringCount
        otherCount += other.otherCount
        whole += other.whole
        fraction += other.fraction
    }
}

/// What a group knows of numbers that are too large, or too finely divided, for `NumberState`.
struct WideNumbers {
    private(set) var count = 0
    private(set) var sum = WideDecimal()
    private(set) var minimum: WideDecimal?
    private(set) var maximum: WideDecimal?

    mutating func add(_ number: WideDecimal) {
        merge(count: 1, sum: number, minimum: number, maximum: number)
    }

    mutating func merge(_ other: WideNumbers) {
        merge(count: other.count, sum: other.sum, minimum: other.minimum, maximum: other.maximum)
    }

    mutating func merge(count more: Int, sum: WideDecimal, minimum: WideDecimal?, maximum: WideDecimal?) {
        count += more
        self.sum.add(sum)
        self.sum.normalize()
        self.minimum = least(self.minimum, minimum)
        self.maximum = greatest(self.maximum, maximum)
    }
}

/// Both states together: what is printed and what goes into a partial.
struct NumberSummary {
    let count: Int
    let stringCount: Int
    let otherCount: Int
    /// Exact, in normal form.
    let sum: WideDecimal
    let minimum: WideDecimal?
    let maximum: WideDecimal?

    init(_ state: NumberState, _ wide: WideNumbers?) {
        count = state.count + (wide?.count ?? 0)
        stringCount = state.stringCount
        otherCount = state.otherCount
        var sum = WideDecimal(whole: state.whole, fraction: state.fraction)
        if let wide {
            sum.add(wide.sum)
            sum.normalize()
        }
        self.sum = sum
        minimum = least(wide?.minimum, state.count > 0 ? WideDecimal(state.minimum) : nil)
        maximum = greatest(wide?.maximum, state.count > 0 ? WideDecimal(state.maximum) : nil)
    }

    /// The nearest double of the exact mean.
    var mean: Double? { count > 0 ? sum.divided(by: count).doubleValue : nil }
}

private func least(_ a: WideDecimal?, _ b: WideDecimal?) -> WideDecimal? {
    guard let a, let b else { return a ?? b }
    return b < a ? b : a
}

private func greatest(_ a: WideDecimal?, _ b: WideDecimal?) -> WideDecimal? {
    guard let a, let b else { return a ?? b }
    return a < b ? b : a
}

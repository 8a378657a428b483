import FPCommon

/// Reads what `--every` takes: a number, perhaps with a fraction, and ms, s, m or h; without a unit, seconds.
func everySeconds(_ text: String) throws(QueryError) -> Double {
    let number = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let factor: Double? =
        switch text[number.endIndex...] {
        case "ms": 0.001
        case "s", "": 1
        case "m": 60
        case "h": 3600
        default: nil
        }
    guard let factor, let value = Double(number), number.first != ".", number.last != "." else {
        throw .badEvery(text)
    }
    let seconds = value * factor
    guard (Limits.everySecondsMin...Limits.everySecondsMax).contains(seconds) else { throw .badEvery(text) }
    return seconds
}

import FPCommon

/// A mistake in what is asked for.
enum QueryError: Error, Equatable {
    case emptyField(option: String)
    case columnTwice(String)
    case tooManyKeys(most: Int)
    case tooManyColumns(most: Int)
    case badPercentile(String, in: String)
    case badTop(String, in: String, most: Int)
    case groupsOutOfRange(Int, most: Int)
    case badEvery(String)
    case exclusive(String, String)
    case mergeWithColumns

    var message: String {
        switch self {
        case .emptyField(let option): "--\(option) needs the name of a field, such as status or http.status"
        case .columnTwice(let name): "two columns would be named \(escaped(name)); ask for it once"
        case .tooManyKeys(let most): "at most \(most) fields can be given with --by"
        case .tooManyColumns(let most): "at most \(most) columns can be asked for"
        case .badPercentile(let part, let text):
            "\"\(escaped(part))\" in --percentiles \(escaped(text)) is no percentage from 0 to 100 with at most six "
                + "digits behind the point; write a field and a list, such as duration:50,90,99.9"
        case .badTop(let part, let text, let most):
            "\"\(escaped(part))\" in --top \(escaped(text)) is no number from 1 to \(most); write a field and how many "
                + "values to list, such as path:10"
        case .groupsOutOfRange(let groups, let most): "--groups \(groups) is not from 1 to \(most)"
        case .badEvery(let text):
            "--every \(escaped(text)) is no time from 100ms to 24h; write a number and ms, s, m or h, such as 1s"
        case .exclusive(let a, let b): "\(a) and \(b) can't be combined"
        case .mergeWithColumns:
            "--merge takes its columns from the partials; give no fields, --count or --groups with it"
        }
    }
}

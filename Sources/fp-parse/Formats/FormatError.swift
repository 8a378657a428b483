import FPCommon

/// A fault in a format's definition, or in the choice of one.
enum FormatError: Error, Equatable {
    case timeLayout(String)
    case unclosedField
    case unknownType(String)
    case adjacentFields(first: String)
    case repeatedField(String)
    case reservedField(String)
    case tooManyFields(max: Int)
    case tooManyFormats(max: Int)
    case tooManyLayouts(max: Int)
    case tooManyChoices(max: Int)
    case patternTooLong(bytesMax: Int)
    case emptyPattern
    case unknownFormat(String)
    case orphan(String)
    case unknownKey(String)
    case unknownSeparator(String)
    case columnWithoutField(String)
    case withoutExample
    case neitherYesNorNo(String)
    case withoutPattern(String)
    indirect case at(column: Int, FormatError)
    indirect case line(number: Int, FormatError)

    /// The same with the columns of what stands before the pattern in its line.
    func moved(by columns: Int) -> FormatError {
        guard case .at(let column, let fault) = self else { return self }
        return .at(column: column + columns, fault)
    }

    /// For a format that a routing rule prescribed: the loop knows only faults of records.
    var recordError: RecordError { .unusable(message) }

    var message: String {
        switch self {
        case .timeLayout(let text):
            "the time layout \(escaped(text)) has an unknown directive; see docs/formats.md for those there are"
        case .unclosedField: "the { has no }; a literal brace is written {{"
        case .unknownType(let name):
            "the field type \(escaped(name)) isn't known; there are \(FieldType.names.joined(separator: ", "))"
        case .adjacentFields(let first):
            "nothing separates the field \(escaped(first)) from the next one; its end can't be told"
        case .repeatedField(let name):
            "a field name stands twice: \(escaped(name))"
        case .reservedField(let name):
            "the field name \(escaped(name)) isn't a format's to give; names begin with no @, and tags and parse_error are taken"
        case .tooManyFields(let max): "a format has more than \(max) fields"
        case .tooManyFormats(let max):
            "more than \(max) formats, \(Format.builtIn.count) of which are built in; put several patterns in one, or leave some out"
        case .tooManyLayouts(let max): "more than \(max) different layouts of times; leave some formats out"
        case .tooManyChoices(let max):
            "more than \(max) different fields that are one of several words; leave some formats out"
        case .patternTooLong(let bytesMax): "a pattern is longer than \(bytesMax) bytes"
        case .emptyPattern: "a pattern has no field"
        case .unknownFormat(let name):
            "no format is called \(escaped(name)); fp-parse --list-formats shows those there are"
        case .orphan(let key): "\(escaped(key)) has no format that it belongs to; the name stands on a line before"
        case .unknownKey(let key):
            "the key \(escaped(key)) isn't known; there are about, source, pattern, joins, general, over, header, columns, separator, column, date, example, then, record, modified"
        case .unknownSeparator(let text):
            "the separator \(escaped(text)) isn't known; there are \(ColumnRules.separatorNames.keys.sorted().joined(separator: ", "))"
        case .columnWithoutField(let text): "the column \(escaped(text)) has no = and no field behind it"
        case .withoutExample: "no example stands before it"
        case .neitherYesNorNo(let text): "\(escaped(text)) is neither yes nor no"
        case .withoutPattern(let name): "the format \(escaped(name)) has no pattern and no columns"
        case .at(let column, let fault): "column \(column): \(fault.message)"
        case .line(let number, .at(let column, let fault)): "line \(number), column \(column): \(fault.message)"
        case .line(let number, let fault): "line \(number): \(fault.message)"
        }
    }
}

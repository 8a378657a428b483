import FPCommon

/// What is wrong with the query of a request.
enum QueryError: Error, Equatable {
    case tooLong(bytes: Int)
    case undecodable(String)
    case unknown(String, known: [String])
    case repeated(String)
    case notANumber(String, value: String, range: ClosedRange<Int>)
    case notOneOf(String, value: String, choices: [String])
    case empty(String)

    var message: String {
        switch self {
        case .tooLong(let bytes): "the query has \(bytes) bytes, over the limit of \(Limits.queryBytesMax)"
        case .undecodable(let text): "\(Self.shown(text)): not percent-encoded UTF-8"
        case .unknown(let name, let known):
            "\(Self.shown(name)): no such parameter; known are \(known.joined(separator: ", "))"
        case .repeated(let name): "\(name): given more than once"
        case .notANumber(let name, let value, let range):
            "\(name): \(Self.shown(value)) is no number from \(range.lowerBound) to \(range.upperBound)"
        case .notOneOf(let name, let value, let choices):
            "\(name): \(Self.shown(value)) is none of \(choices.joined(separator: ", "))"
        case .empty(let name): "\(name): must not be empty"
        }
    }

    private static func shown(_ text: String) -> String { quoted(Array(text.utf8).span) }
}

/// The parameters of a query, decoded: `limit=100&name=a%20b`. A `+` is a space, as forms write it.
///
/// Strict: what isn't known or comes twice is an error, so that a misspelt filter never looks like an empty result.
struct QueryParameters {
    private var values: [String: String] = [:]

    init(_ query: String?, known: [String]) throws(QueryError) {
        guard let query, !query.isEmpty else { return }
        guard query.utf8.count <= Limits.queryBytesMax else { throw .tooLong(bytes: query.utf8.count) }
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(pair[0])
            guard known.contains(name) else { throw .unknown(name, known: known) }
            guard values[name] == nil else { throw .repeated(name) }
            values[name] = try Self.decoded(pair.count > 1 ? pair[1] : "")
        }
    }

    func text(_ name: String) throws(QueryError) -> String? {
        guard let value = values[name] else { return nil }
        guard !value.isEmpty else { throw .empty(name) }
        return value
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws(QueryError) -> Int? {
        guard let value = values[name] else { return nil }
        // Int takes a sign; a number of a file or a page has none.
        guard value.utf8.first?.isDigit == true, let number = Int(value), range.contains(number) else {
            throw .notANumber(name, value: value, range: range)
        }
        return number
    }

    func choice<Value: RawRepresentable & CaseIterable>(
        _ name: String, of type: Value.Type
    ) throws(QueryError) -> Value? where Value.RawValue == String {
        guard let value = values[name] else { return nil }
        guard let found = Value(rawValue: value) else {
            throw .notOneOf(name, value: value, choices: Value.allCases.map(\.rawValue))
        }
        return found
    }

    private static func decoded(_ text: Substring) throws(QueryError) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexadecimalValue, let low = rest.popFirst()?.hexadecimalValue
                else { throw .undecodable(String(text)) }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .undecodable(String(text)) }
        return decoded
    }
}

extension UInt8 {
    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// A JSON value as a tree: for control lines, rules, configuration and summaries. Records never take this path.
///
/// Members keep their order, and numbers their spelling, so that what is read can be written back unchanged.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The number as it was spelled.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    package struct Member: Equatable, Sendable {
        package var key: String
        package var value: JSONValue
        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }
}

extension JSONValue {
    package static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

    /// The member `key` of an object; the last of several.
    package subscript(key: String) -> JSONValue? { members?.last { $0.key == key }?.value }

    package var stringValue: String? { if case .string(let text) = self { text } else { nil } }
    package var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var arrayValue: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    package var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// A number that is spelled as an integer and fits.
    package var intValue: Int? { if case .number(let text) = self { Int(text) } else { nil } }
    package var doubleValue: Double? { if case .number(let text) = self { Double(text) } else { nil } }
}

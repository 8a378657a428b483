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

import FPCommon

/// `/stats` as an event of a stream.
///
/// Source: the HTML Standard, "Server-sent events".
struct StatsEvent {
    /// `event: stats` and one line of data.
    let bytes: [UInt8]
    /// What of it makes it worth telling.
    private let substance: JSONValue

    /// - Parameter stats: the body of `/stats`: one line. Nil when it isn't JSON.
    init?(stats: [UInt8]) {
        guard let value = try? JSONValue.parse(stats.span) else { return nil }
        let line = stats.last == 0x0A ? stats.dropLast() : stats[...]
        precondition(!line.contains(0x0A), "our JSON has no line breaks")
        bytes = Array("event: stats\ndata: ".utf8) + line + Array("\n\n".utf8)
        substance = value.without("time").changing("rate") { $0.without("seconds") }
            .changing("live") { $0.without("time").without("tick") }
    }

    /// Whether something has happened since `other`: the clock that went on isn't news.
    func differs(from other: StatsEvent?) -> Bool { substance != other?.substance }
}

extension JSONValue {
    fileprivate func without(_ key: String) -> JSONValue {
        members.map { .object($0.filter { $0.key != key }) } ?? self
    }

    fileprivate func changing(_ key: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        members.map { .object($0.map { $0.key == key ? Member(key, change($0.value)) : $0 }) } ?? self
    }
}

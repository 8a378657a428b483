import FPCommon

/// `.fp/live.json`: what `fp-watch commit` is doing now, for who shows the folder. One JSON object on one line, replaced
/// at most once a second; after a crash it is simply old, as its `time` tells.
///
/// `time`, `stream` (`open`, or `ended`), `settled` (files since the start), `file` (`seq`, `name`, `records` of the one
/// whose records are arriving, or null), `progress` (the last line of that kind, or null), `tick` (the last one's time).
struct LiveStatus {
    /// Where to write; nil for results alone.
    let directory: Directory?
    let now: () -> Instant

    var settledCount = 0
    var records = 0
    var progress: ControlLine?
    var tick: String?
    private var file: (sequence: Int, name: PathBytes)?
    private var nextSeconds = 0.0

    static let name = PathBytes("live.json")

    init(directory: Directory?, now: @escaping () -> Instant) {
        self.directory = directory
        self.now = now
    }

    mutating func open(_ sequence: Int, _ name: PathBytes) {
        file = (sequence, name)
        progress = nil
    }

    mutating func writeIfDue(_ seconds: Double) throws {
        guard seconds >= nextSeconds else { return }
        nextSeconds = seconds + Limits.liveSeconds
        try write(isOpen: true)
    }

    func write(isOpen: Bool) throws {
        guard let directory else { return }
        var shown = JSONValue.null
        if isOpen, let file {
            shown = .object(
                [.init("seq", .integer(file.sequence))] + JSONValue.nameMembers("name", file.name)
                    + [.init("records", .integer(records))])
        }
        let members: [JSONValue.Member] = [
            .init("time", .string(now().text(fractionDigits: 3))),
            .init("stream", .string(isOpen ? "open" : "ended")),
            .init("settled", .integer(settledCount)),
            .init("file", shown),
            .init("progress", progress.map { .object($0.members) } ?? .null),
            .init("tick", tick.map(JSONValue.string) ?? .null),
        ]
        var bytes = ByteWriter()
        JSONValue.object(members).writeLine(to: &bytes)
        try directory.replace(Self.name, with: bytes.span, permissions: 0o600, durably: false)
    }
}

import FPCommon
import Glibc
import Synchronization

/// `.fp/live.json`: what `fp-watch commit` is doing now, for who shows the folder. One JSON object on one line, replaced
/// every second for as long as the program lives, whatever it waits for; after a crash it is simply old, as its `time`
/// tells.
///
/// | member | |
/// |---|---|
/// | `time` | when this was written |
/// | `stream` | `open`; `ended`, by its `bye`; `broken`, without one |
/// | `error` | of a broken one, why |
/// | `started` | when this program started |
/// | `moved` | when something last came through the stages, a tick or a record |
/// | `trouble` | since when streams have been breaking off, this one or those before it; null when it has proved itself |
/// | `settled` | files since the start |
/// | `ledger_bytes` | so much of the ledger is safe on the disk, at least; never less than the one before had |
/// | `file` | `seq`, `name` and `records` of the one whose records are arriving; else null |
/// | `progress` | `seq`, `stage`, `bytes` and `records` of the last line of that kind in it, or null |
/// | `tick` | the last one's time, or null |
///
/// What others have a say in is cut at `Limits.liveTextBytesMax`, so that the file stays below `Limits.liveBytesMax`. A longer
/// one, which no fp-watch of this version has written, counts as none.
///
/// A stream has proved itself when a file of it has been settled, or when something still comes through it
/// `Limits.provenSeconds` after its start. Until then it counts as trouble if the one before broke off: so a pipeline
/// that is started again and again, and dies each time, is told from one that works.
final class LiveStatus: Sendable {
    private struct State {
        var started = Instant(seconds: 0)
        var moved = Instant(seconds: 0)
        var trouble: Instant?
        var settledCount = 0
        var ledgerBytes = 0
        var records = 0
        var progress: [JSONValue.Member]?
        var tick: String?
        var file: (sequence: Int, name: PathBytes)?
        /// Why it can't be written.
        var fault: FileError?
        /// Nil as long as the stream is open; nothing is written afterwards.
        var ending: Ending?
    }

    private enum Ending {
        case ended
        case broken(String)
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Instant
    /// Where to write; nil for results alone. Shared by two threads, which is safe: nothing in an open directory changes.
    nonisolated(unsafe) private let directory: Directory?

    static let name = PathBytes("live.json")

    /// Reads what the program before it has left, and writes for the first time.
    init(directory: Directory?, now: @escaping @Sendable () -> Instant) throws(FileError) {
        unsafe self.directory = directory
        self.now = now
        let time = now()
        var state = State(started: time, moved: time)
        let left = try directory.flatMap(Self.left)
        state.trouble = Self.trouble(after: left)
        state.ledgerBytes = Self.ledgerBytes(left)
        self.state = Mutex(state)
        try changing { _ in }
    }

    /// Since when it has been in trouble, by what the one before has left; nil when that ended well, or there was none.
    static func trouble(after previous: JSONValue?) -> Instant? {
        guard let previous, previous["stream"]?.stringValue != "ended" else { return nil }
        let text = previous["trouble"]?.stringValue ?? previous["time"]?.stringValue
        return text.flatMap { Instant(rfc3339: Array($0.utf8).span) }
    }

    /// What the last program has left in `directory`; nil for nothing that can be read.
    static func left(in directory: Directory) throws(FileError) -> JSONValue? {
        do throws(FileError) {
            let bytes = try directory.contents(of: name, bytesMax: Limits.liveBytesMax)
            return bytes.flatMap { try? JSONValue.parse($0.span) }
        } catch {
            guard error.errno == EFBIG else { throw error }
            return nil
        }
    }

    /// How much of the ledger was safe on the disk when the file was written; 0 when nothing is known.
    static func ledgerBytes(in directory: Directory) throws(FileError) -> Int {
        ledgerBytes(try left(in: directory))
    }

    private static func ledgerBytes(_ live: JSONValue?) -> Int { live?["ledger_bytes"]?.intValue ?? 0 }

    // MARK: what happens

    func open(_ sequence: Int, _ name: PathBytes) {
        state.withLock {
            // A longer name is none that a head has offered.
            $0.file = (sequence, PathBytes(Array(name.bytes.prefix(Limits.nameBytesMax))))
            $0.records = 0
            $0.progress = nil
        }
    }

    /// No file is open, and none that was is still to be settled.
    func close() { state.withLock { $0.file = nil } }

    /// Any stage may have written the line, and anything may be in it.
    func progress(_ line: ControlLine) {
        let stage = line["stage"]?.stringValue.map { JSONValue.string(Self.beginning($0)) }
        func number(_ key: String) -> JSONValue? { line[key]?.intValue.map(JSONValue.integer) }
        let values = [
            ("seq", number("seq")), ("stage", stage), ("bytes", number("bytes")), ("records", number("records")),
        ]
        let members = values.compactMap { key, value in value.map { JSONValue.Member(key, $0) } }
        state.withLock { $0.progress = members }
    }

    func tick(_ time: String?) { state.withLock { $0.tick = time.map(Self.beginning) } }

    /// - Parameter ledgerBytes: how much of the ledger has been synced.
    func settled(_ count: Int, ledgerBytes: Int) {
        state.withLock {
            $0.settledCount += count
            $0.ledgerBytes = max($0.ledgerBytes, ledgerBytes)
            $0.trouble = nil
        }
    }

    /// Something has come through the stages. After a silence that is written at once: a reader that sees the file leave
    /// `underprocess/` then sees that, too.
    /// - Parameter records: of the open file, so far; nil when none is open.
    /// - Throws: what keeps it from being written.
    func moved(records: Int?) throws(FileError) {
        let time = now()
        let fault: FileError? = state.withLock { state in
            let wasStill = time.seconds(since: state.moved) >= Limits.stillSeconds
            if let records { state.records = records }
            state.moved = time
            if time.seconds(since: state.started) >= Limits.provenSeconds { state.trouble = nil }
            if wasStill { writeNoting(&state) }
            return state.fault
        }
        if let fault { throw fault }
    }

    /// The stream has ended by its `bye`.
    func end() throws(FileError) {
        try changing {
            $0.file = nil
            $0.ending = .ended
        }
    }

    /// The program ends for another reason. Should it be one that keeps `live.json` from being written, then that is
    /// old, which says the same.
    func breakOff(_ error: String) {
        try? changing {
            $0.trouble = $0.trouble ?? now()
            $0.ending = .broken(Self.beginning(error))
        }
    }

    /// As much of `text` as is written.
    private static func beginning(_ text: String) -> String {
        String(decoding: text.utf8.prefix(Limits.liveTextBytesMax), as: UTF8.self)
    }

    // MARK: writing

    /// Writes every second from now on, in a thread of its own: to sync a long result may take longer than anybody would
    /// wait for a sign of life.
    func keepWriting() throws(FileError) {
        var thread = pthread_t()
        let this = unsafe Unmanaged.passRetained(self).toOpaque()
        let failure = unsafe pthread_create(
            &thread, nil,
            { this in
                // The reference that `passRetained` made is given back when the thread ends.
                guard let this = unsafe this else { return nil }
                let live = unsafe Unmanaged<LiveStatus>.fromOpaque(this).takeRetainedValue()
                repeat { usleep(Limits.liveMicroseconds) } while live.writeAgain()
                return nil
            }, this)
        guard failure == 0 else { throw FileError("start a thread for", Self.name, errno: failure) }
        pthread_detach(thread)
    }

    /// - Returns: whether to go on.
    private func writeAgain() -> Bool {
        state.withLock { state in
            guard state.ending == nil, state.fault == nil else { return false }
            writeNoting(&state)
            return state.fault == nil
        }
    }

    private func writeNoting(_ state: inout State) {
        do throws(FileError) { try write(state) } catch { state.fault = error }
    }

    private func changing(_ body: (inout State) -> Void) throws(FileError) {
        let fault: FileError? = state.withLock { state in
            body(&state)
            do throws(FileError) { try write(state) } catch { return error }
            return nil
        }
        if let fault { throw fault }
    }

    private func write(_ state: State) throws(FileError) {
        guard let directory = unsafe directory else { return }
        func text(_ time: Instant) -> JSONValue { .string(time.text(fractionDigits: 3)) }
        var shown = JSONValue.null
        if let file = state.file {
            shown = .object(
                [.init("seq", .integer(file.sequence))] + JSONValue.nameMembers("name", file.name)
                    + [.init("records", .integer(state.records))])
        }
        var members: [JSONValue.Member] = [.init("time", text(now()))]
        switch state.ending {
        case nil: members.append(.init("stream", .string("open")))
        case .ended: members.append(.init("stream", .string("ended")))
        case .broken(let error):
            members += [.init("stream", .string("broken")), .init("error", .string(error))]
        }
        members += [
            .init("started", text(state.started)),
            .init("moved", text(state.moved)),
            .init("trouble", state.trouble.map(text) ?? .null),
            .init("settled", .integer(state.settledCount)),
            .init("ledger_bytes", .integer(state.ledgerBytes)),
            .init("file", shown),
            .init("progress", state.progress.map(JSONValue.object) ?? .null),
            .init("tick", state.tick.map(JSONValue.string) ?? .null),
        ]
        var bytes = ByteWriter()
        JSONValue.object(members).writeLine(to: &bytes)
        try directory.replace(Self.name, with: bytes.span, permissions: 0o600, durably: false)
    }
}

import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

/// Gives out bytes in pieces of a fixed size, as a slow pipe would.
private struct PieceSource: ByteSource {
    let bytes: [UInt8]
    let pieceBytes: Int
    private(set) var bytesTaken = 0

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        let count = min(pieceBytes, buffer.count, bytes.count - bytesTaken)
        buffer.copyBytes(from: bytes[bytesTaken..<bytesTaken + count])
        bytesTaken += count
        return count
    }

    mutating func wouldBlock() -> Bool { true }
}

/// Remembers what it is given to settle, and keeps nothing of it.
private final class Recorder: Settler {
    let ledgerBytes = 0

    private let results: ResultDirectory
    private(set) var batches: [[String]] = []

    init(_ results: ResultDirectory) { self.results = results }

    func settle(_ batch: [Settlement]) throws -> [JSONValue] {
        batches.append(
            try batch.map { settlement in
                switch settlement.verdict {
                case .processed(let result):
                    try result.discard(from: results)
                    return "\(settlement.offer.sequence) \(result.members[0].value)"
                case .dropped(let reason): return "\(settlement.offer.sequence) dropped \(reason)"
                case .duplicate: return "\(settlement.offer.sequence) duplicate"
                case .failed(let stage, let error): return "\(settlement.offer.sequence) failed \(stage): \(error)"
                }
            })
        return []
    }

    /// Files 1 to 9 are claimed.
    func offer(_ sequence: Int) throws -> OfferedFile? {
        if sequence > 9 { return nil }
        return try OfferedFile(
            HeadStream.offer(
                sequence, PathBytes("a\(sequence)"), at: PathBytes("/w/a"),
                FileStatus(of: nil, in: results.directory.descriptor)!),
            isTrusted: true)
    }
}

struct TailTests {
    private let test: TestFolder
    private let results: ResultDirectory

    init() throws {
        test = try TestFolder()
        results = try ResultDirectory(test.resultsPath)
    }

    private static let stream =
        #"{"@fp":"stream","version":1,"token":"t","folder":"f","stages":["fp-watch","fp-parse"]}"#

    private static func file(_ sequence: Int, kind: String = "begin", more: String = "") -> String {
        #"{"@fp":"\#(kind)","seq":\#(sequence),"name":"a\#(sequence)","path":"/w/a","size":4,"mtime":"2026-06-15T12:00:00Z"\#(more)}"#
    }

    private static func end(_ sequence: Int, lines: Int) -> String {
        #"{"@fp":"end","seq":\#(sequence),"stages":[{"stage":"fp-parse","lines_in":\#(lines),"lines_out":\#(lines),"#
            + #""joined":0,"made":0,"dropped":{},"errors":0,"bytes_in":4,"seconds":0.1}],"summary":[]}"#
    }

    /// Runs a tail over `lines`. Returns what was settled, one after the other, and the fault.
    private func run(
        _ lines: [String], pieceBytes: Int = 4096, lastNewline: Bool = true, batchFilesMax: Int = Limits.batchFilesMax
    ) throws -> (settled: [String], batches: Int, fault: String?) {
        let recorder = Recorder(results)
        var tail = Tail(
            Tail.Expectation(isTrusted: { $0 == "t" }, folder: "f"), results: results, settler: recorder,
            live: try LiveStatus(directory: nil, now: { Instant(seconds: 0) }), batchFilesMax: batchFilesMax,
            announce: { _ in })
        let text = lines.joined(separator: "\n") + (lastNewline && !lines.isEmpty ? "\n" : "")
        var reader = LineReader(PieceSource(bytes: Array(text.utf8), pieceBytes: pieceBytes))
        var fault: String?
        do {
            try tail.run(&reader)
        } catch {
            fault = "\(error)"
        }
        return (recorder.batches.flatMap { $0 }, recorder.batches.count, fault)
    }

    private static let whole = [
        stream, file(1, kind: "file"), file(2), #"{"a":1}"#, #"{"@fp":"tick","time":"2026-01-01T00:00:00Z"}"#,
        #"{"a":2}"#,
        end(2, lines: 2), file(3), #"{"a":1}"#, #"{"@fp":"fail","seq":3,"stage":"fp-parse","error":"why"}"#,
        file(4, more: #","dropped":"rule 2""#), end(4, lines: 0), #"{"@fp":"new","x":1}"#, #"{"@fp":"bye","files":4}"#,
    ]

    private static let settled = [
        "1 failed fp-watch: nothing in the pipeline read it; put fp-parse between fp-watch and fp-watch commit",
        #"2 number("2")"#, "3 failed fp-parse: why", "4 dropped rule 2",
    ]

    @Test(arguments: [1, 7, 4096])
    func `a whole stream is settled the same however its bytes arrive`(pieceBytes: Int) throws {
        let (settled, _, fault) = try run(Self.whole, pieceBytes: pieceBytes)
        #expect(settled == Self.settled)
        #expect(fault == nil)
    }

    @Test func `cut off at any byte, only what had its end is settled and the end is a fault`() throws {
        let text = Array(Self.whole.joined(separator: "\n").utf8)
        for length in 0..<text.count {
            let cut = String(decoding: text[..<length], as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            let (settled, _, fault) = try run(cut.map(String.init), lastNewline: false)
            #expect(settled == Array(Self.settled.prefix(settled.count)))
            #expect(fault != nil, "cut at byte \(length)")
        }
        #expect(test.stagedNames == [], "nothing that was staged is left behind")
    }

    @Test(arguments: [(1, 130), (64, 3), (129, 2), (130, 1), (Limits.batchFilesMax, 1)])
    func `files are settled when the input pauses, and so many at once when it doesn't`(
        batchFilesMax: Int, expectedBatches: Int
    ) throws {
        var lines = [Self.stream]
        for sequence in 1...130 { lines += [Self.file(sequence), Self.end(sequence, lines: 0)] }
        lines.append(#"{"@fp":"bye","files":130}"#)
        let (settled, batches, fault) = try run(lines, pieceBytes: 1 << 20, batchFilesMax: batchFilesMax)
        #expect(settled.count == 130)
        #expect(batches == expectedBatches)
        #expect(fault == nil)
    }

    @Test(arguments: [
        ("a second begin", [file(1), file(2)]),
        ("a record outside", [#"{"a":1}"#]),
        ("an end that was swallowed", [file(1), #"{"@fp":"waiting","seqs":[1]}"#]),
        ("an end for another", [file(1), end(2, lines: 0)]),
        ("an end for none", [end(1, lines: 0)]),
        ("a second stream", [stream]),
        ("a line after bye", [#"{"@fp":"bye","files":0}"#, #"{"@fp":"tick"}"#]),
        ("no bye", [file(1), end(1, lines: 0)]),
        ("a name that leads elsewhere", [file(1).replacing(#""a1""#, with: #""../a1""#)]),
        ("a number that none can have", [file(0, kind: "file")]),
        ("a number over the largest", [file(Limits.sequenceMax + 1)]),
        ("an offer without a size", [file(1).replacing(#""size":4,"#, with: "")]),
        ("a control line that isn't JSON", [#"{"@fp":"tick""#]),
    ])
    func `what can't be in a stream ends it`(what: String, lines: [String]) throws {
        #expect(try run([Self.stream] + lines).fault != nil, "\(what)")
    }

    @Test(arguments: [
        ("", "noInput"), (#"{"a":1}"#, "notAStream"), (#"{"@fp":"tick"}"#, "notAStream"),
        (stream.replacing(#""t""#, with: #""u""#), "foreignToken"),
        (stream.replacing(#""f""#, with: #""g""#), "foreignFolder"),
        (stream.replacing(#""folder":"f","#, with: ""), "notClaimed"),
    ])
    func `a stream that isn't ours is refused before anything in it is believed`(first: String, fault: String) throws {
        let (settled, _, found) = try run(first.isEmpty ? [] : [first] + Self.whole.dropFirst())
        #expect(settled == [])
        #expect(found == fault)
    }

    @Test func `a file whose offer never came is failed, when the head says that it waits for it`() throws {
        let (settled, _, fault) = try run([
            Self.stream, Self.file(1), Self.end(1, lines: 0), Self.file(2), Self.end(2, lines: 0),
            #"{"@fp":"waiting","seqs":[1,2,3,99]}"#, #"{"@fp":"waiting","seqs":[3]}"#, #"{"@fp":"bye","files":3}"#,
        ])
        let error = "a stage swallowed its offer; every stage must pass on the control lines that it doesn't act on"
        #expect(settled == [#"1 number("0")"#, #"2 number("0")"#, "3 failed fp-watch: \(error)"])
        #expect(fault == nil)
    }

    @Test func `books that don't add up fail their file and no other`() throws {
        let (settled, _, fault) = try run([
            Self.stream, Self.file(1), #"{"a":1}"#, Self.end(1, lines: 2), Self.file(2), Self.end(2, lines: 0),
            #"{"@fp":"bye","files":2}"#,
        ])
        #expect(settled == ["1 failed fp-watch: fp-parse wrote 2 records, 1 arrived", #"2 number("0")"#])
        #expect(fault == nil)
    }

    @Test(arguments: [
        ("text", "expected a JSON object, found plain text: \"text\"; run fp-parse first if this is plain text"),
        (#"{"a":1"#, "expected more: the line ends inside a value at column 7"),
        (#"{"a":"x"#, "unexpected end of string at column 8"),
        (#"{"@fp" :"end"}"#, RecordError.forgedControlLine.message),
        ("", "expected a JSON object, found an empty line; run fp-parse first if this is plain text"),
    ])
    func `a record that isn't one fails its file and no other, though the books add up`(
        record: String, error: String
    ) throws {
        let (settled, _, fault) = try run([
            Self.stream, Self.file(1), #"{"a":1}"#, record, record, Self.end(1, lines: 3), Self.file(2), #"{"a":1}"#,
            Self.end(2, lines: 1), #"{"@fp":"bye","files":2}"#,
        ])
        #expect(settled == ["1 failed fp-watch: record 2 as it arrived: \(error)", #"2 number("1")"#])
        #expect(fault == nil)
        #expect(test.stagedNames == [], "nothing that was staged is left behind")
    }
}

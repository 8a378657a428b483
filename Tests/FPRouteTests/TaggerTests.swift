import FPCommon
import Glibc
import TestSupport
import Testing

@testable import fp_route

struct TaggerTests {
    static let mixed = """
        {"rules":[
          {"tag":"web","when":{"name":"*.access.log"},"then":{"format":"combined","options":{"a":1,"b":2}}},
          {"tag":"big","when":{"size":{"gt":100}},"then":{"format":"common","options":{"b":3,"c":4}}},
          {"tag":"php","when":{"all":[{"name":"*.log"},{"content":"<?php"}]}},
          {"tag":"csv","when":{"format":"combined"}},
          {"tag":"slow","when":{"all":[{"not":{"name":"batch*"}},{"field":"duration","gt":1}]}}]}
        """

    @Test func `a file takes the tags of all rules that hold, and format and options of the first to name them`() throws
    {
        var tagger = Tagger(try rules(Self.mixed)) { _ in Array("x <?php".utf8) }
        var file = try offer("a.access.log", size: 101)
        let answer = try tagger.offer(&file)
        #expect(answer == .pass)
        #expect(file.tags == ["web", "big", "php", "csv"])
        #expect(file.format == "combined")
        #expect(
            file.options == .object([.init("a", .number("1")), .init("b", .number("2")), .init("c", .number("4"))]))
    }

    @Test func `what a file came with stays, and a tag is added once`() throws {
        var tagger = Tagger(try rules(Self.mixed))
        var file = try offer("a.access.log", size: 5, more: #","tags":["web","x"],"format":"f","options":{"a":9}"#)
        _ = try tagger.offer(&file)
        #expect(file.tags == ["web", "x"])
        #expect(file.format == "f")
        #expect(file.options == .object([.init("a", .number("9")), .init("b", .number("2"))]))
    }

    @Test func `the commands of all rules that hold add up behind those that a file came with`() throws {
        let json = """
            {"rules":[
              {"tag":"a","then":{"via":["x","1"]}},
              {"tag":"b","when":{"name":"b"},"then":{"via":["y"]}}]}
            """
        var tagger = Tagger(try rules(json))
        for (name, options, expected) in [
            ("a", "{}", [["x", "1"]]), ("b", "{}", [["x", "1"], ["y"]]),
            ("b", #"{"via":[["z"]]}"#, [["z"], ["x", "1"], ["y"]]),
        ] {
            var file = try offer(name, size: 1, more: #","options":\#(options)"#)
            _ = try tagger.offer(&file)
            #expect(try file.via() == expected)
        }
        var file = try offer("a", size: 1, more: #","options":{"via":"z"}"#)
        #expect(throws: RecordError.unusable(ViaError.malformed.message)) { try tagger.offer(&file) }
    }

    @Test func `content is read only where it decides, and only of trusted streams`() throws {
        let tagging = try rules(Self.mixed)
        for (name, trusted, expected) in [("a.log", true, 1), ("a.gz", true, 0), ("a.log", false, 0)] {
            let counter = Counter()
            var tagger = Tagger(tagging) { _ in
                counter.count += 1
                return Array("<?php".utf8)
            }
            var file = try offer(name, size: 5, trusted: trusted)
            _ = try tagger.offer(&file)
            #expect(counter.count == expected)
            #expect(file.tags == (expected == 1 ? ["php"] : []))
        }
    }

    @Test func `with first, a file takes no rule behind one that only its records can decide`() throws {
        let json = """
            {"match":"first","rules":[{"tag":"web","when":{"name":"w*"}},
              {"tag":"error","when":{"field":"level","equals":"error"}},{"tag":"other"}]}
            """
        for (name, fileTags, recordTags) in [("w.log", ["web"], ["web", "web"]), ("x.log", [], ["error", "other"])] {
            var tagger = Tagger(try rules(json))
            var file = try offer(name, size: 5)
            _ = try tagger.offer(&file)
            #expect(file.tags == fileTags)
            let tags = file.tags.isEmpty ? "" : #","tags":["web"]"#
            let output = try run(
                &tagger, file.context, [#"{"level":"error"\#(tags)}"#, #"{"level":"info"\#(tags)}"#])
            #expect(output == zip(["error", "info"], recordTags).map { #"{"level":"\#($0)","tags":["\#($1)"]}"# })
        }
    }

    @Test func `a rule on the file alone tags records where no place before has done it`() throws {
        var context = FileContext()
        context.name = "a.access.log"
        var tagger = Tagger(try rules(Self.mixed))
        #expect(try run(&tagger, context, [#"{"duration":2}"#]) == [#"{"duration":2,"tags":["web","slow"]}"#])
        context.tags = ["web"]
        #expect(try run(&tagger, context, [#"{"duration":2}"#]) == [#"{"duration":2,"tags":["slow"]}"#])
        context.name = "batch.access.log"
        #expect(try run(&tagger, context, [#"{"duration":2}"#]) == [#"{"duration":2}"#])
    }

    @Test(arguments: [
        (["web"], [String](), "w.log", OfferAnswer.pass), (["web"], [], "x.log", .drop(reason: "route")),
        (["slow"], [], "x.log", .pass), (["nowhere"], [], "w.log", .drop(reason: "route")),
        ([], ["web"], "w.log", .drop(reason: "route")), ([], ["web"], "x.log", .pass), ([], ["slow"], "x.log", .pass),
        (["web", "slow"], ["web"], "w.log", .drop(reason: "route")), (["came"], [], "x.log", .pass),
    ])
    func `keep and drop act on files, and leave to the records what only they decide`(
        keep: [String], drop: [String], name: String, expected: OfferAnswer
    ) throws {
        let json = #"{"rules":[{"tag":"web","when":{"name":"w*"}},{"tag":"slow","when":{"field":"d","gt":1}}]}"#
        var tagger = Tagger(try rules(json), filter: RouteFilter(keep: keep, drop: drop))
        var file = try offer(name, size: 1, more: #","tags":["came"]"#)
        let answer = try tagger.offer(&file)
        #expect(answer == expected)
    }

    @Test(arguments: [
        (["slow"], [String](), [0, 3]), (["old"], [], [1, 3]), ([], ["slow"], [1, 2]), (["old"], ["slow"], [1]),
        (["old", "slow"], [], [0, 1, 3]), (["nowhere"], [], []), ([], ["nowhere"], [0, 1, 2, 3]),
    ])
    func `keep and drop act on records by what they carry in the end`(
        keep: [String], drop: [String], expected: [Int]
    ) throws {
        let json = #"{"rules":[{"tag":"slow","when":{"field":"d","gt":1}}]}"#
        let records = [#"{"d":2}"#, #"{"d":1,"tags":["old"]}"#, #"{"d":1}"#, #"{"d":3,"tags":["old"]}"#]
        var everything = Tagger(try rules(json))
        let tagged = try run(&everything, FileContext(), records)
        var tagger = Tagger(try rules(json), filter: RouteFilter(keep: keep, drop: drop))
        #expect(try run(&tagger, FileContext(), records) == expected.map { tagged[$0] })
    }

    @Test func `a record with more than an object, or a forged key, is refused`() throws {
        for line in ["[]", "", "{} {}", #"{"@fp":"begin"}"#, #"{"\u0040fp":1}"#, "plain"] {
            var tagger = Tagger(RuleSet())
            #expect(throws: RecordError.self) { try run(&tagger, FileContext(), [line]) }
        }
    }

    @Test(arguments: [1, 7, 4096])
    func `records come out the same however their bytes arrive`(pieceBytes: Int) throws {
        let json =
            #"{"rules":[{"tag":"slow","when":{"field":"d","gt":1}},{"tag":"é","when":{"field":"p","contains":"x"}}]}"#
        let input = (0..<200).map { #"{"d":\#($0 % 3),"p":"\#($0 % 5 == 0 ? "axb" : "\\u0078")","tags":\#($0 % 2)}"# }
        let bytes = Array((input.joined(separator: "\n") + "\n").utf8)
        #expect(try looped(json, bytes, pieceBytes: pieceBytes) == looped(json, bytes, pieceBytes: bytes.count))
        #expect(try looped(json, bytes, pieceBytes: pieceBytes).count > bytes.count)
    }

    final class Counter { var count = 0 }

    private func offer(_ name: String, size: Int, more: String = "", trusted: Bool = true) throws -> OfferedFile {
        let line = """
            {"@fp":"file","seq":1,"name":"\(name)","path":"/p/\(name)","size":\(size),"mtime":"2026-06-15T12:00:00Z"\(more)}
            """
        return try OfferedFile(try ControlLine(parsing: Array(line.utf8).span), isTrusted: trusted)
    }

    /// The lines that come out, without newlines; the books balance.
    private func run(_ tagger: inout Tagger, _ context: FileContext, _ records: [String]) throws -> [String] {
        var output = ByteWriter()
        var books = Books()
        tagger.begin(context, to: &output, books: &books)
        for record in records {
            books.linesIn += 1
            try tagger.line(Array(record.utf8).span, to: &output, books: &books)
        }
        #expect(books.balance)
        #expect(books.droppedTotal == records.count - books.linesOut)
        return output.span.text.split(separator: "\n").map(String.init)
    }

    /// Through the loop that the program runs, with the input in pieces.
    private func looped(_ json: String, _ bytes: [UInt8], pieceBytes: Int) throws -> [UInt8] {
        let file = try #require(tmpfile())
        defer { fclose(file) }
        var settings = StageSettings(stage: "fp-route")
        settings.output = fileno(file)
        settings.openSource = { _ in Pieces(bytes: bytes, pieceBytes: pieceBytes) }
        var loop = StageLoop(Tagger(try rules(json)), settings: settings)
        #expect(loop.run() == .success)
        var written = [UInt8](repeating: 0, count: bytes.count * 2)
        let count = pread(fileno(file), &written, written.count, 0)
        return Array(written[..<count])
    }
}

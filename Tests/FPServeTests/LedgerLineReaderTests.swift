import Testing

@testable import FPCommon
@testable import fp_serve

struct LedgerLineReaderTests {
    private func entry(_ line: String) -> LedgerEntry? {
        var reader = LedgerLineReader()
        return reader.read(Array(line.utf8).span)
    }

    @Test func `a done line gives all that is shown`() {
        let line =
            #"{"@fp":"done","seq":7,"name":"a\nb.log","outcome":"processed","result":"a\nb.log.ndjson","records":3,"#
            + #""result_size":100,"result_sha256":"ab","size":61,"mtime":"2026-06-15T12:00:00.000000000Z","#
            + #""committed":"2026-06-15T12:00:01.250Z","stages":[{"seq":99},{"stage":"p","lines_in":4,"joined":1}],"summary":[{"name":"x"}],"batch":12}"#
        let file = SettledFile(
            sequence: 7, name: PathBytes("a\nb.log"), outcome: .processed, result: PathBytes("a\nb.log.ndjson"),
            sizeBytes: 61, resultBytes: 100, recordCount: 3, committedMilliseconds: 1_781_524_801_250)
        #expect(
            entry(line)
                == LedgerEntry(
                    sequence: 7, batchOffset: 12, event: .settled(file, [StageBooks(stage: "p", linesIn: 4, joined: 1)])
                ))
    }

    @Test func `a failed file has the stage and the error, a dropped one the reason`() throws {
        let failed = entry(
            #"{"@fp":"done","seq":1,"name":"a","outcome":"failed","stage":"fp-parse","error":"e","batch":0}"#)
        guard case .settled(let file, _) = failed?.event else { throw Missing() }
        #expect(file.outcome == .failed && file.stage == "fp-parse" && file.reason == "e" && file.result == nil)
        let dropped = entry(#"{"@fp":"done","seq":1,"name":"a","outcome":"dropped","reason":"r","batch":0}"#)
        guard case .settled(let file, _) = dropped?.event else { throw Missing() }
        #expect(file.outcome == .dropped && file.reason == "r")
    }

    @Test func `a name that is not UTF-8 is what its base 64 says`() throws {
        let line = #"{"@fp":"done","seq":1,"name":"\ufffd","name_base64":"/w==","outcome":"processed","batch":0}"#
        guard case .settled(let file, _) = entry(line)?.event else { throw Missing() }
        #expect(file.name.bytes == [0xFF])
    }

    @Test func `attempts, deaths, later kinds and later outcomes are read`() {
        #expect(entry(#"{"@fp":"attempt","seq":3,"attempt":2,"batch":0}"#)?.event == .attempt(number: 2))
        #expect(entry(#"{"@fp":"death","seq":3,"crash":true,"batch":0}"#)?.event == .death)
        #expect(entry(#"{"@fp":"moved","seq":3,"batch":0}"#)?.event == .other)
        #expect(entry(#"{"@fp":"done","seq":3,"name":"a","outcome":"archived","batch":0}"#) != nil)
    }

    @Test(arguments: [
        "", "{", "null", #"{"seq":1,"batch":0}"#, #"{"@fp":"done","seq":1,"name":"a","outcome":"processed"}"#,
        #"{"@fp":"done","seq":0,"name":"a","outcome":"processed","batch":0}"#,
        #"{"@fp":"done","seq":1.5,"name":"a","outcome":"processed","batch":0}"#,
        #"{"@fp":"done","seq":"1","name":"a","outcome":"processed","batch":0}"#,
        #"{"@fp":"done","seq":1,"name":"a","outcome":"processed","batch":-1}"#,
        #"{"@fp":"done","seq":1,"outcome":"processed","batch":0}"#,
        #"{"@fp":"done","seq":1,"name":"a\u0000b","outcome":"processed","batch":0}"#,
        #"{"@fp":"done","seq":1,"name":"a","name_base64":"YQBi","outcome":"processed","batch":0}"#,
        #"{"@fp":"done","seq":1,"name":"a","name_base64":"*","outcome":"processed","batch":0}"#,
        #"{"@fp":"done","seq":1,"name":"a","outcome":"processed","batch":0"#,
        #"{"@fp":"done","seq":1,"name":"a","outcome":"processed","batch":0}x"#,
        #"{"@fp":"done","seq":99999999999999999999,"name":"a","outcome":"processed","batch":0}"#,
        "\0\0\0\0",
    ])
    func `what no version wrote whole is not a line`(text: String) {
        #expect(entry(text) == nil)
    }
}

struct Missing: Error {}

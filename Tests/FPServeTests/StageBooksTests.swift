import Testing

@testable import FPCommon
@testable import fp_serve

struct StageBooksTests {
    private func books(_ array: String) -> [StageBooks] {
        var reader = StageBooksReader()
        return reader.read(Array(array.utf8).span)
    }

    @Test func `books are read as the stages write them`() {
        let text = String(
            decoding: Books().member(stage: "fp-route", seconds: 1.25).bytes, as: UTF8.self)
        #expect(books("[\(text)]") == [StageBooks(stage: "fp-route", microseconds: 1_250_000)])
        #expect(
            books("[\(LedgerText.stages)]") == [
                StageBooks(stage: "fp-parse", linesIn: 3, linesOut: 2, dropped: 1, errors: 1, microseconds: 250_000),
                StageBooks(stage: "fp-stats", linesIn: 2, linesOut: 2, microseconds: 1),
            ])
    }

    @Test(arguments: [
        ("0", 0), ("7", 7), ("9007199254740991", 9_007_199_254_740_991), ("9007199254740992", 9_007_199_254_740_991),
        ("99999999999999999999999", 9_007_199_254_740_991), ("-1", 0), ("1.5", 0), ("1e3", 0), (#""7""#, 0),
        ("null", 0),
        ("[7]", 0),
    ])
    func `a count is a whole number between its limits`(text: String, count: Int) {
        #expect(
            books(#"[{"stage":"a","lines_in":\#(text),"dropped":{"x":\#(text),"y":\#(text)}}]"#).first?.linesIn == count
        )
        #expect(
            books(#"[{"stage":"a","dropped":{"x":\#(text),"y":\#(text)}}]"#).first?.dropped
                == min(2 * count, Limits.sumMax))
    }

    @Test(arguments: [
        ("0", 0), ("1", 1_000_000), ("0.000001", 1), ("0.0000019", 1), ("12.5", 12_500_000), ("-1.5", 0), ("1e-3", 0),
        ("99999999999999999", 9_007_199_254_000_000),
    ])
    func `seconds are read to the microsecond`(text: String, microseconds: Int) {
        #expect(books(#"[{"stage":"a","seconds":\#(text)}]"#).first?.microseconds == microseconds)
    }

    @Test(arguments: [
        ("[]", 0), ("[ ]", 0), (#"[1,"a",null,[],{}]"#, 0), (#"[[{"stage":"a"}]]"#, 0), (#"[{"stage":7}]"#, 0),
        (#"["]","{\"stage\":\"a\"}",{"stage":"b","x":"]}","y":{"stage":"c"}} , {"stage":"d"}]"#, 2),
    ])
    func `what is no book is left out`(array: String, count: Int) {
        #expect(books(array).count == count)
    }

    @Test func `of very many only so many are read`() {
        let array = "[" + Array(repeating: #"{"stage":"a"}"#, count: 1000).joined(separator: ",") + "]"
        #expect(books(array).count == Limits.stagesOfFileMax)
        #expect(books(#"[{"stage":"\#(String(repeating: "x", count: 129))"}]"#).first?.stage == StageBooks.others)
    }

    @Test func `a name with escapes is what they say, and two spellings of one letter are two names`() {
        #expect(books(#"[{"stage":"a\u0041\n"}]"#).first?.stage == "aA\n")
        let both = StageBooks.merged(books("[{\"stage\":\"\u{E9}\"},{\"stage\":\"e\u{301}\"},{\"stage\":\"\u{E9}\"}]"))
        #expect(both.count == 2)
        #expect(both.map(\.files) == [1, 1])
    }

    @Test func `sums stay at their limit`() {
        var sums = StageBooks(stage: "a", linesIn: Limits.sumMax)
        sums.add(StageBooks(stage: "a", linesIn: Limits.sumMax), files: Limits.sumMax)
        #expect(sums.linesIn == Limits.sumMax)
        #expect(sums.files == Limits.sumMax)
    }
}

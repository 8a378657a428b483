import Testing

@testable import FPCommon
@testable import fp_serve

struct QueryParametersTests {
    @Test(
        arguments: [
            (nil, FileQuery()), ("", FileQuery()), ("&", FileQuery()),
            ("limit=1", FileQuery(limit: 1)), ("limit=1000", FileQuery(limit: 1000)),
            ("after=7&limit=2", FileQuery(limit: 2, after: 7)),
            ("outcome=failed", FileQuery(outcome: .failed)),
            ("name=a%20b+c", FileQuery(namePart: "a b c")), ("name=%C3%bc", FileQuery(namePart: "ü")),
            ("name=a=b", FileQuery(namePart: "a=b")), ("n%61me=a%26b", FileQuery(namePart: "a&b")),
        ] as [(String?, FileQuery)])
    func `a good query says what is wanted`(query: String?, expected: FileQuery) throws {
        #expect(try Site.fileQuery(query) == expected)
    }

    @Test(arguments: [
        ("limit=0", #"limit: "0" is no number from 1 to 1000"#),
        ("limit=1001", #"limit: "1001" is no number from 1 to 1000"#),
        ("limit=+5", #"limit: " 5" is no number from 1 to 1000"#),
        ("limit=%2B5", #"limit: "+5" is no number from 1 to 1000"#),
        ("limit", #"limit: "" is no number from 1 to 1000"#),
        ("after=-1", #"after: "-1" is no number from 1 to 9223372036854775807"#),
        ("after=9223372036854775808", #"after: "9223372036854775808" is no number from 1 to 9223372036854775807"#),
        ("outcome=Failed", #"outcome: "Failed" is none of processed, failed, dropped, duplicate"#),
        ("name=", "name: must not be empty"),
        ("name=a&name=b", "name: given more than once"),
        ("nam=a", #""nam": no such parameter; known are limit, after, outcome, name"#),
        ("name=%", #""%": not percent-encoded UTF-8"#), ("name=%4", #""%4": not percent-encoded UTF-8"#),
        ("name=%ff", #""%ff": not percent-encoded UTF-8"#), ("name=%zz", #""%zz": not percent-encoded UTF-8"#),
        ("%00=1", #""\x00": no such parameter; known are limit, after, outcome, name"#),
    ])
    func `a bad query says what is wrong`(query: String, message: String) {
        let error = #expect(throws: QueryError.self) { try Site.fileQuery(query) }
        #expect(error?.message == message)
    }

    @Test(arguments: [(0, true), (1, false)])
    func `a query may have so many bytes`(over: Int, isGood: Bool) {
        let query = "name=" + String(repeating: "x", count: Limits.queryBytesMax - 5 + over)
        #expect(((try? Site.fileQuery(query)) != nil) == isGood)
    }
}

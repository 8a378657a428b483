import Testing

@testable import fp_watch

struct ReportedOnceTests {
    @Test(arguments: [
        (2, ["of a", "of b"]),
        (1, ["of a", "1 files have been reported so; further ones aren't"]),
    ])
    func `something is said once of each name, and once that it isn't of more`(countMax: Int, expected: [String]) {
        var said: [String] = []
        let reported = ReportedOnce<String>(countMax: countMax) { said.append($0) }
        for name in ["a", "b", "a", "b"] { reported.say(of: name, "of \(name)") }
        #expect(said == expected)
    }
}

import Testing

@testable import FPCommon
@testable import fp_watch

struct LastExitTests {
    @Test(arguments: [
        ("0 0 139 0 0", true, "SIGSEGV"),
        ("0 134 65 65", true, "SIGABRT, and those behind it ended for want of input"),
        ("0 0 1 0", true, "a plain failure"),
        ("0 65 65", true, "bad data"),
        ("141 70 0", true, "a bug that says so"),
        ("0 0 74", false, "the disk was full"),
        ("141 141 74", false, "the disk was full, and the others met a broken pipe"),
        ("141 127 65", false, "a stage isn't installed"),
        ("0 126 65", false, "a stage may not be run"),
        ("141 78 65 65", false, "the rules can't be read"),
        ("141 64 65", false, "a mistake on a stage's command line"),
        ("0 134 127 65", true, "a crash counts, whatever is missing"),
        ("0 137 65", false, "somebody killed a stage"),
        ("0 143 65", false, "somebody ended a stage"),
        ("0 137 139", true, "a crash counts, whatever else happened"),
        ("139 65 65", true, "the head isn't asked; its stages met bad input"),
        ("139 0 0", false, "only the head died"),
        ("0 0 0", false, "all went well"),
        ("141 141 0", false, "broken pipes alone"),
    ])
    func `a death is of its own making when a stage crashed or failed`(text: String, isOwn: Bool, why: String) {
        let exit = LastExit(Array(text.utf8).span)
        #expect(exit?.isOfItsOwnMaking == isOwn, "\(why)")
    }

    @Test(arguments: ["", " \n", "x", "0 x", "256", "-1", "0,1"])
    func `what isn't a list of statuses says nothing`(text: String) {
        let exit = LastExit(Array(text.utf8).span)
        #expect(exit == nil)
    }

    private func exit(_ text: String) throws -> LastExit {
        let exit = LastExit(Array(text.utf8).span)
        return try #require(exit)
    }

    @Test(arguments: [
        ("0 0 139 0 0", "program 3 of 5 was killed by signal 11"),
        ("0 137 139", "program 3 of 3 was killed by signal 11"),
        ("0 137 65", "program 2 of 3 was killed by signal 9"),
        ("141 1 74 65", "program 3 of 4 ended with status 74"),
        ("141 65 1", "program 3 of 3 ended with status 1"),
        ("141 65 65", "program 2 of 3 ended with status 65"),
        ("137 65 65", "program 1 of 3 was killed by signal 9"),
        ("141 141 0", nil),
        ("0", nil),
    ])
    func `the cause is the program whose end says most`(text: String, cause: String?) throws {
        #expect(try exit(text).cause?.text == cause)
    }

    @Test func `names and last words may follow`() throws {
        let exit = try exit("0 139 65\nfp-watch\tmy stage\n\nfirst\n\r\nlast")
        #expect(exit.statuses == [0, 139, 65])
        #expect(exit.cause == Death(stage: "my stage", signal: 11, status: nil))
        #expect(exit.lastWords == ["first", "\r", "last"])
        // Of those without a name the place is told.
        #expect(try self.exit("0 0 1\nfp-watch\tmy stage").cause?.stage == "program 3 of 3")
        #expect(try self.exit("0 1\n\nsaid\n").lastWords == ["said"])
        #expect(try self.exit("0 1\n\nsaid\n").cause?.stage == "program 2 of 2")
    }

    @Test func `the last of many words are kept`() throws {
        let lines = (1...Limits.lastWordsMax + 1).map { "line \($0)" }
        #expect(try exit("1\n\n" + lines.joined(separator: "\n")).lastWords == Array(lines.dropFirst()))
        let long = "x" + String(repeating: "y", count: Limits.lastWordsBytesMax - 3)
        #expect(try exit("1\n\nbefore\n" + long + "\nzz").lastWords == [String(long), "zz"])
        #expect(try exit("1\n\nbefore\nw" + long + "\nzz").lastWords == [String(long), "zz"])
    }
}

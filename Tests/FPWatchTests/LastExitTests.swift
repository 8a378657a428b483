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
}

import Testing

@testable import FPCommon

struct ArrayStringsTests {
    @Test(arguments: [
        (#"["x"]"#, true), (#"["a", "x"]"#, true), (#"[ 1,"x" ,null]"#, true), (#"["\u0078"]"#, true),
        (#"[]"#, false), (#"["xy"]"#, false), (#"["X"]"#, false), (#"[["x"]]"#, false), (#"[{"x":"x"}]"#, false),
        (#"["\"x\""]"#, false), (#"["\\","x"]"#, true), (#""x""#, false), (#"{"x":1}"#, false),
    ])
    func `a string is an element however it is spelled, itself and not deeper`(value: String, holds: Bool) throws {
        let line = Array(#"{"tags":\#(value),"other":["x"]}"#.utf8)
        var scanner = RecordScanner(paths: ["tags"])
        try scanner.scan(line.span)
        let tags = try #require(scanner[0])
        let isHeld = tags.isArray(of: line.span, holding: Array("x".utf8).span)
        #expect(isHeld == holds)

        var filter = TagFilter("x")
        let leavesOut = try filter.leavesOut(line.span)
        #expect(leavesOut == !holds)
    }
}

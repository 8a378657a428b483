import FPCommon
import Testing

@testable import fp_route

struct ExplainerTests {
    static let json = """
        {"rules":[
          {"tag":"web","when":{"name":["*.access.log","w*"]},"then":{"format":"combined","via":["a","b c"]}},
          {"tag":"big","when":{"all":[{"size":{"gt":10}},{"content":"x"}]}},
          {"tag":"slow","when":{"any":[{"field":"d","gt":1.5},{"not":{"field":"p","in":["a",1]}}]}},
          {"tag":"rest"}]}
        """

    @Test func `a record is explained condition by condition`() throws {
        var explainer = Explainer(try rules(Self.json))
        var output = ByteWriter()
        try explainer.record(Array(#"{"d":1,"p":"a\u001b"}"#.utf8).span, title: "record 1", to: &output)
        #expect(
            output.span.text == #"""
                record 1: slow, rest
                  web: can't tell
                    name "*.access.log", "w*": can't tell, no file name here
                  big: can't tell
                    all: can't tell
                      size gt 10: can't tell, no size here
                      content "x": can't tell, no content here
                  slow: yes
                    any: yes
                      d gt 1.5: no, 1
                      not: yes
                        p in "a", 1: no, "a\u001b"
                  rest: yes
                    no condition: yes

                """#)
    }

    @Test func `a file is explained, its content when it was needed`() throws {
        var explainer = Explainer(try rules(Self.json))
        var output = ByteWriter()
        let facts = FileFacts(name: Array("w.log".utf8), sizeBytes: 11)
        explainer.file(facts, tags: [], title: "file", readContent: { Array("abc".utf8) }, to: &output)
        #expect(
            output.span.text == """
                file: web, rest
                  format: combined
                  via: ["a","b c"]
                  web: yes
                    name "*.access.log", "w*": yes, "w.log"
                  big: no
                    all: no
                      size gt 10: yes, 11
                      content "x": no, 3 bytes were looked at
                  slow: can't tell
                    any: can't tell
                      d gt 1.5: can't tell, no record yet
                      not: can't tell
                        p in "a", 1: can't tell, no record yet
                  rest: yes
                    no condition: yes

                """)
    }
}

import FPCommon
import Testing

@testable import fp_route

struct TagSpliceTests {
    @Test(arguments: [
        (#"{}"#, #"{"tags":["a"]}"#),
        (#"{ }"#, #"{ "tags":["a"]}"#),
        (#" {"x":1}  "#, #" {"x":1,"tags":["a"]}  "#),
        (#"{"x":"}"}"#, #"{"x":"}","tags":["a"]}"#),
        (#"{"x":1 }"#, #"{"x":1 ,"tags":["a"]}"#),
        (#"{"tags":[]}"#, #"{"tags":["a"]}"#),
        (#"{"tags":[ ]}"#, #"{"tags":["a" ]}"#),
        (#"{"tags":["b"],"x":1}"#, #"{"tags":["b","a"],"x":1}"#),
        (#"{"tags":[ "b" ],"x":1}"#, #"{"tags":[ "b","a" ],"x":1}"#),
        (#"{"tags":[["a"]]}"#, #"{"tags":[["a"],"a"]}"#),
        (#"{"tags":[1,null]}"#, #"{"tags":[1,null,"a"]}"#),
        (#"{"\u0074ags":["b"]}"#, #"{"\u0074ags":["b","a"]}"#),
        (#"{"tags":"a"}"#, #"{"tags_text":"a","tags":["a"]}"#),
        (#"{"x":1,"tags" : "b,c" , "y":2}"#, #"{"x":1,"tags_text" : "b,c" , "y":2,"tags":["a"]}"#),
        (#"{"tags":null}"#, #"{"tags_text":null,"tags":["a"]}"#),
        (#"{"tags":7}"#, #"{"tags_text":7,"tags":["a"]}"#),
        (#"{"tags":{"a":1}}"#, #"{"tags_text":{"a":1},"tags":["a"]}"#),
        (#"{"\u0074\u0061gs":""}"#, #"{"tags_text":"","tags":["a"]}"#),
        (#"{"tags":"\"tags\":"}"#, #"{"tags_text":"\"tags\":","tags":["a"]}"#),
        (#"{"tags":"x","tags_text":1}"#, #"{"tags_text_text":"x","tags_text":1,"tags":["a"]}"#),
        (
            #"{"tags":"x","tags_text":1,"tags_text_text":2}"#,
            #"{"tags_text_text_text":"x","tags_text":1,"tags_text_text":2,"tags":["a"]}"#
        ),
        (#"{"tags":"x","tags":["b"]}"#, #"{"tags":"x","tags":["b","a"]}"#),
        (#"{"tags":["b"],"tags":"x"}"#, #"{"tags":["b"],"tags_text":"x","tags":["a"]}"#),
        (#"{"a":{"tags":["b"]}}"#, #"{"a":{"tags":["b"]},"tags":["a"]}"#),
    ])
    func `a tag is added and no other byte changes`(record: String, expected: String) throws {
        #expect(try tagged(record, by: #"{"rules":[{"tag":"a"}]}"#) == expected)
    }

    @Test(arguments: [
        (#"{"x":1}"#, #"{"x":1,"tags":["a","b\"c","é"]}"#),
        (#"{"tags":["é"]}"#, #"{"tags":["é","a","b\"c"]}"#),
        (#"{"tags":["\u00e9","b\"c","a"]}"#, #"{"tags":["\u00e9","b\"c","a"]}"#),
        (#"{"tags":["A",["a"]]}"#, #"{"tags":["A",["a"],"a","b\"c","é"]}"#),
    ])
    func `a tag is added once, in the order of the rules`(record: String, expected: String) throws {
        #expect(try tagged(record, by: #"{"rules":[{"tag":"a"},{"tag":"b\"c"},{"tag":"é"}]}"#) == expected)
    }

    private func tagged(_ record: String, by json: String) throws -> String {
        var tagger = Tagger(try rules(json))
        var output = ByteWriter()
        var books = Books()
        tagger.begin(FileContext(), to: &output, books: &books)
        try tagger.line(Array(record.utf8).span, to: &output, books: &books)
        let text = output.span.text
        #expect(text.hasSuffix("\n"))
        return String(text.dropLast())
    }
}

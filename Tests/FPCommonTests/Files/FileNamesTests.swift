import Testing

@testable import FPCommon

struct FileNamesTests {
    @Test(arguments: [[0x61], [0xFF, 0x41], Array("ü\n".utf8), [0x22, 0x5C]] as [[UInt8]])
    func `a name comes back from the members that say it`(bytes: [UInt8]) {
        let members = JSONValue.nameMembers("name", PathBytes(bytes))
        #expect(JSONValue.object(members).fileName()?.bytes == bytes)
        #expect(members.count == (bytes[0] == 0xFF ? 2 : 1))
    }

    @Test(arguments: [
        #"{"name":"a\u0000b"}"#, #"{"name":"a","name_base64":"YQBi"}"#, #"{"name":"a","name_base64":"*"}"#,
        #"{"name":"a","name_base64":7}"#, #"{"name":7}"#, "{}", "[]",
    ])
    func `what can not be a name is none`(text: String) throws {
        #expect(try JSONValue.parse(Array(text.utf8).span).fileName() == nil)
    }
}

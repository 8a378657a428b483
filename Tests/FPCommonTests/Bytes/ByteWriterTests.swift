import Testing

@testable import FPCommon

struct ByteWriterTests {
    @Test(arguments: [0, 7, 10, 99, 100, -1, Int.max, Int.min])
    func `decimal integers are written as String writes them`(value: Int) {
        var writer = ByteWriter(capacity: 1)
        writer.append(decimal: value)
        #expect(writer.span.text == String(value))
    }
}

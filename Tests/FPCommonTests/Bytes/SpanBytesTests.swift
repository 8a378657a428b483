import Testing

@testable import FPCommon

struct SpanBytesTests {
    @Test(arguments: [
        ("", "", 0), ("", "a", -1), ("a", "", 1), ("a", "a", 0), ("a", "ab", -1), ("ab", "b", -1), ("\u{FF}", "a", 1),
        ("same beginning 1", "same beginning 2", -1),
    ])
    func `bytes compare as unsigned numbers, a beginning before the whole`(a: String, b: String, order: Int) {
        let left = Array(a.utf8)
        let right = Array(b.utf8)
        #expect(left.span.compare(right.span).signum() == order)
        #expect(right.span.compare(left.span).signum() == -order)
        #expect(left.span.equals(right.span) == (order == 0))
    }

    @Test func `hexadecimal digits are read in either case and written in lower case`() {
        for value in UInt8(0)..<16 {
            #expect(value.hexDigit.hexValue == value)
            #expect(String(UnicodeScalar(value.hexDigit)) == String(value, radix: 16))
        }
        #expect(UInt8(0xAB).hexDigit == UInt8(ascii: "b"))
        #expect(UInt8(ascii: "F").hexValue == 15)
        for other in "/:@G`g ".utf8 { #expect(other.hexValue == nil) }
    }
}

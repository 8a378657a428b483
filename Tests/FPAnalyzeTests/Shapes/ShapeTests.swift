import FPCommon
import Testing

@testable import fp_analyze

struct ShapeTests {
    /// From the reference implementation.
    @Test(
        arguments: [
            ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
            ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
        ] as [(String, UInt64)])
    func `the hash is XXH64`(text: String, expected: UInt64) {
        let hash = XXH64.hash(Array(text.utf8).span)
        #expect(hash == expected)
    }

    /// These are in files that have been written: they never change.
    @Test(arguments: [
        ("disk 7 full", "disk <*> full"), ("disk 8 full", "disk <*> full"),
    ])
    func `a shape is the hash of the masked message`(message: String, text: String) {
        let expected = Shape(of: Array(text.utf8).span).text
        #expect(shape(message) == expected)
    }

    @Test(arguments: [
        ("disk 7 full", "11ba79949eb7"), ("user=bob from 10.0.0.1", "d95f52ce13ef"), ("Scheduler tick", "5028a88273d6"),
    ])
    func `shapes are the same in every version`(message: String, expected: String) {
        #expect(shape(message) == expected)
    }

    private func shape(_ message: String) -> String {
        var mask = Mask()
        mask.mask(Array(message.utf8).span)
        return Shape(of: mask.text).text
    }
}

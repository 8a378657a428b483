import Testing

@testable import FPCommon
@testable import fp_watch

struct AgeTests {
    @Test(arguments: [
        ("0m", 0), ("1m", 60), ("45m", 2700), ("12h", 43_200), ("30d", 2_592_000), ("2w", 1_209_600), ("007d", 604_800),
    ])
    func `an age is a whole number and a unit`(text: String, seconds: Int) {
        #expect(Age(text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "d", "30", "30 d", " 30d", "30d ", "-1d", "+1d", "1.5h", "30D", "30y", "1d12h", "٣d",
        "9223372036854775807w",
        "99999999999999999999d",
    ])
    func `anything else is none`(text: String) {
        #expect(Age(text) == nil)
    }

    @Test func `a thousand years is the longest`() throws {
        let minutes = Limits.ageSecondsMax / 60
        #expect(Age("\(minutes)m")?.seconds == minutes * 60)
        #expect(Age("\(minutes + 1)m") == nil)
        // From any time that can be written so much can be subtracted.
        #expect(Instant.writable.lowerBound - Limits.ageSecondsMax > Int.min / 2)
    }
}

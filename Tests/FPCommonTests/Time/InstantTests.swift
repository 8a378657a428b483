import Testing

@testable import FPCommon

struct InstantTests {
    @Test(arguments: [(0, 60, 0), (59, 60, 0), (60, 60, 1), (-1, 60, -1), (-60, 60, -1), (-61, 60, -2)])
    func `quotients are rounded down on either side of 1970`(number: Int, divisor: Int, quotient: Int) {
        #expect(number.floorDivided(by: divisor) == quotient)
    }

    @Test(arguments: [-719_528, -1, 0, 1, 11_016, 20_000, 2_932_896])
    func `a day and its date tell each other`(days: Int) {
        #expect(CalendarDate(daysSinceEpoch: days).daysSinceEpoch == days)
    }
}

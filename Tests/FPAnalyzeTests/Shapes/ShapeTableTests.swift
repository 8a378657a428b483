import FPCommon
import Testing

@testable import fp_analyze

struct ShapeTableTests {
    private func add(_ text: String, _ seconds: Int? = nil, _ level: Level = .info, to table: inout ShapeTable) {
        let bytes = Array(text.utf8)
        table.add(Shape(of: bytes.span), bytes.span, example: bytes.span, level, seconds.map { Instant(seconds: $0) })
    }

    private func pairs(_ table: ShapeTable) -> [(window: Int, count: Int)] {
        var pairs: [(window: Int, count: Int)] = []
        table.windows.forEach { _, window, count in pairs.append((window, count)) }
        return pairs.sorted { $0.window < $1.window }
    }

    @Test func `long texts fill the table sooner`() {
        var table = ShapeTable()
        let long = String(repeating: "x", count: 400)
        for number in 0..<Limits.shapesMax { add("\(number) \(long)", to: &table) }
        #expect(table.entries.count < Limits.shapesMax)
        #expect(table.entries.count + table.other.count == Limits.shapesMax)
        let last = table.entries[table.entries.count - 1]
        #expect(
            last.text.lowerBound < Limits.shapeTextsBytesMax && last.example.upperBound >= Limits.shapeTextsBytesMax)
    }

    @Test(arguments: [-1, 0, 1])
    func `records of shapes beyond the limit are counted as other`(excess: Int) {
        var table = ShapeTable()
        for number in 0..<Limits.shapesMax + excess { add("shape \(number)", to: &table) }
        add("shape 0", to: &table)
        #expect(table.entries.count == Limits.shapesMax + min(excess, 0))
        #expect(table.other.count == max(excess, 0))
        #expect(table.total.count == Limits.shapesMax + excess + 1)
        #expect(table.entries[0].tally.count == 2)
    }

    @Test(arguments: [-1, 0, 1])
    func `windows become wider when there are too many`(excess: Int) {
        var table = ShapeTable()
        for minute in 0..<Limits.windowsMax + excess { add("a", minute * 60, to: &table) }
        table.settle()
        #expect(table.width.seconds == (excess > 0 ? 300 : 60))
        #expect(table.windowTotals.count == (excess > 0 ? (Limits.windowsMax + 5) / 5 : Limits.windowsMax + excess))
        #expect(table.windowTotals.values.reduce(0) { $0 + $1.count } == Limits.windowsMax + excess)
        #expect(pairs(table).reduce(0) { $0 + $1.count } == Limits.windowsMax + excess)
    }

    @Test(arguments: [0, 1])
    func `windows become wider when there are too many pairs with shapes`(excess: Int) {
        var table = ShapeTable()
        let shapeCount = 500
        let minuteCount = Limits.shapeWindowsMax / shapeCount
        for shape in 0..<shapeCount { for minute in 0..<minuteCount { add("shape \(shape)", minute * 60, to: &table) } }
        if excess > 0 { add("another", 0, to: &table) }
        table.settle()
        #expect(table.width.seconds == (excess > 0 ? 300 : 60))
        #expect(pairs(table).reduce(0) { $0 + $1.count } == Limits.shapeWindowsMax + excess)
    }

    @Test func `times may be in any order, also before 1970`() {
        var forwards = ShapeTable()
        var backwards = ShapeTable()
        let times = [-90, -60, -1, 0, 59, 60, 1_000_000_000]
        for time in times { add("a", time, to: &forwards) }
        for time in times.reversed() { add("a", time, to: &backwards) }
        forwards.settle()
        backwards.settle()
        #expect(forwards.windowTotals == backwards.windowTotals)
        #expect(forwards.windowTotals.mapValues(\.count) == [-2: 1, -1: 2, 0: 2, 1: 1, 16_666_666: 1])
        #expect(pairs(forwards).map(\.window) == [-2, -1, 0, 1, 16_666_666])
        #expect(
            forwards.total.first == Instant(seconds: -90) && backwards.total.last == Instant(seconds: 1_000_000_000))
    }

    @Test(arguments: [-1, 0, 1])
    func `an example is cut at its limit`(excess: Int) {
        var table = ShapeTable()
        add(String(repeating: "x", count: Limits.exampleBytesMax + excess), to: &table)
        #expect(table.example(of: table.entries[0]).count == Limits.exampleBytesMax + min(excess, 0))
    }

    @Test func `the limits of windows and shapes fit their keys`() {
        #expect(Limits.shapesMax < 1 << 16)
        #expect(2 * (Limits.shapeWindowsMax + Limits.shapesMax) < 1 << 19)
        #expect(Limits.shapeTokensMax + 1 <= UInt64.bitWidth)
        #expect(Limits.summaryWindowsMax >= Limits.templatesMax)
    }
}

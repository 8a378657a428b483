import FPCommon
import TestSupport
import Testing

@testable import fp_route

/// Conditions evaluated on bytes come to what they come to on trees. Rerun one with its seed.
struct EvaluationPropertyTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `evaluation on bytes equals a slow evaluation on trees`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let condition = try randomCondition(depth: 3, using: &random)
            var evaluator = Evaluator(Program([Rule(tag: "t", condition: condition)]))
            for _ in 0..<20 {
                let record = randomRecord(using: &random)
                let line = Array(record.utf8)
                try evaluator.scan(line.span)
                let expected = slowlyHolds(condition, try JSONValue.parse(line.span))
                let found = evaluator.truth(ofRule: 0, on: line.span)
                #expect(found == (expected ? .yes : .no), "\(condition) on \(record), seed \(seed)")
            }
        }
    }

    private func randomCondition(depth: Int, using random: inout SeededGenerator) throws -> Condition {
        let kind = depth == 0 ? 9 : Int.random(in: 0..<10, using: &random)
        if kind == 0 { return .not(try randomCondition(depth: depth - 1, using: &random)) }
        if kind < 4 {
            var parts: [Condition] = []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                parts.append(try randomCondition(depth: depth - 1, using: &random))
            }
            return kind == 1 ? .any(parts) : .all(parts)
        }
        return .field(pick(["a", "b", "a.b", "long_name.x"], using: &random), try randomTest(using: &random))
    }

    private func randomTest(using random: inout SeededGenerator) throws -> FieldTest {
        let scalars = try Self.scalars.map { try JSONValue.parse(Array($0.utf8).span) }
        let texts = ["a", "é", "\n", "\\", "ab", "b", "10.", "]"]
        let comparison = pick([Comparison.greater, .greaterOrEqual, .less, .lessOrEqual], using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .exists(Bool.random(using: &random))
        case 1: return .equals([pick(scalars, using: &random), pick(scalars, using: &random)])
        case 2:
            let operands = scalars.filter { $0.stringValue != nil || $0.doubleValue != nil }
            return .compares(comparison, pick(operands, using: &random))
        case 3: return .cidr([try AddressRange("10.0.0.0/8"), try AddressRange("::/1")])
        default:
            let place = pick([TextPlace.contains, .starts, .ends], using: &random)
            return .text(place, [pick(texts, using: &random), pick(texts, using: &random)])
        }
    }

    private static let scalars = [
        "null", "true", "false", "0", "-0", "1", "1.0", "10e-1", "-1.5", "2e3", "2000", #""""#, #""a""#, #""ab""#,
        #""é""#,
        #""\u00e9""#, #""b\\""#, #""a\n""#, #""10.1.2.3""#, #""::1""#, #""2025-05-12T00:00:00Z""#, #""\"]""#,
        #""2025-05-12T00:00:00.5Z""#, #""2025-05-12T02:00:00+02:00""#, #""1""#,
    ]

    private func randomRecord(using random: inout SeededGenerator) -> String {
        var members: [String] = []
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let key = pick(["a", "b", #"\u0061"#, "a.b", "long_name", "long_name.x", "c"], using: &random)
            let space = Bool.random(using: &random) ? " " : ""
            members.append(#"\#(space)"\#(key)"\#(space):\#(randomValue(depth: 2, using: &random))"#)
        }
        return "{\(members.joined(separator: ","))}"
    }

    private func randomValue(depth: Int, using random: inout SeededGenerator) -> String {
        switch depth == 0 ? 9 : Int.random(in: 0..<10, using: &random) {
        case 0: "[\((0..<3).map { _ in randomValue(depth: depth - 1, using: &random) }.joined(separator: " ,"))]"
        case 1: #"{"b":\#(randomValue(depth: depth - 1, using: &random)),"x":1}"#
        default: pick(Self.scalars, using: &random)
        }
    }

    private func pick<Value>(_ values: [Value], using random: inout SeededGenerator) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }
}

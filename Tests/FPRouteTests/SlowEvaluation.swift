import FPCommon
import Foundation

@testable import fp_route

/// What a condition comes to on a record, as obvious as it can be written: on trees and strings, in two values, for
/// conditions that only ask for fields.
func slowlyHolds(_ condition: Condition, _ record: JSONValue) -> Bool {
    switch condition {
    case .always: return true
    case .all(let parts): return parts.allSatisfy { slowlyHolds($0, record) }
    case .any(let parts): return parts.contains { slowlyHolds($0, record) }
    case .not(let part): return !slowlyHolds(part, record)
    case .file: preconditionFailure("not on records")
    case .field(let field, let test):
        guard let value = slowValue(field, in: record) else { return test == .exists(false) }
        return slowlyHolds(test, value)
    }
}

private func slowValue(_ field: String, in record: JSONValue) -> JSONValue? {
    if let value = record[field] { return value }
    guard field.contains(".") else { return nil }
    var value: JSONValue? = record
    for key in field.split(separator: ".") { value = value?[String(key)] }
    return value
}

private func slowlyHolds(_ test: FieldTest, _ value: JSONValue) -> Bool {
    switch test {
    case .exists(let wanted):
        return wanted
    case .equals(let wanted):
        return wanted.contains { isSame($0, value) }
    case .compares(let comparison, let operand):
        switch (value, operand) {
        case (.number(let a), .number(let b)):
            return comparison.accepts(decimal(a) < decimal(b) ? -1 : decimal(a) > decimal(b) ? 1 : 0)
        case (.string(let a), .string(let b)):
            if let time = Instant(rfc3339: Array(b.utf8).span) {
                guard let own = Instant(rfc3339: Array(a.utf8).span) else { return false }
                return comparison.accepts(own < time ? -1 : own > time ? 1 : 0)
            }
            let order = a.utf8.elementsEqual(b.utf8) ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
            return comparison.accepts(order)
        default: return false
        }
    case .text(.contains, let texts) where value.arrayValue != nil:
        return value.arrayValue?.contains { element in texts.contains { .string($0) == element } } ?? false
    case .text(let place, let texts):
        guard let text = value.stringValue.map({ Data($0.utf8) }) else { return false }
        return texts.contains { wanted in
            let wanted = Data(wanted.utf8)
            return switch place {
            case .contains: text.range(of: wanted) != nil
            case .starts: text.starts(with: wanted)
            case .ends: text.reversed().starts(with: wanted.reversed())
            }
        }
    case .cidr(let ranges):
        guard let text = value.stringValue, let address = Address(Array(text.utf8).span) else { return false }
        return ranges.contains { $0.contains(address) }
    }
}

private func isSame(_ a: JSONValue, _ b: JSONValue) -> Bool {
    switch (a, b) {
    case (.number(let a), .number(let b)): decimal(a) == decimal(b)
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    default: a == b
    }
}

private func decimal(_ text: String) -> Decimal { Decimal(string: text) ?? .nan }

import FPCommon

/// Which members of a record to keep, for `--fields`: those named, `tags` and `parse_error`.
struct FieldSelection {
    private let keys: Set<[UInt8]>
    private var scanner = RecordScanner(paths: [], options: [.members, .acceptReserved])

    init(_ fields: [String]) { keys = Set((fields + ["tags", "parse_error"]).map { Array($0.utf8) }) }

    /// Writes a record with the members that are kept, in their own order.
    mutating func write(_ record: Span<UInt8>, to output: inout ByteWriter) {
        output.append(UInt8(ascii: "{"))
        do throws(RecordError) { try scanner.scan(record) } catch {
            preconditionFailure("a written record is an object")
        }
        var isFirst = true
        for member in scanner.members where keys.contains(record.extracting(member.keyStart..<member.keyEnd).array) {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            output.append(record.extracting(member.keyStart - 1..<member.value.whole.upperBound))
        }
        output.append(UInt8(ascii: "}"))
    }
}

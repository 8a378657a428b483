extension Books {
    /// What a stage writes about itself into `stages` of an `end` line.
    package func member(stage: String, seconds: Double) -> JSONValue {
        let reasons = dropped.sorted { $0.reason < $1.reason }
        return .object([
            .init("stage", .string(stage)),
            .init("lines_in", .integer(linesIn)),
            .init("lines_out", .integer(linesOut)),
            .init("joined", .integer(joined)),
            .init("made", .integer(made)),
            .init("dropped", .object(reasons.map { .init($0.reason, .integer($0.count)) })),
            .init("errors", .integer(errors)),
            .init("bytes_in", .integer(bytesIn)),
            .init("seconds", .number(Self.text(microseconds: Int(seconds * 1e6)))),
        ])
    }

    /// Microseconds as decimal seconds without trailing zeros.
    private static func text(microseconds: Int) -> String {
        var fraction = microseconds % 1_000_000
        if fraction == 0 { return String(microseconds / 1_000_000) }
        var digitCount = 6
        while fraction % 10 == 0 {
            fraction /= 10
            digitCount -= 1
        }
        let digits = String(fraction)
        let zeros = String(repeating: "0", count: digitCount - digits.utf8.count)
        return "\(microseconds / 1_000_000).\(zeros)\(digits)"
    }
}

import FPCommon

/// Whether the stages' books of one file add up to what arrived (DESIGN section 3).
struct BooksCheck {
    /// The stages in the order of the stream's `stages`, the head included.
    let stream: [String]
    let sizeBytes: Int
    /// Records that arrived here.
    let recordCount: Int

    /// What doesn't add up, with the stage and the numbers, or nil.
    /// - Parameter stages: the `stages` of the `end` line.
    func fault(_ stages: JSONValue?) -> String? {
        guard let entries = stages?.arrayValue?.map(Entry.init), !entries.contains(where: { $0 == nil }) else {
            return
                "the end line's stages are not books: objects with stage, lines_in, lines_out, joined, made, dropped, bytes_in"
        }
        let books = entries.compactMap { $0 }
        // The head reads nothing, so the reader is one after it.
        let expected = stream.dropFirst().suffix(max(1, books.count))
        guard let first = books.first, let last = books.last, books.map(\.stage) == Array(expected) else {
            return "the stages that kept books are \(list(books.map(\.stage))), the stream came through \(list(stream))"
        }
        if first.bytesIn != sizeBytes { return "\(first.stage) read \(first.bytesIn) of \(sizeBytes) bytes" }
        for stage in books {
            if let fault = stage.imbalance { return fault }
        }
        for (writer, reader) in zip(books, books.dropFirst()) where writer.linesOut != reader.linesIn {
            return "\(writer.stage) wrote \(writer.linesOut) lines, \(reader.stage) read \(reader.linesIn)"
        }
        return last.linesOut == recordCount
            ? nil : "\(last.stage) wrote \(last.linesOut) records, \(recordCount) arrived"
    }

    private func list(_ stages: [String]) -> String { stages.isEmpty ? "none" : stages.joined(separator: ", ") }

    private struct Entry {
        let stage: String
        let linesIn: Int
        let linesOut: Int
        let joined: Int
        let made: Int
        let dropped: Int
        let bytesIn: Int

        init?(_ value: JSONValue) {
            guard let stage = value["stage"]?.stringValue, let linesIn = value["lines_in"]?.intValue,
                let linesOut = value["lines_out"]?.intValue, let joined = value["joined"]?.intValue,
                let made = value["made"]?.intValue, let bytesIn = value["bytes_in"]?.intValue,
                let reasons = value["dropped"]?.members,
                let dropped = Entry.sum(reasons.map { $0.value.intValue ?? -1 })
            else { return nil }
            self.stage = stage
            self.linesIn = linesIn
            self.linesOut = linesOut
            self.joined = joined
            self.made = made
            self.dropped = dropped
            self.bytesIn = bytesIn
        }

        var imbalance: String? {
            if let came = Entry.sum([linesIn, made]), came == Entry.sum([linesOut, joined, dropped]) { return nil }
            return
                "\(stage) took \(linesIn) lines and made \(made), but wrote \(linesOut), joined \(joined) and dropped \(dropped)"
        }

        /// The sum of counts; nil when one is negative or the sum overflows.
        private static func sum(_ counts: [Int]) -> Int? {
            counts.reduce(.some(0)) { sum, count in
                guard let sum, count >= 0 else { return nil }
                let (total, overflow) = sum.addingReportingOverflow(count)
                return overflow ? nil : total
            }
        }
    }
}

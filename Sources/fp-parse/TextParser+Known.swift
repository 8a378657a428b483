import FPCommon

/// The formats that have taken lines of the file, which are tried before all others.
extension TextParser {
    /// Whether one of the formats of the file's last records takes the line: the one that took the last line with such a
    /// beginning, then the last one, then the others.
    mutating func matchedRecent(
        _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) -> Bool {
        guard line.count > 0 else { return false }
        let last = lastFormat
        let beginning = RecentFormats.Beginning(line)
        let expected = recent.format(after: beginning)
        // What is indented is asked for as ever.
        let isLastOnly = event.isAbove(line)
        if expected >= 0, expected != last, !isLastOnly, matchedKnown(expected, line, to: &output, books: &books) {
            return true
        }
        var found = matchedKnown(last, line, to: &output, books: &books)
        var place = 0
        while !found, !isLastOnly, place < recent.formats.count {
            let format = recent.formats[place]
            if format != last, format != expected { found = matchedKnown(format, line, to: &output, books: &books) }
            place &+= 1
        }
        if found { recent.note(lastFormat, after: beginning) }
        return found
    }

    /// Whether a format that has taken lines of the file takes the line, or one that knows those better.
    private mutating func matchedKnown(
        _ format: Int, _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) -> Bool {
        guard mayBe(format, line) else { return false }
        if !table.betterRanges[format].isEmpty, matchedBetter(format, line, to: &output, books: &books) { return true }
        guard matched(format, line, to: &output, books: &books) else { return false }
        lastFormat = format
        return true
    }

    /// Whether a format takes the line that knows those of `known` better.
    @inline(__always)
    mutating func matchedBetter(
        _ known: Int, _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) -> Bool {
        // No other may match then.
        if onlyFormat >= 0 { return false }
        let present = table.betterBytes[known].present(in: line)
        return present != 0 && matchedOneOfBetter(known, present, line, to: &output, books: &books)
    }

    @inline(never)
    private mutating func matchedOneOfBetter(
        _ known: Int, _ present: UInt8, _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) -> Bool {
        let better = table.betterRanges[known]
        if !table.betterBytes[known].isKnown {
            for place in better { ready(table.betterFormats[place]) }
            table.noteBetterBytes(known)
        }
        for place in better where table.betterNeeds[place].mayBe(in: line, present) {
            let format = table.betterFormats[place]
            if mayBe(format, line), matched(format, line, to: &output, books: &books) {
                lastFormat = format
                return true
            }
        }
        return false
    }

    /// Whether a line of the format can begin so.
    private func mayBe(_ format: Int, _ line: Span<UInt8>) -> Bool {
        line.count > 0 && table.candidates[Int(line[0])].contains(format)
    }
}

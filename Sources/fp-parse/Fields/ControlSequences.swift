import FPCommon

extension ByteWriter {
    /// Appends what a terminal would show of a line: without colours, movements of the cursor, titles.
    ///
    /// Source: ECMA-48, sections 5.3 to 5.6. A sequence that doesn't end stays.
    mutating func appendWithoutSequences(_ line: Span<UInt8>) {
        var offset = 0
        while offset < line.count {
            let end = line[offset] == 0x1B ? line.sequenceEnd(offset) : offset
            if end > offset {
                offset = end
            } else {
                append(line[offset])
                offset += 1
            }
        }
    }
}

extension Span where Element == UInt8 {
    /// Where the control sequence whose escape stands at `start` ends; `start` when it is none.
    fileprivate func sequenceEnd(_ start: Int) -> Int {
        guard start + 1 < count else { return start }
        var offset = start + 2
        switch self[start + 1] {
        case UInt8(ascii: "["):
            while offset < count, (0x20...0x3F).contains(self[offset]) { offset += 1 }
            return offset < count && (0x40...0x7E).contains(self[offset]) ? offset + 1 : start
        case UInt8(ascii: "]"):
            while offset < count, self[offset] != 0x07, self[offset] != 0x1B { offset += 1 }
            guard offset < count else { return start }
            return self[offset] == 0x07 ? offset + 1 : Swift.min(offset + 2, count)
        case 0x28, 0x29: return Swift.min(offset + 1, count)
        case 0x40...0x5F, 0x60...0x7E: return offset
        default: return start
        }
    }
}

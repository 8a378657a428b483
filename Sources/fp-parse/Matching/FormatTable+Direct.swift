import FPCommon

/// The fast path: a record is written while its line is read, for patterns whose members come in the order of the record and
/// lines in which nothing has to be escaped. Anything else is left to `match` and `write`, which give the same bytes.
///
/// Reading a field and copying it is one pass over its bytes, and nothing is noted in between: a third fewer
/// instructions a line than matching first and writing then.
extension FormatTable {
    /// Writes the record of a line of this entry. False, with nothing written, when the line isn't of the entry or isn't
    /// one for the fast path.
    @inline(never)
    func writeDirectly(
        _ line: Span<UInt8>, entry index: Int, _ state: inout MatchState, closing: [UInt8],
        to output: inout ByteWriter
    ) -> Bool {
        let entry = entries.span[index]
        guard entry.isDirect, line.count >= 16 else { return false }
        var isWritten = false
        unsafe output.appendUnsafe(atMost: line.count &+ entry.overheadBytes &+ closing.count) { base in
            guard let end = unsafe direct(line, entry, &state, base) else { return 0 }
            isWritten = true
            // The first member's comma becomes the record's brace.
            unsafe base.storeBytes(of: UInt8(ascii: "{"), as: UInt8.self)
            if closing.isEmpty { return unsafe end - base }
            unsafe closing.span.withUnsafeBytes { closing in
                let first = closing.baseAddress!
                // The brace and the newline: without tags there is nothing else.
                if closing.count == 2 {
                    unsafe end.storeBytes(of: first.loadUnaligned(as: UInt16.self), as: UInt16.self)
                } else {
                    unsafe copyShort(first, closing.count, to: end)
                }
            }
            return unsafe end - base + closing.count
        }
        return isWritten
    }

    /// Writes the members; returns where they end, or nil.
    @inline(__always) @unsafe
    private func direct(
        _ line: Span<UInt8>, _ entry: Entry, _ state: inout MatchState, _ base: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer? {
        unsafe ops.span.withUnsafeBufferPointer { ops in
            unsafe outputs.span.withUnsafeBufferPointer { outputs in
                unsafe pool.span.withUnsafeBytes { pool in
                    unsafe line.withUnsafeBytes { bytes in
                        guard let firstOp = ops.baseAddress, let firstOutput = outputs.baseAddress,
                            let keys = pool.baseAddress, let source = bytes.baseAddress
                        else { return nil }
                        var writer = unsafe DirectWriter(
                            source: source, count: bytes.count, keys: keys, outputs: firstOutput, base: base,
                            cursor: base + entry.timeSlotBytes)
                        var op = unsafe firstOp + entry.firstOp
                        let end = unsafe firstOp + entry.endOp
                        while unsafe op < end {
                            guard unsafe take(op, line, &state, &writer) else { return nil }
                            unsafe op += 1
                        }
                        return unsafe writer.offset == bytes.count ? writer.cursor : nil
                    }
                }
            }
        }
    }

    @inline(__always) @unsafe
    private func take(
        _ op: UnsafePointer<Op>, _ line: Span<UInt8>, _ state: inout MatchState, _ writer: inout DirectWriter
    ) -> Bool {
        switch unsafe op.pointee.kind {
        case .wordBeforeSpace: return unsafe writer.word(op, .space)
        case .host:
            let start = writer.offset
            guard unsafe writer.word(op, .space) else { return false }
            return line.mayBeHost(start, writer.offset &- 1)
        case .word: return unsafe writer.word(op, .spaceOr(op.pointee.delimiter))
        case .text:
            if unsafe op.pointee.isHeld { return unsafe writer.hold(op, line) }
            let start = writer.offset
            guard unsafe writer.word(op, .byte(op.pointee.delimiter)) else { return false }
            // Padding isn't part of the value: the other path takes it off.
            let value = unsafe line.extracting(start..<writer.offset &- Int(op.pointee.literalCount))
            return value.leadingSpaceCount == 0 && value.trailingSpaceCount == 0
        case .integer: return unsafe writer.integer(op)
        case .quoted: return unsafe writer.quoted(op)
        case .httpRequest: return unsafe writer.httpRequest(op, line)
        case .rest: return unsafe writer.rest(op)
        case .time:
            let end = unsafe state.times.read(line, at: writer.offset, layout: Int(op.pointee.layout))
            let isFixed = unsafe writer.cursor != writer.base
            guard end >= 0, state.times.textCount > 0, !isFixed || state.times.textCount == 20 else { return false }
            unsafe writer.time(op, state.times.textPointer, state.times.textCount)
            writer.offset = end
            return unsafe writer.literal(op)
        case .level:
            let start = writer.offset
            let end = line.wordEnd(from: start)
            guard let level = Level(line.extracting(start..<end)), level.isName(line[start], count: end &- start)
            else { return false }
            unsafe writer.slot(op, keys: Int(level.rawValue) &* Self.slotBytes)
            if unsafe op.pointee.writesHeld { writer.writeHeld() }
            writer.offset = end
            return unsafe writer.literal(op)
        case .spaces: return unsafe writer.spaces(op)
        default: return false
        }
    }
}

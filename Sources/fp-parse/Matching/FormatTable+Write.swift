import FPCommon
import Glibc

extension FormatTable {
    /// Writes the record of a line that matched `entry`, up to before its closing brace.
    ///
    /// With `leavesMessageOpen` the message's closing quote is missing too, for lines to be joined to it; `message` must
    /// then be the last member.
    @inline(never)
    func write(
        _ line: Span<UInt8>, entry: Int, _ state: borrowing MatchState, leavesMessageOpen: Bool,
        to output: inout ByteWriter
    ) {
        let entry = entries.span[entry]
        let start = output.count
        var index = entry.firstOutput
        while true {
            let isFirst = output.count == start
            unsafe output.appendUnsafe(atMost: line.count &+ entry.overheadBytes) { base in
                unsafe writePlain(line, &index, entry.endOutput, isFirst, state, to: base)
            }
            guard index < entry.endOutput else { break }
            writeSpecial(line, outputs[index], isFirst: output.count == start, state, to: &output)
            index += 1
        }
        if output.count == start {
            output.append(UInt8(ascii: "{"))
        } else if leavesMessageOpen {
            output.truncate(to: output.count - 1)
        }
    }

    /// Writes members while their values can be copied as they are; returns how many bytes. `index` is left at the first
    /// that can't.
    ///
    /// `base` has room for the line and the entry's overhead: each value is a part of the line of its own, keys and quotes
    /// are in the overhead, and so is what a copy in pieces of 32 touches behind the last byte.
    @inline(__always) @unsafe
    private func writePlain(
        _ line: Span<UInt8>, _ index: inout Int, _ end: Int, _ isFirst: Bool, _ state: borrowing MatchState,
        to base: UnsafeMutableRawPointer
    ) -> Int {
        let outputs = outputs.span
        let quote = UInt8(ascii: "\"")
        return unsafe pool.span.withUnsafeBytes { pool in
            unsafe line.withUnsafeBytes { bytes in
                guard let keys = pool.baseAddress, let source = bytes.baseAddress else { return 0 }
                var cursor = unsafe base
                var place = index
                while place < end {
                    let output = outputs[place]
                    let capture = state.captures[output.capture]
                    if capture.form != .plain {
                        if capture.form != .absent || output.kind == .message { break }
                        place &+= 1
                        continue
                    }
                    let start = Int(capture.start)
                    var count = Int(capture.end) &- start
                    if output.kind == .time, state.times.textCount == 0 { break }
                    place &+= 1
                    unsafe copyWide(keys + output.keyStart, output.keyCount, to: cursor)
                    unsafe cursor += output.keyCount
                    if output.kind.isText {
                        unsafe copyPart(source + start, count, bytes.count &- start, to: cursor)
                        unsafe cursor.storeBytes(of: quote, toByteOffset: count, as: UInt8.self)
                        count &+= 1
                    } else if output.kind.isNumeric {
                        unsafe copyPart(source + start, count, bytes.count &- start, to: cursor)
                    } else if output.kind == .time {
                        count = state.times.textCount
                        unsafe copyWide(state.times.textPointer, count, to: cursor)
                        unsafe cursor.storeBytes(of: quote, toByteOffset: count, as: UInt8.self)
                        count &+= 1
                    } else {
                        let slot = unsafe keys + (start &+ (output.kind == .level ? 0 : Level.count)) &* Self.slotBytes
                        unsafe cursor.copyMemory(from: slot, byteCount: Self.slotBytes)
                        count = Int(unsafe slot.load(fromByteOffset: Self.slotBytes - 1, as: UInt8.self))
                    }
                    unsafe cursor += count
                }
                index = place
                // The first member's comma becomes the record's brace.
                if unsafe isFirst && cursor > base { unsafe base.storeBytes(of: UInt8(ascii: "{"), as: UInt8.self) }
                return unsafe cursor - base
            }
        }
    }

    private func writeSpecial(
        _ line: Span<UInt8>, _ member: Output, isFirst: Bool, _ state: borrowing MatchState,
        to output: inout ByteWriter
    ) {
        let capture = state.captures[member.capture]
        if capture.form == .absent, member.kind != .message { return }
        let value = line.extracting(capture.range)
        output.append(UInt8(ascii: isFirst ? "{" : ","))
        if member.kind == .time {
            // A time of day without a date, or a date without a year and no file to tell it.
            output.append("\"time_text\":")
            output.appendJSONString(value)
            return
        }
        output.append(pool.span.extracting(member.keyStart + 1..<member.keyStart + member.keyCount))
        if member.kind == .structuredData {
            StructuredData.write(capture.range, of: line, to: &output)
            return
        }
        if member.kind == .identifier { output.append(UInt8(ascii: "\"")) }
        if capture.form == .encoded {
            ServerEscapes.write(value, to: &output)
        } else {
            output.appendJSONStringContents(value)
        }
        output.append(UInt8(ascii: "\""))
    }
}

/// Copies `count` bytes in pieces of 16; both sides have room for whole pieces.
@inline(__always) @unsafe
private func copyWide(_ source: UnsafeRawPointer, _ count: Int, to target: UnsafeMutableRawPointer) {
    typealias Piece = SIMD16<UInt8>
    unsafe target.storeBytes(of: source.loadUnaligned(as: Piece.self), as: Piece.self)
    var offset = 16
    while offset < count {
        unsafe target.storeBytes(
            of: source.loadUnaligned(fromByteOffset: offset, as: Piece.self), toByteOffset: offset, as: Piece.self)
        offset &+= 16
    }
}

/// Copies `count` of the `available` bytes at `source`; the target has room for a whole piece of 32.
@inline(__always) @unsafe
private func copyPart(_ source: UnsafeRawPointer, _ count: Int, _ available: Int, to target: UnsafeMutableRawPointer) {
    typealias Piece = SIMD32<UInt8>
    guard available >= 32 else {
        unsafe memcpy(target, source, count)
        return
    }
    unsafe target.storeBytes(of: source.loadUnaligned(as: Piece.self), as: Piece.self)
    if count > 32 { unsafe memcpy(target + 32, source + 32, count &- 32) }
}

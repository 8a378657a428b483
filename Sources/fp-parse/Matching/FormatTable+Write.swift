import FPCommon
import Glibc

extension FormatTable {
    /// Writes the record of a line that matched `entry`, up to before its closing brace.
    ///
    /// With `leavesMessageOpen` the message's closing quote is missing too, for lines to be joined to it; `message` must
    /// then be the last member.
    @inline(never)
    func write(
        _ line: Span<UInt8>, _ entry: Entry, _ state: borrowing MatchState, leavesMessageOpen: Bool,
        to output: inout ByteWriter
    ) {
        var members = MemberCursor(index: entry.firstOutput, end: entry.endOutput)
        while true {
            unsafe output.appendUnsafe(atMost: line.count &+ entry.overheadBytes) { base in
                unsafe writePlain(line, &members, state, to: base)
            }
            guard members.index < members.end else { break }
            writeSpecial(line, &members, state, to: &output)
        }
        if members.separator == UInt8(ascii: "{") {
            output.append(members.separator)
        } else if leavesMessageOpen {
            output.truncate(to: output.count - 1)
        }
    }

    /// The member to write next, and what goes before it.
    private struct MemberCursor {
        var index: Int
        let end: Int
        var separator = UInt8(ascii: "{")
    }

    /// Writes members while their values can be copied as they are; returns how many bytes. `members` is left at the first
    /// that can't.
    ///
    /// `base` has room for the line and the entry's overhead: each value is a part of the line of its own, keys and quotes
    /// are in the overhead, and so is what a copy in pieces of 32 touches behind the last byte.
    @inline(__always) @unsafe
    private func writePlain(
        _ line: Span<UInt8>, _ members: inout MemberCursor, _ state: borrowing MatchState,
        to base: UnsafeMutableRawPointer
    ) -> Int {
        let outputs = outputs.span
        let quote = UInt8(ascii: "\"")
        return unsafe pool.span.withUnsafeBytes { pool in
            unsafe line.withUnsafeBytes { bytes in
                guard let keys = pool.baseAddress, let source = bytes.baseAddress else { return 0 }
                var cursor = unsafe base
                var index = members.index
                var separator = members.separator
                while index < members.end {
                    let output = outputs[index]
                    let capture = state.captures[Int(output.capture)]
                    if capture.form != .plain, capture.form != .absent || output.kind == .message { break }
                    if output.kind == .time, capture.form == .plain, state.times.textCount == 0 { break }
                    index &+= 1
                    if capture.form == .absent { continue }
                    let start = Int(capture.start)
                    var count = Int(capture.end) &- start
                    unsafe cursor.storeBytes(of: separator, as: UInt8.self)
                    separator = UInt8(ascii: ",")
                    unsafe copyWide(keys + Int(output.keyStart), Int(output.keyCount), to: cursor + 1)
                    unsafe cursor += Int(output.keyCount) &+ 1
                    switch output.kind {
                    case .string, .message:
                        unsafe copyPart(source + start, count, bytes.count &- start, to: cursor)
                        unsafe cursor.storeBytes(of: quote, toByteOffset: count, as: UInt8.self)
                        count &+= 1
                    case .number, .identifier:
                        unsafe copyPart(source + start, count, bytes.count &- start, to: cursor)
                    case .time:
                        count = state.times.textCount
                        unsafe copyWide(state.times.textPointer, count, to: cursor)
                        unsafe cursor.storeBytes(of: quote, toByteOffset: count, as: UInt8.self)
                        count &+= 1
                    case .level, .facility, .structuredData:
                        let slot = unsafe keys + (start &+ (output.kind == .level ? 0 : Level.count)) &* Self.slotBytes
                        unsafe cursor.copyMemory(from: slot, byteCount: Self.slotBytes)
                        count = Int(unsafe slot.load(fromByteOffset: Self.slotBytes - 1, as: UInt8.self))
                    }
                    unsafe cursor += count
                }
                members.index = index
                members.separator = separator
                return unsafe cursor - base
            }
        }
    }

    private func writeSpecial(
        _ line: Span<UInt8>, _ members: inout MemberCursor, _ state: borrowing MatchState, to output: inout ByteWriter
    ) {
        let member = outputs[members.index]
        members.index += 1
        let capture = state.captures[Int(member.capture)]
        if capture.form == .absent, member.kind != .message { return }
        let value = line.extracting(capture.range)
        output.append(members.separator)
        members.separator = UInt8(ascii: ",")
        if member.kind == .time {
            // A time of day without a date, or a date without a year and no file to tell it.
            output.append("\"time_text\":")
            output.appendJSONString(value)
            return
        }
        let key = Int(member.keyStart)..<Int(member.keyStart + member.keyCount)
        output.append(pool.span.extracting(key))
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

/// Copies `count` bytes in pieces of 32; both sides have room for whole pieces.
@inline(__always) @unsafe
private func copyWide(_ source: UnsafeRawPointer, _ count: Int, to target: UnsafeMutableRawPointer) {
    typealias Piece = SIMD32<UInt8>
    unsafe target.storeBytes(of: source.loadUnaligned(as: Piece.self), as: Piece.self)
    var offset = 32
    while offset < count {
        unsafe target.storeBytes(of: source.loadUnaligned(fromByteOffset: offset, as: Piece.self), toByteOffset: offset, as: Piece.self)
        offset &+= 32
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

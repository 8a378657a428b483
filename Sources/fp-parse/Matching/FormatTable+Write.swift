import FPCommon
import Glibc

extension FormatTable {
    /// Writes the record of a line that matched `entry`, and behind its last member `closing`: the brace, and what may
    /// stand before it.
    @inline(never)
    func write(
        _ line: Span<UInt8>, entry: Int, _ state: borrowing MatchState, closing: [UInt8],
        to output: inout ByteWriter
    ) {
        let entry = entries.span[entry]
        if entry.skipsText { output.noteUnlessUTF8(line) }
        let bytesMax = line.count &+ entry.overheadBytes &+ closing.count
        var index = entry.firstOutput
        var isFirst = true
        while true {
            unsafe output.appendUnsafe(atMost: bytesMax) { base in
                unsafe writePlain(line, &index, entry.endOutput, &isFirst, state, closing, to: base)
            }
            guard index < entry.endOutput else { return }
            writeSpecial(line, outputs[index], &isFirst, state, to: &output)
            index += 1
            if index == entry.endOutput, closing.isEmpty { return }
        }
    }

    /// Writes members while their values can be copied as they are, and `closing` behind the last; returns how many bytes.
    /// `index` is left at the first member that can't.
    ///
    /// `base` has room for the line, `closing` and the entry's overhead: each value is a part of the line of its own, keys
    /// and quotes are in the overhead, and so is what a copy in pieces of 32 touches behind the last byte. The compiler of
    /// patterns made `index..<end` a range of `outputs`, and the keys parts of the pool with 32 bytes behind them.
    @inline(__always) @unsafe
    private func writePlain(
        _ line: Span<UInt8>, _ index: inout Int, _ end: Int, _ isFirst: inout Bool, _ state: borrowing MatchState,
        _ closing: [UInt8], to base: UnsafeMutableRawPointer
    ) -> Int {
        let lineCount = line.count
        let quote = UInt8(ascii: "\"")
        var cursor = unsafe base
        var place = index
        unsafe withTables(line) { outputs, keys, source in
            while place < end {
                let output = unsafe outputs + place
                let capture = unsafe state.captures.pointer + output.pointee.capture
                let form = unsafe capture.pointee.form
                let kind = unsafe output.pointee.kind
                if form != .plain {
                    if form != .absent || kind == .message { break }
                    place &+= 1
                    continue
                }
                if kind == .time, state.times.textCount == 0 { break }
                let keyCount = unsafe output.pointee.keyCount
                unsafe copyWide(keys + output.pointee.keyStart, keyCount, to: cursor)
                unsafe cursor += keyCount
                let start = unsafe Int(capture.pointee.start)
                var count = unsafe Int(capture.pointee.end) &- start
                if kind.isText {
                    unsafe copyPart(source + start, count, lineCount &- start, to: cursor)
                    unsafe cursor.storeBytes(of: quote, toByteOffset: count, as: UInt8.self)
                    count &+= 1
                } else if kind.isNumeric {
                    unsafe copyPart(source + start, count, lineCount &- start, to: cursor)
                } else if kind == .time {
                    count = state.times.textCount
                    unsafe copyWide(state.times.textPointer, count, to: cursor)
                    unsafe cursor.storeBytes(of: quote, toByteOffset: count, as: UInt8.self)
                    count &+= 1
                } else {
                    let slot = unsafe keys + (start &+ (kind == .level ? 0 : Level.count)) &* Self.slotBytes
                    unsafe cursor.copyMemory(from: slot, byteCount: Self.slotBytes)
                    count = Int(unsafe slot.load(fromByteOffset: Self.slotBytes - 1, as: UInt8.self))
                }
                unsafe cursor += count
                place &+= 1
            }
        }
        index = place
        let isEmpty = unsafe cursor == base
        if isFirst, !isEmpty || place == end {
            // The first member's comma becomes the record's brace; a record without members has only that.
            unsafe base.storeBytes(of: UInt8(ascii: "{"), as: UInt8.self)
            if isEmpty { unsafe cursor += 1 }
            isFirst = false
        }
        if place == end, !closing.isEmpty {
            unsafe closing.span.withUnsafeBytes { unsafe copyShort($0.baseAddress!, $0.count, to: cursor) }
            unsafe cursor += closing.count
        }
        return unsafe cursor - base
    }

    /// The addresses of the outputs, the pool and the line.
    @inline(__always) @unsafe
    private func withTables(
        _ line: Span<UInt8>, _ body: (UnsafePointer<Output>, UnsafeRawPointer, UnsafeRawPointer) -> Void
    ) {
        unsafe outputs.span.withUnsafeBufferPointer { outputs in
            unsafe pool.span.withUnsafeBytes { pool in
                unsafe line.withUnsafeBytes { line in
                    guard let outputs = outputs.baseAddress, let keys = pool.baseAddress, let source = line.baseAddress
                    else { return }
                    unsafe body(outputs, keys, source)
                }
            }
        }
    }

    func writeSpecial(
        _ line: Span<UInt8>, _ member: Output, _ isFirst: inout Bool, _ state: borrowing MatchState,
        to output: inout ByteWriter
    ) {
        let capture = state.captures[member.capture]
        if capture.form == .absent, member.kind != .message { return }
        let value = line.extracting(capture.range)
        output.append(UInt8(ascii: isFirst ? "{" : ","))
        isFirst = false
        if member.kind == .time {
            // A time of day without a date, or a date without a year and no file to tell it.
            output.append("\"time_text\":")
            output.appendJSONString(value)
            return
        }
        output.append(pool.span.extracting(member.keyStart + 1..<member.keyStart + member.keyCount))
        if member.kind == .scaled {
            output.append(seconds: value, digits: capture.form == .thousandths ? 3 : 6)
            return
        }
        if member.kind == .structuredData {
            StructuredData.write(capture.range, of: line, to: &output)
            return
        }
        if member.kind == .pairs { return }
        if member.kind == .identifier { output.append(UInt8(ascii: "\"")) }
        if capture.form == .encoded {
            ServerEscapes.write(value, to: &output)
        } else if capture.form == .doubled {
            output.appendJSONStringContents(value.withoutDoubledQuotes.span)
        } else if capture.form == .escaped {
            output.appendJSONStringContents(value.withoutBackslashes.span)
        } else {
            output.appendJSONStringContents(value)
        }
        output.append(UInt8(ascii: "\""))
    }
}

extension ByteWriter {
    /// Counts bytes that aren't UTF-8 in text that is left out as those that are replaced are counted: the record then has
    /// them all in `raw_base64`.
    mutating func noteUnlessUTF8(_ skipped: Span<UInt8>) { if !skipped.isUTF8 { replacedCount += 1 } }

    /// An integer as a number with its point moved: 180 thousandths are 0.180.
    fileprivate mutating func append(seconds value: Span<UInt8>, digits: Int) {
        let whole = value.count - digits
        if whole > 0 { append(value.extracting(0..<whole)) } else { append(UInt8(ascii: "0")) }
        append(UInt8(ascii: "."))
        for _ in 0..<max(0, -whole) { append(UInt8(ascii: "0")) }
        append(value.extracting(max(0, whole)..<value.count))
    }
}

extension Span where Element == UInt8 {
    fileprivate var withoutBackslashes: [UInt8] {
        var bytes: [UInt8] = []
        var offset = 0
        while offset < count {
            let isEscape = self[offset] == UInt8(ascii: "\\") && offset + 1 < count
            let isKnown = isEscape && (self[offset + 1] == UInt8(ascii: "|") || self[offset + 1] == UInt8(ascii: "\\"))
            if isKnown { offset += 1 }
            bytes.append(self[offset])
            offset += 1
        }
        return bytes
    }

    fileprivate var withoutDoubledQuotes: [UInt8] {
        var bytes: [UInt8] = []
        var offset = 0
        while offset < count {
            bytes.append(self[offset])
            offset += self[offset] == UInt8(ascii: "\"") ? 2 : 1
        }
        return bytes
    }
}

/// Copies `count` bytes in pieces of 16; both sides have room for whole pieces.
@inline(__always) @unsafe
func copyWide(_ source: UnsafeRawPointer, _ count: Int, to target: UnsafeMutableRawPointer) {
    typealias Piece = SIMD16<UInt8>
    unsafe target.storeBytes(of: source.loadUnaligned(as: Piece.self), as: Piece.self)
    if count > 16 { unsafe copyShort(source + 16, count &- 16, to: target + 16) }
}

/// Copies `count` of the `available` bytes at `source`; the target has room for a whole piece of 32.
@inline(__always) @unsafe
private func copyPart(_ source: UnsafeRawPointer, _ count: Int, _ available: Int, to target: UnsafeMutableRawPointer) {
    typealias Piece = SIMD32<UInt8>
    if available >= 32, count <= 32 {
        unsafe target.storeBytes(of: source.loadUnaligned(as: Piece.self), as: Piece.self)
    } else {
        unsafe copyShort(source, count, to: target)
    }
}

/// Copies `count` bytes and touches no other. For the lengths of a log's fields cheaper than memcpy, whose own choice
/// among ways was guessed wrong twice a line.
@inline(never) @unsafe
func copyShort(_ source: UnsafeRawPointer, _ count: Int, to target: UnsafeMutableRawPointer) {
    func copy<Piece>(_ type: Piece.Type, _ offset: Int) {
        unsafe target.storeBytes(
            of: source.loadUnaligned(fromByteOffset: offset, as: type), toByteOffset: offset, as: type)
    }
    if count > 512 {
        unsafe memcpy(target, source, count)
    } else if count >= 32 {
        var offset = 0
        while offset &+ 32 <= count {
            copy(SIMD32<UInt8>.self, offset)
            offset &+= 32
        }
        copy(SIMD32<UInt8>.self, count &- 32)
    } else if count >= 16 {
        copy(SIMD16<UInt8>.self, 0)
        copy(SIMD16<UInt8>.self, count &- 16)
    } else if count >= 8 {
        copy(UInt64.self, 0)
        copy(UInt64.self, count &- 8)
    } else if count >= 4 {
        copy(UInt32.self, 0)
        copy(UInt32.self, count &- 4)
    } else if count >= 2 {
        copy(UInt16.self, 0)
        copy(UInt16.self, count &- 2)
    } else if count == 1 {
        copy(UInt8.self, 0)
    }
}

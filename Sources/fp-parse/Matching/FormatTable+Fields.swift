import FPCommon

/// The fields that are made of several parts.
extension FormatTable {
    /// `GET /path?query HTTP/1.1`, up to and with the literal behind it. The captures are method, path, query, protocol and,
    /// for what isn't a request line, the text itself.
    ///
    /// Source: RFC 9112, section 3, for the parts; servers log whatever line they got.
    @inline(never)
    func httpRequest(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let space = UInt8(ascii: " ")
        let methodEnd = line.firstStop(from: start, .space)
        guard methodEnd < line.count, line[methodEnd] == space, line.isCapitals(start, methodEnd) else {
            return oddRequest(index, line, start, &state)
        }
        let pathStart = methodEnd &+ 1
        let pathEnd = line.firstStop(from: pathStart, .spaceOr(UInt8(ascii: "?")))
        guard pathEnd < line.count, pathEnd > pathStart else { return oddRequest(index, line, start, &state) }
        let hasQuery = line[pathEnd] == UInt8(ascii: "?")
        let targetEnd = hasQuery ? line.firstStop(from: pathEnd &+ 1, .space) : pathEnd
        let end = targetEnd &+ 9
        guard end < line.count, line[targetEnd] == space, line.isHTTPVersion(at: targetEnd &+ 1),
            line[end] == UInt8(ascii: "\"")
        else { return oddRequest(index, line, start, &state) }
        state.set(op.capture, start, methodEnd, .plain)
        state.set(op.capture &+ 1, pathStart, pathEnd, .plain)
        state.set(op.capture &+ 2, pathEnd &+ 1, targetEnd, hasQuery ? .plain : .absent)
        state.set(op.capture &+ 3, targetEnd &+ 1, end, .plain)
        state.set(op.capture &+ 4, start, start, .absent)
        return literal(index, line, end)
    }

    /// A request with spaces, escapes, or bytes that aren't ASCII in it; without a protocol; or none at all.
    @inline(never)
    private func oddRequest(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        guard let (end, isEncoded) = line.closingQuote(from: start) else { return noMatch }
        let form: Capture.Form = isEncoded ? .encoded : .special
        for part in 0..<5 { state.captures[Int(op.capture) + part] = .absent }
        let isAbsent = end == start || end == start + 1 && line[start] == UInt8(ascii: "-")
        if let request = line.requestLine(in: start..<end) {
            state.set(op.capture, start, request.methodEnd, form)
            state.set(op.capture + 1, request.methodEnd + 1, request.pathEnd, form)
            if request.targetEnd > request.pathEnd {
                state.set(op.capture + 2, request.pathEnd + 1, request.targetEnd, form)
            }
            if request.targetEnd < end { state.set(op.capture + 3, request.targetEnd + 1, end, form) }
        } else if !isAbsent {
            state.set(op.capture + 4, start, end, form)
        }
        return literal(index, line, end)
    }

    /// `THREAD:CLASS@LINE` up to the literal behind it: log4j's `%t:%C{1}@%L`. A thread's name may have colons of its own.
    func caller(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let literalRange = Int(op.literalStart)..<Int(op.literalStart + op.literalCount)
        guard let end = line.offset(of: pool.span.extracting(literalRange), from: start),
            let at = (start..<end).last(where: { line[$0] == UInt8(ascii: "@") }), at + 1 < end,
            line.firstNonDigit(from: at + 1) == end,
            let colon = (start..<at).last(where: { line[$0] == UInt8(ascii: ":") })
        else { return noMatch }
        state.set(op.capture, start, colon, colon > start ? .special : .absent)
        state.set(op.capture + 1, colon + 1, at, .special)
        state.setNumber(op.capture + 2, line, at + 1, digitsEnd: end, end: end)
        return literal(index, line, end)
    }

    /// A number as JSON writes it.
    func number(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let isNegative = start + 1 < line.count && line[start] == UInt8(ascii: "-") && line[start + 1].isDigit
        if isNegative, line[start + 1] == UInt8(ascii: "0"), start + 2 < line.count, line[start + 2].isDigit {
            return noMatch
        }
        var end = line.firstNonDigit(from: isNegative ? start + 1 : start)
        guard end > start else {
            guard start < line.count, line[start] == UInt8(ascii: "-") else { return noMatch }
            state.set(op.capture, start, start + 1, .absent)
            return literal(index, line, orNoMatch: start + 1)
        }
        let digitsEnd = end
        if end + 1 < line.count, line[end] == UInt8(ascii: "."), line[end + 1].isDigit {
            end = line.firstNonDigit(from: end + 1)
        }
        if isNegative {
            state.set(op.capture, start, end, .plain)
        } else {
            state.setNumber(op.capture, line, start, digitsEnd: digitsEnd, end: end)
        }
        return literal(index, line, orNoMatch: end)
    }

    /// Seconds since something began, with a fraction. Ten digits and more are seconds since 1970.
    func uptime(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let point = line.firstNonDigit(from: start)
        guard (1..<10).contains(point - start), point + 1 < line.count, line[point] == UInt8(ascii: "."),
            line[point + 1].isDigit
        else { return noMatch }
        return number(index, line, start, &state)
    }

    /// A word that is written as a number when that loses nothing.
    func identifier(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let end = word(index, line, start, &state)
        let capture = Int(ops.span[index].capture)
        guard end > 0, state.captures[capture].form != .absent else { return end }
        let range = state.captures[capture].range
        // As `isJSONNumber`: readers take numbers for 64 bits, and would round longer ones.
        let isNumber =
            range.count <= 18 && line.firstNonDigit(from: range.lowerBound) >= range.upperBound
            && (range.count == 1 || line[range.lowerBound] != UInt8(ascii: "0"))
        state.captures[capture].form = isNumber ? .plain : .special
        return end
    }

    func levelLetter(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        guard start < line.count, let level = Level(letter: line[start]) else { return noMatch }
        state.captures[Int(op.capture)] = Capture(number: Int(level.rawValue))
        return literal(index, line, orNoMatch: start + 1)
    }
}

extension Span where Element == UInt8 {
    /// Whether the bytes are capital letters, as all registered methods have them, and some others a hyphen.
    fileprivate func isMethod(_ range: Range<Int>) -> Bool {
        var offset = range.lowerBound
        while offset < range.upperBound {
            if self[offset] &- 0x41 >= 26, self[offset] != UInt8(ascii: "-") { return false }
            offset &+= 1
        }
        // Envoy writes `- - HTTP/1.1` for what it couldn't read.
        return !range.isEmpty && self[range.lowerBound] != UInt8(ascii: "-")
    }

    /// `HTTP/1.1`, with any two digits, at `offset`; eight bytes must be there.
    @inline(__always)
    func isHTTPVersion(at offset: Int) -> Bool {
        word(at: offset) & 0x00FF_00FF_FFFF_FFFF == 0x002E_002F_5054_5448 && self[offset &+ 5].isDigit
            && self[offset &+ 7].isDigit
    }

    /// The parts of a request line: the method before the first space, the protocol behind the last one.
    fileprivate func requestLine(in range: Range<Int>) -> (methodEnd: Int, pathEnd: Int, targetEnd: Int)? {
        let space = UInt8(ascii: " ")
        guard let methodEnd = range.first(where: { self[$0] == space }), isMethod(range.lowerBound..<methodEnd),
            let lastSpace = range.last(where: { self[$0] == space })
        else { return nil }
        let hasProtocol =
            lastSpace > methodEnd && matches("HTTP/", at: lastSpace + 1) && lastSpace + 6 <= range.upperBound
        let targetEnd = hasProtocol ? lastSpace : range.upperBound
        guard targetEnd > methodEnd + 1 else { return nil }
        // HTTP/0.9 has no protocol; then only what looks like a target is one.
        if !hasProtocol, self[methodEnd + 1] != UInt8(ascii: "/") { return nil }
        let target = (methodEnd + 1)..<targetEnd
        return (methodEnd, target.first(where: { self[$0] == UInt8(ascii: "?") }) ?? targetEnd, targetEnd)
    }

    /// Whether a word may be a host's name: no tag, no sign, nothing in brackets, and no level in capitals.
    @inline(__always)
    func mayBeHost(_ start: Int, _ end: Int) -> Bool {
        if self[end &- 1] == UInt8(ascii: ":") { return false }
        return self[start] &- 0x61 < 26 || self[start].isDigit || isOddHost(start, end)
    }

    @inline(never)
    private func isOddHost(_ start: Int, _ end: Int) -> Bool {
        (self[start].isWordByte || self[start] == UInt8(ascii: ":"))
            && !(isCapitals(start, end) && Level(extracting(start..<end)) != nil)
    }
}

import FPCommon

/// Values that punctuation announces: addresses, URLs, paths, quoted strings, `key=value`.
extension Mask {
    // MARK: behind a name

    /// A name from `start` to `nameEnd` is followed by a colon. Where the URL, the Windows path, the MAC or the IPv6
    /// address that it begins ends, or nil.
    func endOfAddress(_ message: Span<UInt8>, at start: Int, _ nameEnd: Int, isHex: Bool) -> Int? {
        guard nameEnd + 2 < message.count else { return nil }
        if message[nameEnd + 1] == UInt8(ascii: "/"), message[nameEnd + 2] == UInt8(ascii: "/") {
            return endOfReference(message, at: nameEnd + 3, isURL: true)
        }
        if message[nameEnd + 1] == UInt8(ascii: "\\"), nameEnd - start == 1 {
            return endOfReference(message, at: nameEnd + 1)
        }
        return isHex && nameEnd - start <= 4 ? endOfColonHex(message, at: start) : nil
    }

    /// Groups of up to four hexadecimal digits with at least two colons among them, and either a digit, or six groups
    /// (a MAC address): `fe80::a:b`, `aa:bb:cc:dd:ee:ff`.
    private func endOfColonHex(_ message: Span<UInt8>, at start: Int) -> Int? {
        var offset = start
        var colonCount = 0
        var groupBytes = 0
        var hasDigit = false
        while offset < message.count {
            let byteClass = classes[message[offset]]
            if message[offset] == UInt8(ascii: ":") {
                colonCount += 1
                groupBytes = 0
            } else if byteClass.meets([.hexLetter, .digit]) {
                groupBytes += 1
                hasDigit = hasDigit || byteClass.meets(.digit)
                if groupBytes > 4 { return nil }
            } else {
                break
            }
            offset += 1
        }
        if offset < message.count, classes[message[offset]].meets(.word) { return nil }
        while message[offset - 1] == UInt8(ascii: ":") {
            offset -= 1
            colonCount -= 1
        }
        return colonCount >= 2 && (hasDigit || colonCount == 5) ? offset : nil
    }

    /// Up to white space or a delimiter, which `&` isn't in a URL, without a full stop or colon at its end.
    private func endOfReference(_ message: Span<UInt8>, at start: Int, isURL: Bool = false) -> Int {
        var offset = start
        while offset < message.count {
            if classes[message[offset]].meets([.space, .delimiter]) {
                guard isURL, message[offset] == UInt8(ascii: "&") else { break }
            }
            offset += 1
        }
        while offset > start, message[offset - 1] == UInt8(ascii: ".") || message[offset - 1] == UInt8(ascii: ":") {
            offset -= 1
        }
        return offset
    }

    private func hasScheme(_ value: Span<UInt8>) -> Bool {
        guard let colon = value.offset(of: UInt8(ascii: ":")) else { return false }
        return value.matches("://", at: colon)
    }

    /// The end of the domain of an e-mail address: names with at least one dot among them.
    func endOfDomain(_ message: Span<UInt8>, at start: Int) -> Int? {
        var offset = start
        var hasDot = false
        while offset < message.count {
            if classes[message[offset]].meets(.word) {
                offset += 1
                continue
            }
            guard message[offset] == UInt8(ascii: ".") || message[offset] == UInt8(ascii: "-"), offset > start,
                offset + 1 < message.count, classes[message[offset + 1]].meets(.word)
            else { break }
            hasDot = hasDot || message[offset] == UInt8(ascii: ".")
            offset += 1
        }
        return hasDot ? offset : nil
    }

    // MARK: at punctuation

    /// One of `/ \ = " '` stands at `offset`. Returns where to go on.
    mutating func maskPunctuation(_ message: Span<UInt8>, at offset: Int, _ messageStart: Int) -> Int {
        switch message[offset] {
        case UInt8(ascii: "="): return maskKeyedValue(message, at: offset)
        case UInt8(ascii: "/"): return maskPath(message, at: offset)
        case UInt8(ascii: "\\"): return maskNetworkPath(message, at: offset)
        default: return maskQuoted(message, at: offset, messageStart)
        }
    }

    /// `/var/log/syslog`, where no word stands before the slash.
    private mutating func maskPath(_ message: Span<UInt8>, at start: Int) -> Int {
        if start > 0 {
            let before = message[start - 1]
            let isInside = classes[before].meets(.word) || before == UInt8(ascii: "/") || before == UInt8(ascii: ".")
            if isInside || before == UInt8(ascii: ")") || before == UInt8(ascii: "]") { return start + 1 }
        }
        var offset = start
        var hasWord = false
        while offset < message.count {
            let byteClass = classes[message[offset]]
            guard byteClass.meets([.word, .path]) else { break }
            hasWord = hasWord || byteClass.meets(.word)
            offset += 1
        }
        guard hasWord else { return start + 1 }
        while message[offset - 1] == UInt8(ascii: ".") { offset -= 1 }
        maskValue(message, from: start, to: offset)
        return offset
    }

    /// `\\server\share`
    private mutating func maskNetworkPath(_ message: Span<UInt8>, at start: Int) -> Int {
        guard start + 2 < message.count, message[start + 1] == UInt8(ascii: "\\"),
            classes[message[start + 2]].meets(.word),
            start == 0 || classes[message[start - 1]].meets([.space, .delimiter])
        else { return start + 1 }
        let end = endOfReference(message, at: start + 2)
        maskValue(message, from: start, to: end)
        return end
    }

    /// The value of `key=value`, also an empty one: `key= `. Not of `==`, `=>`, `=~`.
    private mutating func maskKeyedValue(_ message: Span<UInt8>, at equals: Int) -> Int {
        let start = equals + 1
        guard equals > 0 else { return start }
        let before = message[equals - 1]
        guard classes[before].meets(.word) || before == UInt8(ascii: "]") || before == UInt8(ascii: "\"") else {
            return start
        }
        guard start < message.count else {
            maskValue(message, from: start, to: start)
            return start
        }
        switch message[start] {
        case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "~"): return start + 1
        // Quoted or composed: what is inside is looked at by itself.
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"),
            UInt8(ascii: "<"):
            return start
        default: break
        }
        var end = endOfReference(message, at: start)
        if end < message.count, message[end] == UInt8(ascii: "&"), hasScheme(message.extracting(start..<end)) {
            end = endOfReference(message, at: start, isURL: true)
        }
        maskValue(message, from: start, to: end)
        return end
    }

    /// A quoted string, when its closing quote is near and no word touches the quotes from outside. Not one that is all
    /// of the message, and not a key before a colon.
    private mutating func maskQuoted(_ message: Span<UInt8>, at open: Int, _ messageStart: Int) -> Int {
        let quote = message[open]
        let start = open + 1
        if open > 0, classes[message[open - 1]].meets(.word) || message[open - 1] == quote { return start }
        let limit = min(message.count, start + Limits.quotedValueBytesMax)
        var close = start
        while close < limit, message[close] != quote, message[close] != 0x0A { close += 1 }
        guard close < limit, message[close] == quote else { return start }
        let next = close + 1
        if next < message.count, classes[message[next]].meets(.word) || message[next] == UInt8(ascii: ":") {
            return start
        }
        if open == messageStart, next == message.count { return start }
        maskValue(message, from: start, to: close)
        return next
    }
}

import FPCommon

/// How lines are written whose columns a header names: W3C's extended log format, Zeek's, CSV.
struct ColumnRules: Equatable {
    /// What the header begins with, before the first name; empty for one that is the file's first line and nothing else.
    var header: String
    var separators: [UInt8] = [UInt8(ascii: " ")]
    /// The beginnings of headers that tell the day of times without one.
    var dates: [String] = []
    /// For columns of these names the field of a pattern that reads them. Two names are two columns, one after the other.
    var rules: [(names: [String], field: String)] = []

    static let separatorNames: [String: UInt8] = [
        "space": UInt8(ascii: " "), "tab": UInt8(ascii: "\t"), "comma": UInt8(ascii: ","),
        "semicolon": UInt8(ascii: ";"), "bar": UInt8(ascii: "|"),
    ]

    static func == (a: ColumnRules, b: ColumnRules) -> Bool {
        a.header == b.header && a.separators == b.separators
    }

    /// The names in a header line, or nil when it isn't one.
    func names(_ line: Span<UInt8>) -> [String]? {
        let prefix = Array(header.utf8)
        guard line.matches(prefix.span), line.count > prefix.count, prefix.isEmpty || line[prefix.count] <= 0x20 else {
            return nil
        }
        var names: [String] = []
        var isQuoted: [Bool] = []
        var start = prefix.isEmpty ? 0 : prefix.count + 1
        while start <= line.count {
            // Names behind a mark stand between spaces or tabs, whatever stands between the values.
            var end = prefix.isEmpty ? Self.cellEnd(line, start, separators[0]) : start
            while !prefix.isEmpty, end < line.count, line[end] > 0x20 { end += 1 }
            var name = line.extracting(start..<end).trimmed.text
            let hasQuotes = name.count >= 2 && name.hasPrefix("\"") && name.hasSuffix("\"")
            if hasQuotes { name = String(name.dropFirst().dropLast()) }
            if !name.isEmpty || header.isEmpty {
                guard names.count < Limits.fieldsMax / 2 else { return nil }
                names.append(name)
                isQuoted.append(hasQuotes)
            }
            start = end + 1
        }
        if header.isEmpty, !Self.areNames(names, isQuoted) { return nil }
        return names.isEmpty ? nil : names
    }

    /// Where the cell that begins at `start` ends: at the separator behind it, those in double quotes left out.
    private static func cellEnd(_ line: Span<UInt8>, _ start: Int, _ separator: UInt8) -> Int {
        let quote = UInt8(ascii: "\"")
        var isQuoted = false
        var end = start
        while end < line.count, isQuoted || line[end] != separator {
            if line[end] == quote, isQuoted || end == start { isQuoted.toggle() }
            end += 1
        }
        return end
    }

    /// How many cells a row has.
    func cellCount(_ line: Span<UInt8>) -> Int {
        var count = 1
        var end = Self.cellEnd(line, 0, separators[0])
        while end < line.count {
            count += 1
            end = Self.cellEnd(line, end + 1, separators[0])
        }
        return count
    }

    /// Whether a line without any mark can be a header: two names at least, all different, none of them a value.
    private static func areNames(_ names: [String], _ isQuoted: [Bool]) -> Bool {
        guard names.count >= 2, Set(names).count == names.count else { return false }
        return zip(names, isQuoted).allSatisfy { name, isQuoted in
            guard let first = name.utf8.first,
                first.isLetter || first == UInt8(ascii: "_") || first == UInt8(ascii: "@")
            else { return false }
            return name.utf8.count <= 64
                && name.utf8.allSatisfy {
                    $0.isLetter || $0.isDigit || " _-.@/()%#".utf8.contains($0)
                        || isQuoted && ",:;&+*?$".utf8.contains($0)
                }
        }
    }

    /// Whether one of the names is one that a log's column would have; a header without lines below is told by it.
    func knows(_ names: [String]) -> Bool {
        names.contains { name in rules.contains { $0.names == [Self.normal(name)] } }
    }

    /// A column's name as rules have it.
    private static func normal(_ name: String) -> String {
        String(name.lowercased().map { $0 == " " ? "_" : $0 })
    }

    /// The patterns of the lines below a header, one for each separator, and one each where a time that is two columns stands
    /// in quotes. A row of more or fewer columns is none.
    func patterns(_ names: [String]) -> [String] {
        let separators = separators.map { String(UnicodeScalar($0)) }
        let plain = separators.map { pattern(names, $0) }
        return plain + zip(separators, plain).compactMap { Self.quotedTime($1, separator: $0) }
    }

    /// The pattern with `"{time:%Y-%m-%d" "%H:%M:%S}"` for `{time:%Y-%m-%d%t%H:%M:%S}`; nil when it has no such time.
    private static func quotedTime(_ pattern: String, separator: String) -> String? {
        let plain = "{time:%Y-%m-%d%t%H:%M:%S%f}"
        let parts = pattern.split(separator: plain, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return parts.joined(separator: "\"{time:%Y-%m-%d\"\(separator)\"%H:%M:%S%f}\"")
    }

    private func pattern(_ names: [String], _ separator: String) -> String {
        var fields: [String] = []
        var used: Set<String> = ["tags", "parse_error"]
        var index = 0
        while index < names.count {
            let rule = rules.first { rule in
                names[index...].prefix(rule.names.count).map(Self.normal).elementsEqual(rule.names)
                    && !used.contains(Self.fieldName(rule.field))
            }
            if let rule {
                used.insert(Self.fieldName(rule.field))
                fields.append(rule.field)
                index += rule.names.count
                continue
            }
            let name = Self.plain(names[index])
            var own = name
            var number = 2
            while !used.insert(own).inserted {
                own = "\(name)_\(number)"
                number += 1
            }
            fields.append("{\(own):cell}")
            index += 1
        }
        return fields.joined(separator: separator)
    }

    private static func fieldName(_ field: String) -> String {
        String(field.dropFirst().prefix { $0 != ":" && $0 != "}" })
    }

    /// A column's name in lower snake_case: `cs(User-Agent)` is `cs_user_agent`.
    private static func plain(_ name: String) -> String {
        var result: [UInt8] = []
        var wasLower = false
        for byte in name.utf8 {
            if byte.isLetter || byte.isDigit || byte >= 0x80 {
                let isUpper = byte &- 0x41 < 26
                if isUpper, wasLower { result.append(UInt8(ascii: "_")) }
                wasLower = !isUpper && !byte.isDigit
                result.append(isUpper ? byte | 0x20 : byte)
            } else if !result.isEmpty, result.last != UInt8(ascii: "_") {
                result.append(UInt8(ascii: "_"))
                wasLower = false
            }
        }
        while result.last == UInt8(ascii: "_") { result.removeLast() }
        return result.isEmpty ? "column" : String(decoding: result, as: UTF8.self)
    }
}

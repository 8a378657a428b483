import FPCommon

/// The bytes that a line of a pattern can begin with.
struct FirstBytes {
    private var words: SIMD4<UInt64> = .zero

    static let all = FirstBytes(words: SIMD4(repeating: .max))

    private init(words: SIMD4<UInt64>) { self.words = words }

    init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    }

    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0 }

    private func union(_ other: FirstBytes) -> FirstBytes { FirstBytes(words: words | other.words) }

    /// Those of the first element that isn't optional, and of the optional ones before it. `known` keeps what was found
    /// for the same beginning of another pattern: many begin with the same time.
    init(of pattern: String, _ known: inout [String: FirstBytes]) throws(FormatError) {
        let isPlain = pattern.utf8.first != UInt8(ascii: "{") || pattern.utf8.dropFirst().first == UInt8(ascii: "{")
        if isPlain, let first = pattern.utf8.first {
            self.init(CollectionOfOne(first))
            return
        }
        let beginning = String(pattern[..<(pattern.utf8.firstIndex(of: UInt8(ascii: "}")) ?? pattern.endIndex)])
        if let found = known[beginning] {
            self = found
            return
        }
        let isOptional = beginning == "{:syslog_pri" || beginning == "{:strace_prefix"
        self = Self.of(try Pattern(isOptional ? pattern : beginning + "}").elements)
        if !isOptional { known[beginning] = self }
    }

    private static func of(_ elements: [Pattern.Element]) -> FirstBytes {
        var bytes = FirstBytes([])
        for element in elements {
            switch element {
            case .literal(let literal): return bytes.union(FirstBytes(literal.prefix(1)))
            case .field(_, .syslogPriority): bytes = bytes.union(FirstBytes("<".utf8))
            case .field(_, .time(let text)): return bytes.union(FirstBytes((try? TimeLayout(text).firstBytes) ?? []))
            case .field(_, .word), .field(_, .host), .field(_, .address), .field(_, .addressPort):
                return bytes.union(FirstBytes(0x21...0xFF))
            case .field(_, .integer), .field(_, .number), .field(_, .milliseconds), .field(_, .microseconds):
                return bytes.union(FirstBytes("-0123456789".utf8))
            case .field(_, .commaTime), .field(_, .uptime): return bytes.union(FirstBytes("0123456789".utf8))
            case .field(_, .tracePrefix): bytes = bytes.union(FirstBytes("0123456789 [(".utf8))
            case .field(_, .name), .field(_, .qualified):
                return bytes.union(FirstBytes(0x41...0x5A)).union(FirstBytes(0x5F...0x7A))
            case .field(_, .choice(let words)), .field(_, .levelNames(let words, _)):
                return bytes.union(FirstBytes(words.compactMap(\.utf8.first)))
            case .field(_, .spaces): return bytes.union(FirstBytes(" \t".utf8))
            case .field(_, .level), .field(_, .levelLetter):
                return bytes.union(FirstBytes(0x41...0x5A)).union(FirstBytes(0x61...0x7A))
            default: return .all
            }
        }
        return bytes
    }
}

extension FormatTable {
    /// What all lines of these entries have of the bytes that the fewest lines have; 0 for nothing.
    func requiredByte(_ entries: Range<Int>) -> UInt8 {
        BytePair.rareBytes.first { byte in entries.allSatisfy { hasLiteral(byte, entry: $0) } } ?? 0
    }

    /// Two bytes, one behind the other, that a literal of each of these entries has: of several those with the byte that the
    /// fewest lines have. Nil: there are none.
    func requiredPair(_ entries: Range<Int>) -> BytePair? {
        guard let first = self.entries[entries].first else { return nil }
        var pairs = pairs(first)
        for entry in self.entries[entries].dropFirst() { pairs.formIntersection(self.pairs(entry)) }
        return pairs.min { ($0.rank, $0.first, $0.second) < ($1.rank, $1.first, $1.second) }
    }

    private func pairs(_ entry: Entry) -> Set<BytePair> {
        var pairs: Set<BytePair> = []
        for op in ops[entry.firstOp..<entry.endOp] {
            let text = literal(op)
            for (first, second) in zip(text, text.dropFirst()) { pairs.insert(BytePair(first: first, second: second)) }
        }
        return pairs
    }

    private func literal(_ op: Op) -> [UInt8] {
        Array(pool[Int(op.literalStart)..<Int(op.literalStart + op.literalCount)])
    }

    private func hasLiteral(_ byte: UInt8, entry: Int) -> Bool {
        (entries[entry].firstOp..<entries[entry].endOp).contains { index in
            let op = ops[index]
            let isInTime =
                op.kind == .time && layouts[Int(op.layout)].ops.contains { $0.step == .literal && $0.byte == byte }
            let isComma = op.kind == .commaTime && byte == UInt8(ascii: ",")
            return isInTime || isComma || literal(op).contains(byte)
        }
    }
}

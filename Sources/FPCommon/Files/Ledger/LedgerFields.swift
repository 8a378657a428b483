/// Members of a ledger's line, found in one scan. Nothing is built but what is asked for: most of a line is its `summary`.
///
/// `Key` has the members that are read; what stands for the text of a name is a key of its own (see `name`).
package struct LedgerFields<Key: CaseIterable & Hashable & RawRepresentable<String>> {
    private var scanner = RecordScanner(paths: Key.allCases.map(\.rawValue), options: .acceptReserved)
    private let indexes = Dictionary(uniqueKeysWithValues: Key.allCases.enumerated().map { ($1, $0) })

    package init() {}

    /// - Returns: whether the line is a JSON object; all else is asked of the last one that was.
    package mutating func scan(_ line: Span<UInt8>) -> Bool { (try? scanner.scan(line)) != nil }

    package func range(_ key: Key) -> FieldRange? { indexes[key].flatMap { scanner[$0] } }

    package func integer(_ key: Key, _ line: Span<UInt8>) -> Int? {
        guard let range = range(key), range.kind == .number else { return nil }
        return Int(line.extracting(range.start..<range.end).text)
    }

    package func text(_ key: Key, _ line: Span<UInt8>) -> String? {
        guard let range = range(key), range.kind == .string else { return nil }
        let contents = line.extracting(range.start..<range.end)
        return range.hasEscapes ? contents.unescaped.span.text : contents.text
    }

    /// The file name at `key`, or what `base64` says it really is.
    package func name(_ key: Key, _ base64: Key, _ line: Span<UInt8>) -> PathBytes? {
        if range(base64) != nil { return text(base64, line).flatMap(Base64.decode).flatMap(PathBytes.init(checking:)) }
        return text(key, line).flatMap { PathBytes(checking: Array($0.utf8)) }
    }
}

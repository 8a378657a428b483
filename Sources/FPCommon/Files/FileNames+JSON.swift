/// A file's name as JSON has it: `KEY`, readable, and `KEY_base64` beside it, which decides, when the name isn't UTF-8.
extension JSONValue {
    /// The file name at `key`, or what `KEY_base64` says it really is. Nil for what can't be a name: one with a NUL.
    package func fileName(_ key: String = "name") -> PathBytes? {
        if let encoded = self[key + "_base64"] {
            return encoded.stringValue.flatMap(Base64.decode).flatMap(PathBytes.init(checking:))
        }
        return self[key]?.stringValue.flatMap { PathBytes(checking: Array($0.utf8)) }
    }

    /// The members that say `name` under `key`.
    package static func nameMembers(_ key: String, _ name: PathBytes) -> [Member] {
        let readable = Member(key, .string(name.text))
        return name.isUTF8 ? [readable] : [readable, Member(key + "_base64", .string(Base64.encode(name.bytes)))]
    }
}

extension PathBytes {
    /// Nil for bytes that no path can have.
    package init?(checking bytes: [UInt8]) {
        if bytes.contains(0) { return nil }
        self.init(bytes)
    }
}

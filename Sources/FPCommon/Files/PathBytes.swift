/// A file's name or path as the kernel knows it: any bytes but NUL, not necessarily UTF-8.
package struct PathBytes: Hashable, Comparable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        assert(!bytes.contains(0), "a path is a C string")
        self.bytes = bytes
    }

    package init(_ text: String) { self.init(Array(text.utf8)) }

    /// Readable: what isn't UTF-8 becomes U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether `text` says everything.
    package var isUTF8: Bool { Array(text.utf8) == bytes }

    /// Fit for a message on a terminal.
    package var shown: String { escaped(text) }

    /// What stands after the last slash.
    package var name: PathBytes {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return self }
        return PathBytes(Array(bytes[(slash + 1)...]))
    }

    /// What stands before the name, with the slash; `.` for a name alone.
    package var folder: PathBytes {
        let bytes = bytes.dropLast(name.bytes.count)
        return bytes.isEmpty ? PathBytes(".") : PathBytes(Array(bytes))
    }

    var withoutTrailingSlashes: PathBytes {
        var bytes = bytes
        while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        return PathBytes(bytes)
    }

    package func appending(_ name: PathBytes) -> PathBytes {
        if bytes.isEmpty { return name }
        return PathBytes(bytes + (bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + name.bytes)
    }

    package static func < (a: PathBytes, b: PathBytes) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

    package static func + (a: PathBytes, suffix: String) -> PathBytes { PathBytes(a.bytes + Array(suffix.utf8)) }

    package func hasSuffix(_ suffix: String) -> Bool { bytes.reversed().starts(with: suffix.utf8.reversed()) }

    package func withCString<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
        var terminated = bytes
        terminated.append(0)
        return unsafe terminated.withUnsafeBytes { buffer in
            // The array has at least its final NUL, so there is a base address.
            guard let base = buffer.baseAddress else { preconditionFailure("a terminated string isn't empty") }
            return unsafe body(base.assumingMemoryBound(to: CChar.self))
        }
    }
}

import FPCommon

/// The shape of a web request, for access logs, whose records have no message.
extension Mask {
    /// Makes `text` the method, the path, and the class of the status: `GET /users/<*>/avatar 2xx`. A segment of the path
    /// with a digit, a per cent sign or more than `segmentBytesMax` bytes is a value. What follows a `?` or `;` is no
    /// part of it. Limits as for messages.
    mutating func maskRequest(method: Span<UInt8>, path: Span<UInt8>, status: Span<UInt8>) {
        restart()
        append(method.extracting(first: min(method.count, Self.segmentBytesMax)))
        append(" ")
        var offset = 0
        var segmentCount = 0
        while offset < path.count, !isEndOfPath(path[offset]) {
            var end = offset + 1
            var seen: ByteClass = []
            var isValue = path[offset] == UInt8(ascii: "%")
            while end < path.count, path[end] != UInt8(ascii: "/"), !isEndOfPath(path[end]) {
                seen.formUnion(classes[path[end]])
                isValue = isValue || path[end] == UInt8(ascii: "%") || path[end] == UInt8(ascii: "\\")
                end += 1
            }
            if path[offset] == UInt8(ascii: "/") { append("/") }
            let start = path[offset] == UInt8(ascii: "/") ? offset + 1 : offset
            isValue = isValue || seen.meets([.digit, .space]) || end - start > Self.segmentBytesMax
            if isValue { append(Self.value) } else { append(path.extracting(start..<end)) }
            offset = end
            segmentCount += 1
            if segmentCount == Self.segmentsMax, offset < path.count, !isEndOfPath(path[offset]) {
                append("/")
                append(Self.cut)
                break
            }
        }
        append(" ")
        append(status.extracting(first: min(status.count, 1)))
        append("xx")
    }

    private func isEndOfPath(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "?") || byte == UInt8(ascii: ";") }

    /// Sixteen segments of forty bytes are less than the limits of a shape, with which they are compared in a test.
    static let segmentsMax = 10
    static let segmentBytesMax = 40
}

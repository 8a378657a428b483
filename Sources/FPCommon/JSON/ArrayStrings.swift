/// Whether a string is an element of a JSON array, itself and not deeper.
///
/// `array` is a valid array with its brackets, `string` what is looked for, without escapes.
/// - Complexity: O(*n*) in the bytes of the array; only a string with escapes is copied.
package func arrayContains(_ array: Span<UInt8>, string: Span<UInt8>) -> Bool {
    precondition(array.count >= 2, "a scanned array has both its brackets")
    var depth = 0
    var offset = 0
    while offset < array.count {
        switch array[offset] {
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            depth -= 1
        case UInt8(ascii: "\""):
            let start = offset + 1
            var hasEscapes = false
            offset = start
            while array[offset] != UInt8(ascii: "\"") {
                if array[offset] == UInt8(ascii: "\\") {
                    hasEscapes = true
                    offset += 1
                }
                offset += 1
            }
            if depth == 1 {
                let contents = array.extracting(start..<offset)
                guard hasEscapes else {
                    if contents.count == string.count, contents.matches(string) { return true }
                    break
                }
                var text = ByteWriter(capacity: contents.count + 1)
                text.appendUnescaped(contents)
                if text.count == string.count, text.span.matches(string) { return true }
            }
        default:
            break
        }
        offset += 1
    }
    return false
}

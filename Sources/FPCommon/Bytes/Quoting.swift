/// `text` cut to `Limits.quotedBytesMax`, in double quotes, with control characters escaped as `\xHH`, so that what a
/// log contains can't drive the terminal that shows a message.
package func quoted(_ bytes: Span<UInt8>) -> String {
    let shown = bytes.extracting(first: min(bytes.count, Limits.quotedBytesMax))
    return "\"" + escaped(shown.text) + (shown.count < bytes.count ? "…\"" : "\"")
}

/// `text` with C0, DEL and C1 control characters as `\xHH`.
package func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
            let digits = String(scalar.value, radix: 16)
            result += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// `text` cut to `Limits.quotedBytesMax`, in double quotes, with control characters escaped as `\xHH`, so that what a
/// log contains can't drive the terminal that shows a message.
package func quoted(_ bytes: Span<UInt8>) -> String {
    let shown = bytes.extracting(first: min(bytes.count, Limits.quotedBytesMax))
    return "\"" + escaped(shown.text) + (shown.count < bytes.count ? "…\"" : "\"")
}

/// `text` with C0, DEL and C1 control characters as `\xHH`, and with those that turn the direction of writing, or break
/// lines, as `\u{HHHH}`: with them a name is shown as another one.
package func escaped(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
            let digits = String(scalar.value, radix: 16)
            result += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
        } else if scalar.properties.isBidiControl || (0x2028...0x2029).contains(scalar.value) {
            result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

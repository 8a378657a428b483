import FPCommon

extension ByteWriter {
    mutating func appendJSONString(_ bytes: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        appendJSONStringContents(bytes)
        append(UInt8(ascii: "\""))
    }
    mutating func appendJSONStringContents(_ bytes: Span<UInt8>) { append(jsonEscaped(bytes.text)) }
}

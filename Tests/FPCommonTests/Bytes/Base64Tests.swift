import Foundation
import Testing

@testable import FPCommon

struct Base64Tests {
    @Test(arguments: 0...70)
    func `bytes are written as Foundation writes them, and read back`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count) }
        #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
}

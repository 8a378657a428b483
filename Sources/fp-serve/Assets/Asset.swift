import CAssets
import FPCommon

/// A file of the dashboard, as it was when the program was built.
struct Asset: Equatable {
    let name: String
    let type: String
    let bytes: [UInt8]
    /// A strong entity tag, with its quotes: a hash of the bytes. It guards against nobody, so 64 bits of FNV-1a do.
    let tag: String

    init(name: String, type: String, bytes: [UInt8]) {
        self.name = name
        self.type = type
        self.bytes = bytes
        tag = "\"\(String(Self.hash(bytes), radix: 16))\""
    }

    /// The page itself; what it loads lies under `/assets/`.
    static let page = "index.html"

    /// What stands in its place for a browser that has no token. It loads nothing.
    static let tokenPage = "token.html"

    /// All of them, by name.
    static let all: [String: Asset] = {
        var all: [String: Asset] = [:]
        var index = 0
        // Safe: the table and what it points at are constants of the program, and each count is that of its array.
        while let asset = unsafe fp_asset_at(index)?.pointee {
            let bytes = unsafe Array(UnsafeBufferPointer(start: asset.bytes, count: asset.byte_count))
            let name = unsafe String(cString: asset.name)
            all[name] = unsafe Asset(name: name, type: String(cString: asset.type), bytes: bytes)
            index += 1
        }
        return all
    }()

    /// Source: "The FNV Non-Cryptographic Hash Algorithm", draft-eastlake-fnv, FNV-1a of 64 bits. The products wrap.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}

import Foundation
import Testing

@testable import FPCommon

struct TokenTests {
    @discardableResult
    private func withFile<Value>(_ content: String, mode: Int = 0o600, _ body: (PathBytes) throws -> Value) throws
        -> Value
    {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("fp-token-\(UUID().uuidString)")
        try Data(content.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(PathBytes(file.path))
    }

    private let digits = String(repeating: "0123456789abcdef", count: 4)

    @Test func `a token is read and matches only itself`() throws {
        let token = try #require(try withFile(digits + "\n") { try Token.load($0) })
        #expect(token.secret == digits)
        #expect(token.matches(digits))
        #expect(!token.matches(""))
        #expect(!token.matches(String(digits.dropLast())))
        #expect(!token.matches(digits.dropLast() + "0"))
        #expect(!token.matches(digits + "\n"))
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601])
    func `a file that others can read or change is no secret`(mode: Int) throws {
        try withFile(digits, mode: mode) { path in
            #expect(throws: TokenError.notPrivate(path)) { try Token.load(path) }
        }
    }

    @Test func `what isn't 64 digits is no token`() throws {
        for content in ["", "x", String(digits.dropLast()), digits + "0", digits.uppercased(), digits + "\n0"] {
            try withFile(content) { path in
                #expect(throws: TokenError.notAToken(path)) { try Token.load(path) }
            }
        }
    }

    @Test func `without a file there is no token`() throws {
        #expect(try Token.load(PathBytes("/nonexistent/token")) == nil)
    }

    @Test func `a token is made once, in a folder and a file that only the user can enter`() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("fp-token-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let path = PathBytes(root.path).appending(PathBytes("fp/secret"))
        let first = try Token.loadOrCreate(path)
        #expect(first.isNew)
        let second = try Token.loadOrCreate(path)
        #expect(!second.isNew)
        #expect(second.token.matches(first.token.secret))
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(path.text) == 0o600)
        #expect(try mode(path.folder.text) == 0o700)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path.folder.text) == ["secret"])
    }
}

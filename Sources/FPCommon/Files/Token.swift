import Glibc

/// The user's secret that tells a stream of their own fp-watch from what somebody wrote into a log.
///
/// A file of mode 0600 that fp-watch makes: `FP_TOKEN_FILE`, by default `$XDG_STATE_HOME/fp/token` with
/// `$HOME/.local/state` for a missing XDG_STATE_HOME. 256 random bits as 64 lower-case hexadecimal digits and a newline.
/// It is never logged; `Equatable` is left out so that only `matches` compares it.
package struct Token: Sendable {
    private let digits: [UInt8]

    /// How many hexadecimal digits there are.
    private static let digitCount = 64

    /// For the `stream` line, and for nothing else.
    package var secret: String { String(decoding: digits, as: UTF8.self) }

    /// Whether `text` is this token. Takes as long for a near miss as for any other.
    package func matches(_ text: String) -> Bool {
        let given = Array(text.utf8)
        guard given.count == digits.count else { return false }
        var difference: UInt8 = 0
        for index in digits.indices { difference |= given[index] ^ digits[index] }
        return difference == 0
    }

    /// Reads the user's token.
    /// - Returns: nil when there is none yet, and so no stream can be the user's own.
    package static func load() throws(TokenError) -> Token? {
        try load(try location())
    }

    /// Reads the user's token, and makes one first if there is none.
    package static func loadOrCreate() throws(TokenError) -> Token {
        let path = try location()
        if let token = try load(path) { return token }
        try create(path)
        guard let token = try load(path) else { throw .file(FileError("open", path, errno: ENOENT)) }
        return token
    }

    /// Where the token's file is.
    package static func location() throws(TokenError) -> PathBytes {
        if let path = environment("FP_TOKEN_FILE") { return PathBytes(path) }
        if let state = environment("XDG_STATE_HOME") { return PathBytes(state).appending(PathBytes("fp/token")) }
        if let home = environment("HOME") { return PathBytes(home).appending(PathBytes(".local/state/fp/token")) }
        throw .noLocation
    }

    static func load(_ path: PathBytes) throws(TokenError) -> Token? {
        let file: OpenFile
        let status: FileStatus
        var content = ByteWriter()
        do throws(FileError) {
            file = try OpenFile.reading(path)
            status = try file.status()
            try file.read(into: &content, atMost: digitCount + 2, from: 0)
        } catch {
            if error.errno == ENOENT { return nil }
            throw .file(error)
        }
        guard status.isRegular, status.owner == geteuid(), status.permissions & 0o077 == 0 else {
            throw .notPrivate(path)
        }
        let digits = content.span.trimmed.array
        guard digits.count == digitCount, digits.allSatisfy({ $0.hexValue?.hexDigit == $0 }) else {
            throw .notAToken(path)
        }
        return Token(digits: digits)
    }

    /// Makes the file with all its bytes at once: of several programs that start together one wins, and all read its token.
    private static func create(_ path: PathBytes) throws(TokenError) {
        var line = ByteWriter()
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<digitCount { line.append(UInt8(truncatingIfNeeded: generator.next()).hexDigit) }
        line.append(UInt8(ascii: "\n"))
        do throws(FileError) {
            let directory = try Directory.make(path.folder, permissions: 0o700)
            try directory.createWhole(path.name, with: line.span, permissions: 0o600)
        } catch {
            throw .file(error)
        }
    }
}

/// Why the user's token can't be had.
package enum TokenError: Error, Equatable {
    case noLocation
    case notPrivate(PathBytes)
    case notAToken(PathBytes)
    case file(FileError)

    package var message: String {
        switch self {
        case .noLocation:
            "no place for the token: HOME is not set; set FP_TOKEN_FILE to a file that only you can read"
        case .notPrivate(let path):
            "\(path.shown): must be a file of yours that nobody else can read; run chmod 600 on it, or remove it"
        case .notAToken(let path):
            "\(path.shown): not a token of 64 hexadecimal digits; remove it, and fp-watch makes a new one"
        case .file(let error):
            error.message
        }
    }
}

import Glibc

/// A secret of the user's, in a file that only they can read: one tells a stream of their own fp-watch from what somebody
/// wrote into a log, another opens fp-serve to those who have it.
///
/// The file has mode 0600, in `$XDG_STATE_HOME/fp` unless it is named, with `$HOME/.local/state` for a missing
/// XDG_STATE_HOME. 256 random bits as 64 lower-case hexadecimal digits and a newline. It is never logged; `Equatable` is
/// left out so that only `matches` compares it.
package struct Token: Sendable {
    private let digits: [UInt8]

    /// How many hexadecimal digits there are.
    private static let digitCount = 64

    /// For who shall have it: the `stream` line, or the user's browser.
    package var secret: String { String(decoding: digits, as: UTF8.self) }

    /// Whether `text` is this token. Takes as long for a near miss as for any other.
    package func matches(_ text: String) -> Bool {
        let given = Array(text.utf8)
        guard given.count == digits.count else { return false }
        var difference: UInt8 = 0
        for index in digits.indices { difference |= given[index] ^ digits[index] }
        return difference == 0
    }

    /// Reads the token of the user's streams.
    /// - Returns: nil when there is none yet, and so no stream can be the user's own.
    package static func load() throws(TokenError) -> Token? {
        try load(try location())
    }

    /// Reads the token of the user's streams, and makes one first if there is none.
    package static func loadOrCreate() throws(TokenError) -> Token {
        try loadOrCreate(try location()).token
    }

    /// Where the token of the user's streams is.
    package static func location() throws(TokenError) -> PathBytes {
        if let path = environment("FP_TOKEN_FILE") { return PathBytes(path) }
        return try location(PathBytes("token"), elsewhere: "set FP_TOKEN_FILE to")
    }

    /// Where a token called `name` is when nobody says where.
    /// - Parameter elsewhere: how one says where, as it reads before "a file that only you can read".
    package static func location(_ name: PathBytes, elsewhere: String) throws(TokenError) -> PathBytes {
        let folder = PathBytes("fp").appending(name)
        if let state = environment("XDG_STATE_HOME") { return PathBytes(state).appending(folder) }
        if let home = environment("HOME") {
            return PathBytes(home).appending(PathBytes(".local/state")).appending(folder)
        }
        throw .noLocation(elsewhere: elsewhere)
    }

    /// Reads the token at `path`, and makes one first if there is none.
    package static func loadOrCreate(_ path: PathBytes) throws(TokenError) -> (token: Token, isNew: Bool) {
        if let token = try load(path) { return (token, false) }
        let isNew = try create(path)
        guard let token = try load(path) else { throw .file(FileError("open", path, errno: ENOENT)) }
        return (token, isNew)
    }

    /// Reads the token at `path`.
    /// - Returns: nil when there is none yet.
    package static func load(_ path: PathBytes) throws(TokenError) -> Token? {
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
    /// - Returns: whether it was this one.
    private static func create(_ path: PathBytes) throws(TokenError) -> Bool {
        var line = ByteWriter()
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<digitCount { line.append(UInt8(truncatingIfNeeded: generator.next()).hexDigit) }
        line.append(UInt8(ascii: "\n"))
        do throws(FileError) {
            let directory = try Directory.make(path.folder, permissions: 0o700)
            return try directory.createWhole(path.name, with: line.span, permissions: 0o600, durably: true)
        } catch {
            throw .file(error)
        }
    }
}

/// Why a token can't be had.
package enum TokenError: Error, Equatable {
    case noLocation(elsewhere: String)
    case notPrivate(PathBytes)
    case notAToken(PathBytes)
    case file(FileError)

    package var message: String {
        switch self {
        case .noLocation(let elsewhere):
            "no place for the token: HOME is not set; \(elsewhere) a file that only you can read"
        case .notPrivate(let path):
            "\(path.shown): must be a file of yours that nobody else can read; run chmod 600 on it, or remove it"
        case .notAToken(let path):
            "\(path.shown): not a token of 64 hexadecimal digits; remove it, and a new one is made"
        case .file(let error):
            error.message
        }
    }
}

import FPCommon

/// What fp-serve opens before it listens, and what `--check` tries of it.
extension FPServe {
    /// The token that who asks must have; nil where none is asked for.
    func loadToken() throws -> (token: Token?, isNew: Bool) {
        do throws(TokenError) {
            guard let path = try tokenPath() else { return (nil, false) }
            let (token, isNew) = try Token.loadOrCreate(path)
            return (token, isNew)
        } catch {
            throw Self.failure(error)
        }
    }

    func openIndex(isEmptied: Bool = false) throws -> FolderIndex {
        do throws(IndexFault) {
            let index = try FolderIndex(path: data)
            if isEmptied { try index.empty() }
            return index
        } catch {
            throw Failure(error.isUnavailable ? .inputOutput : .badConfiguration, error.message)
        }
    }

    /// Says once how to get in: to whoever sees standard error, and to nobody else.
    func announceToken(_ secret: String, _ port: Int) {
        // An address that means all of the machine's can't be opened; loopback is one of them.
        let opened = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
        Diagnostics.report(
            Self.program,
            "a token was made; this link is shown once: http://\(Authority.inURL(opened)):\(port)/?token=\(secret)")
    }

    static func removeLeftovers(_ watchDir: PathBytes) {
        do throws(FileError) {
            try UploadSpool.removeLeftovers(watchDir: watchDir)
        } catch {
            // The folder may appear later.
            if error.errno != FileError.missing { Diagnostics.report(program, error.message) }
        }
    }

    /// Reports all that would keep fp-serve from starting. Makes nothing, but an index that is missing.
    func checkAll() throws {
        var failures: [Failure] = []
        func attempt(_ step: () throws -> Void) {
            do { try step() } catch let failure as Failure { failures.append(failure) } catch {
                failures.append(Self.failure(error, host: host, port: port))
            }
        }
        attempt(checkToken)
        attempt { _ = try openIndex() }
        attempt { try SiteServer.checkListening(host: host, port: port) }
        for failure in failures.dropFirst() { Diagnostics.report(Self.program, failure.message) }
        if let first = failures.first { throw first }
    }

    /// Where the token is, when one is asked for.
    private func tokenPath() throws(TokenError) -> PathBytes? {
        if let tokenFile { return PathBytes(tokenFile) }
        guard !Authority.isLoopback(host) else { return nil }
        return try Token.location(PathBytes("serve-token"), elsewhere: "name with --token-file")
    }

    private func checkToken() throws {
        do throws(TokenError) {
            if let path = try tokenPath() { _ = try Token.load(path) }
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: TokenError) -> Failure {
        if case .file = error { return Failure(.inputOutput, error.message) }
        return Failure(.badConfiguration, error.message)
    }
}

extension IndexFault {
    fileprivate var isUnavailable: Bool { if case .unavailable = self { true } else { false } }
}

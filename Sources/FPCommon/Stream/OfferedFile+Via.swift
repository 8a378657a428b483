/// `options.via`: the command lines that a file is read through, as a pipe, the file's bytes first.
///
/// Example: `"options":{"via":[["gzip","-dc"],["mlr","--icsv","--ojsonl","cat"]]}`.
extension OfferedFile {
    private static let viaKey = "via"

    /// The command lines in the order in which they run; most files have none.
    package func via() throws(ViaError) -> [[String]] {
        guard let value = options?[Self.viaKey] else { return [] }
        guard let lines = value.arrayValue else { throw .malformed }
        guard lines.count <= Limits.viaCommandsMax else { throw .tooMany }
        var commands: [[String]] = []
        for line in lines {
            let words = line.arrayValue?.compactMap(\.stringValue) ?? []
            guard words.count == line.arrayValue?.count, Self.isCommand(words) else { throw .malformed }
            commands.append(words)
        }
        return commands
    }

    /// Reads the file also through `command`, behind those that are there.
    package mutating func appendVia(_ command: [String]) throws(ViaError) {
        precondition(Self.isCommand(command), "the command line has been checked")
        let lines = (try via() + [command]).map { JSONValue.array($0.map(JSONValue.string)) }
        guard lines.count <= Limits.viaCommandsMax else { throw .tooMany }
        var members = options?.members ?? []
        members.removeAll { $0.key == Self.viaKey }
        options = .object(members + [.init(Self.viaKey, .array(lines))])
    }

    /// Whether this can be a command line: at least a name, and no word that is empty or that no program could be given.
    package static func isCommand(_ words: [String]) -> Bool {
        !words.isEmpty && words.allSatisfy { !$0.isEmpty && !$0.utf8.contains(0) }
    }
}

/// Why a file can't be read through the commands that its offer names.
package enum ViaError: Error, Equatable {
    case malformed
    case tooMany
    case untrusted
    case notRegular

    package var message: String {
        switch self {
        case .malformed:
            "options.via is no list of command lines, such as [[\"gzip\",\"-dc\"]]"
        case .tooMany:
            "options.via has more than \(Limits.viaCommandsMax) command lines"
        case .untrusted:
            "options.via names a command, and commands run only for a stream with your own token, not for --events"
        case .notRegular:
            "options.via needs a regular file"
        }
    }
}

import FPCommon
import HTTPTypes

/// What a path names. One place knows all paths and what may be done with each.
enum Page: Equatable {
    case overview
    /// A file that the dashboard loads.
    case asset(String)
    case health
    case stats
    case files
    /// One file, by its number in the ledger.
    case file(Int)
    case errors
    /// A file's way through the stages.
    case trace(Int)
    case metrics
    case events
    case upload

    /// Nil for a path that names nothing.
    init?(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        switch (parts.first, parts.dropFirst().first, parts.count) {
        case ("", nil, 1): self = .overview
        case ("health", nil, 1): self = .health
        case ("stats", nil, 1): self = .stats
        case ("files", nil, 1): self = .files
        case ("errors", nil, 1): self = .errors
        case ("metrics", nil, 1): self = .metrics
        case ("events", nil, 1): self = .events
        case ("upload", nil, 1): self = .upload
        case ("assets", let name?, 2) where name != Asset.page && Asset.all[String(name)] != nil:
            self = .asset(String(name))
        case ("files", let id?, 2):
            guard let sequence = Self.sequence(id) else { return nil }
            self = .file(sequence)
        case ("trace", let id?, 2):
            guard let sequence = Self.sequence(id) else { return nil }
            self = .trace(sequence)
        default: return nil
        }
    }

    var methods: [HTTPRequest.Method] {
        switch self {
        case .upload: [.post]
        default: [.get, .head]
        }
    }

    /// As people are told of them.
    static let known = "/, /health, /stats, /files, /files/SEQ, /errors, /trace/SEQ, /metrics, /events, /upload"

    /// Digits alone: `Int` takes a sign.
    private static func sequence(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy(\.isDigit), let sequence = Int(text), sequence > 0 else { return nil }
        return sequence
    }
}

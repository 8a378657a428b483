import Foundation

/// Files that are shared between projects and not part of this one; tests that need them are skipped without.
enum SharedFolder {
    /// $FP_SHARED, or the folder `shared` beside the repository.
    private static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["FP_SHARED"] { return URL(fileURLWithPath: path) }
        var repository = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { repository.deleteLastPathComponent() }
        return repository.deletingLastPathComponent().appendingPathComponent("shared")
    }()

    /// The names in one of its folders, sorted; none when it isn't there.
    static func names(in folder: String) -> [String] {
        let path = root.appendingPathComponent(folder).path
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    static func bytes(of path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: root.appendingPathComponent(path)))
    }
}

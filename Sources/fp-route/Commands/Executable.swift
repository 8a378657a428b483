import FPCommon
import Glibc

/// - Throws: 69, when the shell wouldn't find this command.
func checkExecutable(_ name: String) throws(Failure) {
    guard isExecutable(name) else { throw Failure(.unavailable, "\(escaped(name)): no such command; see PATH") }
}

private func isExecutable(_ name: String) -> Bool {
    if name.contains("/") { return unsafe access(name, X_OK) == 0 }
    let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    return path.split(separator: ":", omittingEmptySubsequences: false).contains { folder in
        unsafe access(folder.isEmpty ? name : "\(folder)/\(name)", X_OK) == 0
    }
}

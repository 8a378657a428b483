import ArgumentParser

/// Refuses empty paths: most often the shell's variable was never set, and no message could say which file it is about.
func refuseEmpty(_ paths: (option: String, path: String?)...) throws {
    for (option, path) in paths where path?.isEmpty == true {
        throw ValidationError("\(option) is an empty path")
    }
}

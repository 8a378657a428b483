/// Which names fp-watch takes up: not hidden ones (rsync's and our own temporary names), and none that say that the file
/// isn't whole yet.
extension PathBytes {
    package var isHidden: Bool { bytes.first == UInt8(ascii: ".") }

    /// The end of the name that says so; nil for a name without one.
    package var unfinishedSuffix: String? { [".tmp", ".part", ".swp"].first(where: hasSuffix) }

    package var isOffered: Bool { !isHidden && unfinishedSuffix == nil }
}

/// One operation that changes what the disk holds, named for tests: they stop a program before any of them, and compare
/// the order with the one that the design prescribes.
package enum DiskStep: Equatable, Sendable, CustomStringConvertible {
    case create(PathBytes)
    case write(PathBytes)
    case truncate(PathBytes)
    case rename(PathBytes, to: PathBytes)
    /// Another name for the same file.
    case link(PathBytes, to: PathBytes)
    case remove(PathBytes)
    case sync(PathBytes)
    /// The whole file system that this is on.
    case syncFileSystem(PathBytes)

    package var description: String {
        switch self {
        case .create(let path): "create \(path.shown)"
        case .write(let path): "write \(path.shown)"
        case .truncate(let path): "truncate \(path.shown)"
        case .rename(let path, let target): "rename \(path.shown) to \(target.shown)"
        case .link(let path, let target): "link \(path.shown) as \(target.shown)"
        case .remove(let path): "remove \(path.shown)"
        case .sync(let path): "sync \(path.shown)"
        case .syncFileSystem(let path): "sync all of \(path.shown)"
        }
    }
}

/// Sees each `DiskStep` before it happens, and may keep it from happening. The programs run without one.
package protocol DiskObserver: AnyObject {
    /// - Throws: the errno with which the step shall fail.
    func before(_ step: DiskStep) throws(SystemError)
}

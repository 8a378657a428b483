import FPCommon

/// Offers files where they lie, and moves nothing: named ones, or those of a directory.
struct OfferingHead {
    let stream: HeadStream
    let report: (String) -> Void
    private(set) var sequence = 0

    init(_ stream: HeadStream, report: @escaping (String) -> Void) {
        self.stream = stream
        self.report = report
    }

    /// Offers each of `paths`, in the given order.
    /// - Returns: whether all of them could be offered.
    mutating func offer(_ paths: [PathBytes]) throws -> Bool {
        var isComplete = true
        for path in paths {
            do {
                let status = try OpenFile.reading(path).status()
                if path.name.bytes.count > Limits.nameBytesMax {
                    report(
                        "\(path.shown): its name is longer than \(Limits.nameBytesMax) bytes; give it by another, or pipe it "
                            + "into fp-parse")
                    isComplete = false
                } else if status.isRegular {
                    try offer(path.name, at: try absolute(path), status)
                } else {
                    report("\(path.shown): not a regular file; give named files, or pipe it into fp-parse")
                    isComplete = false
                }
            } catch let error as FileError {
                report(error.message)
                isComplete = false
            }
        }
        return isComplete
    }

    /// Offers what is in `directory`, and unless `once` then what comes into it, until a signal.
    mutating func offer(contentsOf directory: Directory, once: Bool, waker: Waker) throws {
        let notice = Notice(directory, report: report)
        var offered: [PathBytes: FileStatus.Identity] = [:]
        let watch = once ? nil : waker.watch(directory, arriving: true, leaving: true)
        var rescanSeconds = 0.0
        while !waker.isStopping {
            let seconds = monotonicSeconds()
            if seconds >= rescanSeconds {
                try directory.requireInPlace()
                try offerNew(notice, directory, &offered)
                rescanSeconds = seconds + (notice.awaitsQuiet ? Limits.quietSeconds / 4 : Limits.rescanSeconds)
                if once && !notice.awaitsQuiet { return }
            }
            try stream.flush()
            try stream.tickIfDue(seconds, isClosed: waker.isOutputClosed)
            let changes = waker.wait(until: min(rescanSeconds, stream.nextTickSeconds))
            if let watch, changes.contains(watch) { rescanSeconds = 0 }
        }
    }

    /// A file is offered once; another file that takes its name is a new one.
    private mutating func offerNew(
        _ notice: Notice, _ directory: Directory, _ offered: inout [PathBytes: FileStatus.Identity]
    ) throws {
        let names = try notice.scan()
        if offered.count > names.count {
            let present = Set(names)
            offered = offered.filter { present.contains($0.key) }
        }
        for name in names {
            guard let status = try directory.status(of: name), offered[name] != status.identity,
                let file = try notice.openFinished(name)
            else { continue }
            offered[name] = file.status.identity
            try offer(name, at: directory.path.appending(name), file.status)
        }
    }

    private mutating func offer(_ name: PathBytes, at path: PathBytes, _ status: FileStatus) throws {
        sequence += 1
        try stream.offer(sequence, name, at: path, status)
    }
}

import Foundation
import Testing

@testable import FPCommon

struct OpenFileTests {
    private func withFile(_ content: String, _ body: (PathBytes) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("fp-open-\(UUID().uuidString)")
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(PathBytes(file.path))
    }

    @Test(arguments: [(0, ""), (1, "0"), (9, "012345678"), (10, "0123456789"), (11, "0123456789")])
    func `a beginning has as many bytes as there are, up to the limit`(bytesMax: Int, expected: String) throws {
        try withFile("0123456789") { path in
            let found = try OpenFile.reading(path).readBeginning(bytesMax: bytesMax)
            #expect(found == Array(expected.utf8))
        }
    }

    @Test func `a symbolic link is opened only where links are followed`() throws {
        try withFile("x") { path in
            let link = path.text + ".link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path.text)
            defer { try? FileManager.default.removeItem(atPath: link) }
            #expect(try OpenFile.reading(PathBytes(link)).readBeginning(bytesMax: 9) == Array("x".utf8))
            #expect(throws: FileError.self) { () throws in
                _ = try OpenFile.reading(PathBytes(link), followsLink: false)
            }
        }
    }

    @Test func `a pipe is read to its end`() throws {
        let pipe = try makePipe()
        try writeAll(Array("through a pipe".utf8).span, to: pipe.writing)
        close(pipe.writing)
        defer { close(pipe.reading) }
        let file = try OpenFile.reading(PathBytes("/dev/fd/\(pipe.reading)"), waits: true)
        #expect(try file.readBeginning(bytesMax: 100) == Array("through a pipe".utf8))
    }

    /// Else a full disk would keep one of each program that is started on it.
    @Test func `what can't be written leaves nothing behind`() throws {
        try withFile("old") { path in
            let directory = try Directory(path.folder, observer: FullDisk())
            #expect(throws: FileError.self) {
                try directory.replace(path.name, with: Array("new".utf8).span, durably: false)
            }
            let names = try directory.names().filter { $0.text.contains(path.name.text) }
            #expect(names == [path.name])
            #expect(try directory.contents(of: path.name, bytesMax: 9) == Array("old".utf8))
        }
    }

    private final class FullDisk: DiskObserver {
        func before(_ step: DiskStep) throws(SystemError) {
            if case .write = step { throw SystemError(errno: ENOSPC) }
        }
    }

    @Test func `a file that is there keeps its bytes when another would be created whole`() throws {
        try withFile("old") { path in
            let directory = try Directory(path.folder)
            let isNew = try directory.createWhole(path.name, with: Array("new".utf8).span, permissions: 0o600)
            #expect(!isNew)
            #expect(try directory.contents(of: path.name, bytesMax: 9) == Array("old".utf8))
            let names = try directory.names()
            #expect(!names.contains { $0.hasSuffix(".tmp") && $0.text.contains(path.name.text) })
        }
    }

    /// As on NFS.
    @Test func `a file is created whole also where no rename spares what is there`() throws {
        try withFile("old") { path in
            let directory = try Directory(path.folder, observer: OnlyReplacingRenames())
            let new = path.name + ".other"
            #expect(try directory.createWhole(new, with: Array("new".utf8).span, permissions: 0o600))
            #expect(try !directory.createWhole(new, with: Array("newer".utf8).span, permissions: 0o600))
            #expect(try !directory.createWhole(path.name, with: Array("new".utf8).span, permissions: 0o600))
            #expect(try directory.contents(of: new, bytesMax: 9) == Array("new".utf8))
            #expect(try directory.contents(of: path.name, bytesMax: 9) == Array("old".utf8))
            let names = try directory.names().filter { $0.text.contains(path.name.text) }
            #expect(names == [path.name, new])
            try directory.remove(new)
        }
    }

    private final class OnlyReplacingRenames: DiskObserver {
        func before(_ step: DiskStep) throws(SystemError) {
            if case .rename = step { throw SystemError(errno: EINVAL) }
        }
    }

    @Test(arguments: [("a", "."), ("/a", "/"), ("a/b", "a/"), ("/a/b/c", "/a/b/")])
    func `a path has a folder`(path: String, folder: String) {
        #expect(PathBytes(path).folder == PathBytes(folder))
    }
}

import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import FPCommon
@testable import fp_serve

struct UploadsTests {
    private let folder: LedgerFolder

    init() throws { folder = try LedgerFolder() }

    private func form(_ files: [(name: String, content: String)], end: String = "--b--\r\n") -> String {
        files.map { file in
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file.name)\"\r\n\r\n\(file.content)\r\n"
        }.joined() + end
    }

    private func request(
        _ body: String, type: String? = "multipart/form-data; boundary=b", length: Int? = nil, pieceBytes: Int = 4096
    ) -> SiteRequest {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.contentLength] = length.map(String.init)
        let bytes = Array(body.utf8)
        let pieces = stride(from: 0, to: bytes.count, by: pieceBytes).map {
            ByteBuffer(bytes: bytes[$0..<min($0 + pieceBytes, bytes.count)])
        }
        return SiteRequest(method: .post, path: "/upload", headers: headers, body: Pieces(pieces: pieces))
    }

    /// What lies in `unprocessed/`, hidden names too.
    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.root.appendingPathComponent("unprocessed").path)
            .sorted()
    }

    private func content(_ name: String) throws -> String {
        try String(contentsOf: folder.root.appendingPathComponent("unprocessed/\(name)"), encoding: .utf8)
    }

    private func fault(_ request: SiteRequest, bytesMax: Int = Limits.uploadBytesMax) async throws -> UploadError? {
        do throws(UploadFault) {
            _ = try await Uploads(bytesMax: bytesMax).take(request, into: folder.path)
            return nil
        } catch {
            #expect(error.stored.isEmpty)
            return error.error
        }
    }

    @Test(arguments: [1, 7, 4096])
    func `files of a form are stored under their names`(pieceBytes: Int) async throws {
        let body = form([("a.log", "one\r\n"), ("dir/b.log", ""), ("a.log", "two")])
        let stored = try await Uploads().take(request(body, pieceBytes: pieceBytes), into: folder.path)
        #expect(
            stored == [
                StoredFile(name: PathBytes("a.log"), sizeBytes: 5), StoredFile(name: PathBytes("b.log"), sizeBytes: 0),
                StoredFile(name: PathBytes("a.log~2"), sizeBytes: 3),
            ])
        #expect(try names() == ["a.log", "a.log~2", "b.log"])
        #expect(try content("a.log") == "one\r\n")
        #expect(try content("a.log~2") == "two")
    }

    @Test func `what is there already stays`() async throws {
        try folder.write("old", to: "unprocessed/a.log")
        try folder.write("old", to: "unprocessed/a.log~2")
        let stored = try await Uploads().take(request(form([("a.log", "new")])), into: folder.path)
        #expect(stored.map(\.name) == [PathBytes("a.log~3")])
        #expect(try content("a.log") == "old")
    }

    @Test func `a taken name that has no room for a number is a conflict`() async throws {
        let name = String(repeating: "x", count: Limits.nameBytesMax - 1)
        try folder.write("old", to: "unprocessed/\(name)")
        #expect(try await fault(request(form([(name, "new")]))) == .taken(PathBytes(name)))
        #expect(try names() == [name])
    }

    @Test func `of several files those before the one that has no name are kept, and said`() async throws {
        let name = String(repeating: "x", count: Limits.nameBytesMax - 1)
        try folder.write("old", to: "unprocessed/\(name)")
        let fault = await #expect(throws: UploadFault.self) {
            try await Uploads().take(request(form([("a.log", "1"), (name, "2"), ("b.log", "3")])), into: folder.path)
        }
        #expect(fault?.stored == [StoredFile(name: PathBytes("a.log"), sizeBytes: 1)])
        #expect(try names() == ["a.log", name])
    }

    @Test(arguments: [
        "", "--b\r\n", "--b--", "--b", "--x--",
    ])
    func `of a form that isn't whole nothing is stored`(end: String) async throws {
        let body = form([("a.log", "1"), ("b.log", "2")], end: end)
        let isWhole = end == "--b--"
        #expect(try await fault(request(body)) == (isWhole ? nil : .form(.unfinished)))
        #expect(try names() == (isWhole ? ["a.log", "b.log"] : []))
    }

    @Test func `a bad name in the midst stores nothing`() async throws {
        let body = form([("a.log", "1"), (".hidden", "2")])
        #expect(try await fault(request(body)) == .name(.hidden(Array(".hidden".utf8))))
        #expect(try names() == [])
    }

    @Test func `the limit is for all files together, and what is over it stores nothing`() async throws {
        let body = form([("a.log", "12345"), ("b.log", "67890")])
        #expect(try await fault(request(body), bytesMax: 9) == .tooLarge(bytesMax: 9))
        #expect(try names() == [])
        #expect(try await fault(request(body), bytesMax: 10) == nil)
        #expect(try names() == ["a.log", "b.log"])
    }

    @Test func `a length that can't fit is refused before a byte is read`() async throws {
        var request = request("", length: 10 + Limits.formBytesMax + 1)
        request.body = NeverRead()
        #expect(try await fault(request, bytesMax: 10) == .tooLarge(bytesMax: 10))
    }

    @Test func `other fields are passed over, up to a limit`() async throws {
        func body(_ fieldBytes: Int) -> String {
            "--b\r\nContent-Disposition: form-data; name=\"note\"; filename=\"n\"\r\n\r\n"
                + String(repeating: "x", count: fieldBytes) + "\r\n" + form([("a.log", "1")])
        }
        #expect(try await fault(request(body(Limits.formBytesMax / 2))) == nil)
        #expect(try names() == ["a.log"])
        #expect(try await fault(request(body(Limits.formBytesMax))) == .formTooLarge)
    }

    @Test func `a form without a file is refused`() async throws {
        let body = "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--b--"
        #expect(try await fault(request(body)) == .noFile)
        #expect(try await fault(request("--b--")) == .noFile)
        let unnamed = "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--"
        #expect(try await fault(request(unnamed)) == .name(.empty))
    }

    @Test(
        arguments: [
            (nil, .notAForm(nil)), ("text/plain", .notAForm("text/plain")),
            ("multipart/mixed", .notAForm("multipart/mixed")),
            ("multipart/form-data", .form(.noBoundary)), ("multipart/form-data; boundary", .form(.noBoundary)),
            ("multipart/form-data; boundary=a; boundary=b", .form(.noBoundary)),
            ("multipart/form-data; boundary=\"\"", .form(.badBoundary([]))),
            ("multipart/form-datax; boundary=b", .form(.noBoundary)),
        ] as [(String?, UploadError)])
    func `what isn't a form says so`(type: String?, error: UploadError) async throws {
        #expect(try await fault(request(form([("a.log", "1")]), type: type)) == error)
    }

    @Test func `a quoted boundary is the same`() async throws {
        let type = "Multipart/Form-Data; charset=utf-8; Boundary=\"b\""
        #expect(try await fault(request(form([("a.log", "1")]), type: type)) == nil)
    }

    @Test func `a body that breaks off stores nothing`() async throws {
        var request = request("")
        request.body = Pieces(
            pieces: [ByteBuffer(string: form([("a.log", "1"), ("b.log", "2")], end: ""))], breaksOff: true)
        #expect(try await fault(request) == .brokenOff)
        #expect(try names() == [])
    }

    @Test func `a folder that isn't there is said, and the site goes on`() async throws {
        try FileManager.default.removeItem(at: folder.root)
        let error = try await fault(request(form([("a.log", "1")])))
        #expect(error?.status == .serviceUnavailable)
        #expect(error?.message.contains("cannot open the folder: No such file") == true)
    }

    @Test func `a full disk has its own status`() {
        let error = UploadError.file(FileError("write", PathBytes("x"), errno: ENOSPC))
        #expect(error.status.code == 507)
    }

    // MARK: leftovers

    @Test func `what a crash left is removed, and what somebody still writes is not`() throws {
        let path = folder.root.appendingPathComponent("unprocessed")
        for name in [".upload-dead", ".upload-live", "elsewhere"] {
            try FileManager.default.createDirectory(
                at: path.appendingPathComponent(name), withIntermediateDirectories: true)
            try folder.write("x", to: "unprocessed/\(name)/1")
        }
        try folder.write("x", to: "unprocessed/.upload-file")
        try FileManager.default.createSymbolicLink(
            atPath: path.appendingPathComponent(".upload-link").path, withDestinationPath: "elsewhere")
        let live = try Directory(PathBytes(path.path)).directoryWithoutLink(PathBytes(".upload-live"))
        let isLocked = try live.file.tryLock()
        #expect(isLocked)
        try UploadSpool.removeLeftovers(watchDir: folder.path)
        #expect(try names() == [".upload-file", ".upload-link", ".upload-live", "elsewhere"])
        #expect(try content("elsewhere/1") == "x")
        try live.file.unlock()
        try UploadSpool.removeLeftovers(watchDir: folder.path)
        #expect(try names() == [".upload-file", ".upload-link", "elsewhere"])
    }

    @Test func `an upload is locked while it is on its way`() async throws {
        let spool = UploadSpool(watchDir: folder.path)
        try await spool.begin(PathBytes("a.log"))
        try await spool.write(Array("1".utf8))
        try UploadSpool.removeLeftovers(watchDir: folder.path)
        try await spool.end()
        let stored = try await spool.store()
        #expect(stored == [StoredFile(name: PathBytes("a.log"), sizeBytes: 1)])
        await spool.discard()
        #expect(try names() == ["a.log"])
    }
}

/// A body in given pieces.
private struct Pieces: AsyncSequence, AsyncIteratorProtocol, Sendable {
    var pieces: [ByteBuffer]
    var breaksOff = false

    func makeAsyncIterator() -> Pieces { self }

    mutating func next() async throws -> ByteBuffer? {
        if pieces.isEmpty, breaksOff { throw CancellationError() }
        return pieces.isEmpty ? nil : pieces.removeFirst()
    }
}

private struct NeverRead: AsyncSequence, AsyncIteratorProtocol, Sendable {
    func makeAsyncIterator() -> NeverRead { self }

    mutating func next() async throws -> ByteBuffer? {
        Issue.record("the body was read")
        return nil
    }
}

import FPCommon
import HTTPTypes
import NIOCore
import Synchronization

/// Takes uploads: a form with files goes through a `MultipartReader` into an `UploadSpool`, piece by piece.
///
/// All files of a form are stored, or none: a client that has no answer, or a bad one, sends all of them again.
final class Uploads: Sendable {
    /// The most that one upload may bring, all its files together.
    let bytesMax: Int
    private let openCount = Mutex(0)

    init(bytesMax: Int = Limits.uploadBytesMax) { self.bytesMax = bytesMax }

    /// Stores the files of a form in `unprocessed/` of `watchDir`.
    /// - Returns: the files under their names there, in the form's order, once they survive a power cut.
    func take(_ request: SiteRequest, into watchDir: PathBytes) async throws(UploadFault) -> [StoredFile] {
        let form: MultipartReader
        do throws(UploadError) {
            form = try Self.reader(request.headers)
            try checkLength(request.headers)
        } catch {
            throw UploadFault(error: error)
        }
        let isFree = openCount.withLock { count in
            guard count < Limits.uploadsMax else { return false }
            count += 1
            return true
        }
        guard isFree else { throw UploadFault(error: .busy) }
        defer { openCount.withLock { $0 -= 1 } }
        let spool = UploadSpool(watchDir: watchDir)
        let result = await spooled(form, request, spool)
        await spool.discard()
        return try result.get()
    }

    private func spooled(
        _ form: MultipartReader, _ request: SiteRequest, _ spool: UploadSpool
    ) async -> Result<[StoredFile], UploadFault> {
        do throws(UploadError) {
            try await read(form, request.body, into: spool)
        } catch {
            return .failure(UploadFault(error: error))
        }
        do throws(UploadFault) {
            return .success(try await spool.store())
        } catch {
            return .failure(error)
        }
    }

    /// Reads the form to the body's end.
    private func read(
        _ form: MultipartReader, _ body: any AsyncSequence<ByteBuffer, any Error> & Sendable, into spool: UploadSpool
    ) async throws(UploadError) {
        var form = form
        var books = FormBooks(fileBytesMax: bytesMax)
        var pieces = body.makeAsyncIterator()
        while let piece = try await Self.nextPiece(&pieces) {
            form.append(piece.readableBytesView)
            books.receivedBytes += piece.readableBytes
            while let event = try Self.next(&form) { try await take(event, &books, spool) }
            try books.checkForm()
        }
        do throws(MultipartError) { try form.finish() } catch { throw .form(error) }
        guard books.fileCount > 0 else { throw .noFile }
    }

    private func take(
        _ event: MultipartReader.Event, _ books: inout FormBooks, _ spool: UploadSpool
    ) async throws(UploadError) {
        switch event {
        case .begin(let part):
            books.isInFile = part.field == Self.field
            guard books.isInFile else { return }
            books.fileCount += 1
            let name = try Self.name(part)
            try await Self.onDisk { () async throws(FileError) in try await spool.begin(name) }
        case .bytes(let bytes) where books.isInFile:
            try books.addFileBytes(bytes.count)
            try await Self.onDisk { () async throws(FileError) in try await spool.write(bytes) }
        case .end where books.isInFile:
            books.isInFile = false
            try await Self.onDisk { () async throws(FileError) in try await spool.end() }
        case .bytes, .end, .finished: break
        }
    }

    private static func onDisk(_ step: () async throws(FileError) -> Void) async throws(UploadError) {
        do throws(FileError) { try await step() } catch { throw .file(error) }
    }

    /// The name of the form's field that has files; others are passed over.
    private static let field = Array("file".utf8)

    private static func name(_ part: FormPart) throws(UploadError) -> PathBytes {
        do throws(UploadNameError) {
            return try PathBytes(uploaded: part.fileName ?? [])
        } catch {
            throw .name(error)
        }
    }

    private static func next(_ form: inout MultipartReader) throws(UploadError) -> MultipartReader.Event? {
        do throws(MultipartError) { return try form.next() } catch { throw .form(error) }
    }

    private static func nextPiece(
        _ pieces: inout some AsyncIteratorProtocol<ByteBuffer, any Error>
    ) async throws(UploadError) -> ByteBuffer? {
        do { return try await pieces.next(isolation: nil) } catch { throw .brokenOff }
    }

    private static func reader(_ headers: HTTPFields) throws(UploadError) -> MultipartReader {
        let type = headers[.contentType]
        guard let type, type.lowercased().hasPrefix("multipart/form-data") else { throw .notAForm(type) }
        do throws(MultipartError) {
            guard let parameters = HeaderParameters(Array(type.utf8)), parameters.value == "multipart/form-data",
                let boundary = parameters["boundary"]
            else { throw .noBoundary }
            return try MultipartReader(boundary: boundary)
        } catch {
            throw .form(error)
        }
    }

    /// Refuses before a byte is read what says itself that it is too long.
    private func checkLength(_ headers: HTTPFields) throws(UploadError) {
        guard let text = headers[.contentLength], let bytes = Int(text) else { return }
        let (most, overflows) = bytesMax.addingReportingOverflow(Limits.formBytesMax)
        guard overflows || bytes <= most else { throw .tooLarge(bytesMax: bytesMax) }
    }
}

/// What has come of a form so far.
private struct FormBooks {
    let fileBytesMax: Int
    var receivedBytes = 0
    var fileBytes = 0
    var fileCount = 0
    var isInFile = false

    mutating func addFileBytes(_ byteCount: Int) throws(UploadError) {
        fileBytes += byteCount
        guard fileBytes <= fileBytesMax else { throw .tooLarge(bytesMax: fileBytesMax) }
    }

    /// Called between pieces, when all of a piece was looked at.
    func checkForm() throws(UploadError) {
        guard receivedBytes - fileBytes <= Limits.formBytesMax else { throw .formTooLarge }
    }
}

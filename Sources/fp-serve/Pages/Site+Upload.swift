import FPCommon
import HTTPTypes

/// `POST /upload`.
extension Site {
    /// 201 and the files as they are stored: there is nothing more that could lose them.
    func upload(_ request: SiteRequest) async -> SiteReply {
        guard let lister else {
            return .error(.notFound, "no folder is shown; start fp-serve with --watch-dir DIR")
        }
        do throws(UploadFault) {
            let files = try await uploads.take(request, into: lister.folder)
            return .json([Self.member(files)], status: .created)
        } catch {
            let stored = error.stored.isEmpty ? [] : [Self.member(error.stored)]
            var reply = SiteReply.error(error.error.status, error.error.message, stored)
            if error.error == .busy { reply.headers[.retryAfter] = "1" }
            return reply
        }
    }

    private static func member(_ files: [StoredFile]) -> JSONValue.Member {
        .init(
            "files",
            .array(
                files.map { file in
                    .object(JSONValue.nameMembers("name", file.name) + [.init("size", .integer(file.sizeBytes))])
                }))
    }
}

import FPCommon
import Glibc
import HTTPTypes

/// Why an upload wasn't taken.
enum UploadError: Error, Equatable {
    case notAForm(String?)
    case form(MultipartError)
    case name(UploadNameError)
    case noFile
    case tooLarge(bytesMax: Int)
    case formTooLarge
    case brokenOff
    case busy
    case taken(PathBytes)
    case file(FileError)

    var message: String {
        switch self {
        case .notAForm(let type):
            "\(type.map { "Content-Type \(quoted(Array($0.utf8).span))" } ?? "no Content-Type"): "
                + "send files as multipart/form-data, as curl -F file=@a.log does"
        case .form(let error): error.message
        case .name(let error): error.message
        case .noFile: "the form has no file; send each as field \"file\", as curl -F file=@a.log does"
        case .tooLarge(let bytesMax): "over the limit of \(bytesMax) bytes; --upload-bytes-max sets another"
        case .formTooLarge: "the form has over \(Limits.formBytesMax) bytes beside its files"
        case .brokenOff: "the body broke off, or isn't what its headers say"
        case .busy: "\(Limits.uploadsMax) uploads are on their way; try again when one has ended"
        case .taken(let name): "\(name.shown): the name is taken, and no other that is made from it is free"
        case .file(let error): error.message
        }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .notAForm: .unsupportedMediaType
        case .form, .name, .noFile, .brokenOff: .badRequest
        case .tooLarge, .formTooLarge: .contentTooLarge
        case .busy: .serviceUnavailable
        case .taken: .conflict
        case .file(let error):
            [ENOSPC, EDQUOT].contains(error.errno)
                ? HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage") : .serviceUnavailable
        }
    }
}

/// An uploaded file as it is stored.
struct StoredFile: Equatable, Sendable {
    let name: PathBytes
    let sizeBytes: Int
}

/// An upload that failed when some of its files were stored already: they stay.
struct UploadFault: Error, Equatable {
    let error: UploadError
    var stored: [StoredFile] = []
}

import FPCommon
import Glibc

/// The system's zones, a file for each: the one of the IANA, as Linux has it in /usr/share/zoneinfo.
struct ZoneDatabase {
    static let systemDirectory = "/usr/share/zoneinfo"

    /// The one that this system has, or that `TZDIR` names.
    static var system: ZoneDatabase { ZoneDatabase(directory: environment("TZDIR") ?? systemDirectory) }

    let directory: String

    /// `Z`, `UTC`, an offset or an abbreviation, as they stand in logs, or the name of a zone such as `Europe/Berlin`.
    func zone(_ name: String) throws(ZoneError) -> LocalZone {
        let bytes = Array(name.utf8)
        if let fixed = bytes.span.zone(at: 0), fixed.end == bytes.count {
            return LocalZone(offsetSeconds: fixed.seconds)
        }
        guard Self.isName(bytes) else { throw .unknown(directory: directory) }
        let file = try text(name)
        guard file.count <= Limits.zoneFileBytesMax else { throw .tooLong(directory: directory) }
        return LocalZone(try ZoneFile.rules(file.span))
    }

    private func text(_ name: String) throws(ZoneError) -> [UInt8] {
        do throws(FileError) {
            let file = try OpenFile.reading(PathBytes("\(directory)/\(name)"), waits: false)
            return try file.readBeginning(bytesMax: Limits.zoneFileBytesMax + 1)
        } catch {
            switch error.errno {
            case ENOENT, ENOTDIR, EISDIR:
                guard unsafe access(directory, F_OK) == 0 else {
                    throw .noDatabase(directory: directory)
                }
                throw .unknown(directory: directory)
            default: throw .cannotRead(directory: directory, errno: error.errno)
            }
        }
    }

    /// Letters, digits and `+-_` between single slashes: no way out of the directory. The IANA's "Theory and pragmatics of the
    /// tz code and data" allows no others.
    private static func isName(_ bytes: [UInt8]) -> Bool {
        bytes.count <= Limits.zoneNameBytesMax
            && bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.allSatisfy(\.isZoneNameByte)
            }
    }
}

extension UInt8 {
    /// A byte of a zone's name, but for the slashes in it.
    var isZoneNameByte: Bool { isDigit || isLetter || "+-_".utf8.contains(self) }
}

/// Why a zone can't be had.
enum ZoneError: Error, Equatable {
    case unknown(directory: String)
    case noDatabase(directory: String)
    case cannotRead(directory: String, errno: Int32)
    case tooLong(directory: String)
    case notAZoneFile
    case countsLeapSeconds

    var exitCode: ExitCode {
        switch self {
        case .noDatabase: .unavailable
        case .cannotRead: .cannotOpen
        case .unknown, .tooLong, .notAZoneFile, .countsLeapSeconds: .usage
        }
    }

    /// What to put behind `--tz NAME`.
    var message: String {
        switch self {
        case .unknown(let directory):
            "is no zone; give UTC, an offset such as +05:30, or a name that is in \(escaped(directory)) such as Europe/Berlin"
        case .noDatabase(let directory):
            "can't be looked up: there is no zone database in \(escaped(directory)); install it (Debian's tzdata), "
                + "set TZDIR, or give an offset such as +05:30"
        case .cannotRead(let directory, let errno): "can't be read from \(escaped(directory)): \(reason(errno))"
        case .tooLong(let directory):
            "has a file of more than \(Limits.zoneFileBytesMax) bytes in \(escaped(directory)): that is no zone"
        case .notAZoneFile: "has a file that is none of a zone (RFC 9636)"
        case .countsLeapSeconds: "counts leap seconds; give the name without right/"
        }
    }
}

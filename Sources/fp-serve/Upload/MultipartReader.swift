import FPCommon

/// Reads a `multipart/form-data` body as it arrives, in pieces of any size.
///
/// `append` takes a piece, and `next` then gives events until it needs another. Bytes of a part come as soon as it is sure
/// that no boundary begins in them; what is kept is never more than a piece, a part's headers and a boundary. What stands
/// before the first boundary and behind the last is passed over.
///
/// Source: RFC 2046, section 5.1.1; RFC 7578.
struct MultipartReader {
    enum Event: Equatable {
        case begin(FormPart)
        case bytes([UInt8])
        case end
        /// The last boundary was read.
        case finished
    }

    private enum State {
        case preamble
        /// Behind a boundary, before the end of its line.
        case delimiter
        case headers
        case content
        case epilogue
    }

    /// The line break before a boundary belongs to it.
    private let delimiter: [UInt8]
    private var state = State.preamble
    /// The first boundary may stand at the very beginning, where no line break precedes it.
    private var buffer: [UInt8] = [0x0D, 0x0A]
    /// How many bytes of the buffer are done with.
    private var offset = 0
    private var headerLines: [[UInt8]] = []
    private var headerBytes = 0
    private var partCount = 0

    /// - Parameter boundary: as `Content-Type` names it.
    init(boundary: [UInt8]) throws(MultipartError) {
        let isAllowed = boundary.allSatisfy { Self.boundaryBytes.contains($0) }
        guard (1...70).contains(boundary.count), isAllowed, boundary.last != UInt8(ascii: " ") else {
            throw .badBoundary(boundary)
        }
        delimiter = Array("\r\n--".utf8) + boundary
    }

    private static let boundaryBytes = Set(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ".utf8)

    mutating func append(_ piece: some Sequence<UInt8>) {
        buffer.removeFirst(offset)
        offset = 0
        buffer.append(contentsOf: piece)
    }

    /// - Returns: nil when it takes another piece to go on.
    mutating func next() throws(MultipartError) -> Event? {
        while true {
            switch state {
            case .preamble:
                guard let place = buffer.span.offset(of: delimiter.span, from: offset) else {
                    offset = max(offset, buffer.count - delimiter.count + 1)
                    return nil
                }
                offset = place + delimiter.count
                state = .delimiter
            case .delimiter:
                guard buffer.count - offset >= 2 else { return nil }
                if buffer[offset] == UInt8(ascii: "-"), buffer[offset + 1] == UInt8(ascii: "-") {
                    state = .epilogue
                    return .finished
                }
                guard let rest = try takeLine(orThrow: .badDelimiter) else { return nil }
                guard rest.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else {
                    throw .badDelimiter
                }
                partCount += 1
                guard partCount <= Limits.partsMax else { throw .tooManyParts }
                (headerLines, headerBytes) = ([], 0)
                state = .headers
            case .headers:
                guard let line = try takeLine(orThrow: .headersTooLong) else { return nil }
                if line.isEmpty {
                    state = .content
                    return .begin(try FormPart(headers: headerLines))
                }
                headerBytes += line.count
                guard headerBytes <= Limits.partHeaderBytesMax else { throw .headersTooLong }
                headerLines.append(line)
            case .content:
                return nextOfContent()
            case .epilogue:
                offset = buffer.count
                return nil
            }
        }
    }

    /// Called when no piece is left.
    func finish() throws(MultipartError) {
        guard case .epilogue = state else { throw .unfinished }
    }

    private mutating func nextOfContent() -> Event? {
        let place = buffer.span.offset(of: delimiter.span, from: offset)
        if place == offset {
            offset += delimiter.count
            state = .delimiter
            return .end
        }
        // Of a boundary that isn't whole yet all but its last byte may be there.
        let end = place ?? max(offset, buffer.count - delimiter.count + 1)
        guard end > offset else { return nil }
        defer { offset = end }
        return .bytes(Array(buffer[offset..<end]))
    }

    /// Takes a line that ends in CR LF.
    /// - Returns: nil while it isn't whole.
    private mutating func takeLine(orThrow error: MultipartError) throws(MultipartError) -> [UInt8]? {
        guard let end = buffer.span.offset(of: 0x0A, from: offset) else {
            guard buffer.count - offset <= Limits.partHeaderBytesMax else { throw error }
            return nil
        }
        let line = buffer[offset..<end]
        offset = end + 1
        guard line.last == 0x0D else { throw error == .badDelimiter ? error : .badHeader(Array(line)) }
        return Array(line.dropLast())
    }
}

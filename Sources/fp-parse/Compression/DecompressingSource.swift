import FPCommon
import Glibc

/// Decompresses as it reads.
///
/// Several members after one another are one text, as gzip(1), zstd(1), bzip2(1) and xz(1) have it; zeros behind one are
/// padding. Anything else behind the last, a wrong checksum, and an end before the end are faults, found when the bytes are
/// reached: lines before them have been given out by then. Memory: `Limits.decompressionBytesMax` and one buffer of input,
/// at least `Limits.compressedInputBytes`.
@safe
final class DecompressingSource: ByteSource {
    private var source: any ByteSource
    private let format: Compression
    private let decompressor: any Decompressor
    private let input: UnsafeMutableRawBufferPointer
    /// The bytes in `input` that haven't been decoded, and the offset of the first of them in the compressed data.
    private var inputStart = 0
    private var inputEnd = 0
    private var offset = 0
    private var isAtEnd = false
    private var isInMember = true
    /// The decoder has filled what it was given: there may be more without further input.
    private var mayHoldMore = false
    /// What is wrong behind the bytes that were given out last.
    private var fault: CompressionFault?

    /// `peeked` was read from `source` already.
    init(_ source: any ByteSource, _ format: Compression, peeked: [UInt8]) throws(LineReader.Fault) {
        self.source = source
        self.format = format
        do throws(CompressionFault) { decompressor = try format.makeDecompressor() } catch {
            throw .damaged(error.message)
        }
        let byteCount = max(Limits.compressedInputBytes, peeked.count)
        unsafe input = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
        unsafe input.copyBytes(from: peeked)
        inputEnd = peeked.count
    }

    deinit { unsafe input.deallocate() }

    /// Compressed bytes, those that wait here among them.
    var bytesTaken: Int { source.bytesTaken }

    var requests: [pollfd] { source.requests }

    func wouldBlock() -> Bool {
        inputStart == inputEnd && !mayHoldMore && !isAtEnd && fault == nil && source.wouldBlock()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        while true {
            if let fault { throw .damaged(fault.message) }
            if inputStart == inputEnd, !mayHoldMore, !isAtEnd {
                inputStart = 0
                inputEnd = try unsafe source.read(into: input)
                isAtEnd = inputEnd == 0
            }
            if isInMember {
                let count = unsafe decode(to: buffer)
                if count > 0 { return count }
                if isInMember, isAtEnd, fault == nil { fault = .cutOff(offset: offset) }
            } else if !findsMember(), isAtEnd, fault == nil {
                return 0
            }
        }
    }

    /// Passes padding, and begins a member if one stands there.
    private func findsMember() -> Bool {
        while unsafe inputStart < inputEnd && input[inputStart] == 0 { take(1) }
        guard inputStart < inputEnd else { return false }
        guard unsafe format.canBegin(with: input[inputStart]) else {
            fault = .somethingBehind(offset: offset)
            return false
        }
        do throws(CompressionFault) { try decompressor.restart() } catch {
            fault = error
            return false
        }
        isInMember = true
        return true
    }

    private func decode(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: input[inputStart..<inputEnd])
        let step = unsafe decompressor.decode(rest, to: buffer)
        take(step.bytesTaken)
        mayHoldMore = step.bytesMade == buffer.count
        switch step.state {
        case .inMember: break
        case .memberEnd:
            isInMember = false
            mayHoldMore = false
        case .damaged(let reason): fault = .damaged(offset: offset, reason: reason)
        case .needsMemory(let bytes): fault = .needsMemory(offset: offset, bytes: bytes)
        }
        return step.bytesMade
    }

    private func take(_ byteCount: Int) {
        inputStart += byteCount
        offset += byteCount
        precondition(inputStart <= inputEnd, "no more is decoded than there is")
    }
}

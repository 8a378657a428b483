import ArgumentParser
import FPCommon
import Glibc

@main
struct FPParse: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fp-parse")

    func run() throws {
        let table: FormatTable
        do { table = try FormatTable(Format.builtIn) } catch { print(error.message); return }
        var state = MatchState(times: TimeReader(layouts: table.layouts, zoneSeconds: 0))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        var filled = 0
        var output = ByteWriter(capacity: 512 << 10)
        while true {
            let got = unsafe read(0, buffer.baseAddress! + filled, buffer.count - filled)
            if got <= 0 { break }
            filled += got
            var start = 0
            let span = unsafe Span<UInt8>(_unsafeStart: buffer.baseAddress!.assumingMemoryBound(to: UInt8.self), count: filled)
            while let end = span.offset(of: 10, from: start) {
                let line = span.extracting(start..<end)
                let entry = table.entries[0]
                if table.match(line, entry, &state) {
                    table.write(line, entry, state, leavesMessageOpen: false, to: &output)
                    output.append(UInt8(ascii: "}")); output.append(10)
                } else {
                    output.append("{\"bad\":1}\n")
                }
                start = end + 1
            }
            let rest = filled - start
            unsafe memmove(buffer.baseAddress!, buffer.baseAddress! + start, rest)
            filled = rest
            if output.count >= 256 << 10 { try writeAll(output.span, to: 1); output.removeAll() }
        }
        try writeAll(output.span, to: 1)
    }
}

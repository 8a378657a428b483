import FPCommon
import TestSupport
import Testing

@testable import fp_route

struct EachOrderTests {
    /// What happens in which order: `s` a line is given to the command, `a` a record is led around, `r` the command prints.
    @Test(arguments: [
        ("srasra", "r1 a1 r2 a2"), ("ssaarr", "r1 r2 a1 a2"), ("sasarr", "r1 a1 r2 a2"), ("sasa", "a1 a2"),
        ("assrr", "a1 r1 r2"), ("rrsas", "r1 a1 r2"), ("srrrasas", "r1 a1 r2 a2 r3"), ("asasar", "a1 r1 a2 a3"),
    ])
    func `a record led around stands where the command had been given as many lines`(events: String, expected: String)
        throws
    {
        #expect(try run(events) == expected)
    }

    /// The same lines sent, led around and printed, with the printing early or late.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `the order doesn't depend on when the command prints`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let given = (0..<30).map { _ in Bool.random(using: &random) ? "s" : "a" }
        let printed = Int.random(in: 0...40, using: &random)
        var orders: Set<String> = []
        for _ in 0..<10 {
            var events = given
            for _ in 0..<printed { events.insert("r", at: Int.random(in: 0...events.count, using: &random)) }
            orders.insert(try run(events.joined()))
        }
        #expect(orders.count == 1, "seed \(seed)")
    }

    @Test(arguments: [("ss", 0, 2), ("ssrr", 0, 0), ("ssrrr", 1, 0), ("aar", 1, 0), ("assr", 0, 1)])
    func `the books balance whatever the command prints`(events: String, made: Int, dropped: Int) throws {
        var books = Books()
        _ = try run(events, books: &books)
        #expect(books.made == made && books.droppedTotal == dropped && books.balance)
    }

    @Test func `what doesn't fit in memory comes back from the disk in order`() throws {
        var order = EachOrder()
        var output = ByteWriter()
        var books = Books()
        let size = 100_000
        let count = 4 * Limits.heldBytesMax / size
        order.send(count: 1, to: &output, books: &books)
        for index in 0..<count {
            let record = [UInt8](repeating: UInt8(index), count: size)
            try order.leadAround(record.span, to: &output, books: &books)
        }
        order.finishInput()
        let writtenBytes = output.count
        #expect(writtenBytes == 0)
        var firstBytes: [UInt8] = []
        var byteCount = 0
        var hasMore = true
        while hasMore {
            hasMore = try order.drain(to: &output, books: &books)
            for offset in stride(from: 0, to: output.count, by: size + 1) { firstBytes.append(output.span[offset]) }
            byteCount += output.count
            output.removeAll()
        }
        #expect(firstBytes == (0..<count).map { UInt8($0) })
        #expect(byteCount == count * (size + 1))
    }

    private func run(_ events: String) throws -> String {
        var books = Books()
        return try run(events, books: &books)
    }

    private func run(_ events: String, books: inout Books) throws -> String {
        var order = EachOrder()
        var output = ByteWriter()
        var aroundCount = 0
        for event in events {
            switch event {
            case "s":
                books.linesIn += 1
                try order.send(to: &output, books: &books)
            case "a":
                books.linesIn += 1
                aroundCount += 1
                try order.leadAround(Array("a\(aroundCount)".utf8).span, to: &output, books: &books)
            default:
                var line = ByteWriter()
                line.append("r\(order.returnedCount + 1)" as String)
                try order.take(line, isAlone: false, to: &output, books: &books)
            }
        }
        order.finishInput()
        while try order.drain(to: &output, books: &books) {}
        order.settle(&books)
        return output.span.text.split(separator: "\n").joined(separator: " ")
    }
}

extension EachOrder {
    fileprivate mutating func send(count: Int, to output: inout ByteWriter, books: inout Books) {
        for _ in 0..<count { try? send(to: &output, books: &books) }
    }
}

/// What one stage did with the lines of one file (DESIGN section 3): every line in is accounted for.
package struct Books: Equatable, Sendable {
    /// Lines that came in; the loop counts them.
    package var linesIn = 0
    /// Records that went out.
    package var linesOut = 0
    /// Lines that became part of an earlier record.
    package var joined = 0
    /// Records that went out and come from no single line: rows of a table, a summary.
    package var made = 0
    /// Lines that were left out, by reason.
    package private(set) var dropped: [(reason: String, count: Int)] = []
    /// Records that went out with a `parse_error`.
    package var errors = 0
    /// Bytes of input as they lie in the file or came through the pipe; the loop counts them.
    package var bytesIn = 0

    package init() {}

    /// Enters `count` lines as left out. Complexity: O(number of reasons), a handful.
    package mutating func drop(_ reason: String, count: Int = 1) {
        if let index = dropped.firstIndex(where: { $0.reason == reason }) {
            dropped[index].count += count
        } else {
            dropped.append((reason, count))
        }
    }

    package var droppedTotal: Int { dropped.reduce(0) { $0 + $1.count } }

    /// `lines_in + made = lines_out + joined + Σ dropped`
    package var balance: Bool { linesIn + made == linesOut + joined + droppedTotal }

    package static func == (a: Books, b: Books) -> Bool {
        a.linesIn == b.linesIn && a.linesOut == b.linesOut && a.joined == b.joined && a.made == b.made
            && a.errors == b.errors && a.bytesIn == b.bytesIn
            && a.dropped.sorted { $0.reason < $1.reason }.elementsEqual(
                b.dropped.sorted { $0.reason < $1.reason }, by: ==)
    }
}

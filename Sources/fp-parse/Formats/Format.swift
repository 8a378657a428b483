/// A log format: data, with the document it was built from.
struct Format {
    let name: String
    /// The document that says how these lines are written.
    let source: String
    /// Tried in this order; each is a way the same program writes a line.
    let patterns: [String]
    /// Whether lines that are no event of their own belong to the event before them.
    var joinsLines = false
    /// Whether it may take lines that a more exact format would tell more about. It is then tried after all others, always.
    var isGeneral = false
    /// A line of this format, and what `--list-formats` shows. Each is a test.
    let example: String
}

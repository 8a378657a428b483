/// A log format: data, with the document it was built from.
struct Format {
    let name: String
    /// What its lines are, in a few words: the table in docs/formats.md.
    var about = ""
    /// The document that says how these lines are written.
    var source = ""
    /// Tried in this order; each is a way the same program writes a line.
    var patterns: [String] = []
    /// Whether lines that are no event of their own belong to the event before them.
    var joinsLines = false
    /// Whether only those do that are indented, or whose last one ended with a backslash.
    var joinsIndentedOnly = false
    /// Whether all lines up to a blank one do, whatever they look like.
    var joinsParagraph = false
    /// Whether it may take lines that a more exact format would tell more about. It is then tried after all others, always.
    var isGeneral = false
    /// Formats whose lines it also knows, and knows better: it is tried before one of them is taken for granted.
    var over: [String] = []
    /// The beginnings of lines that are no records: headers, comments.
    var headers: [String] = []
    /// How the lines are written whose columns a header names; nil for all other formats.
    var columns: ColumnRules?
    /// Lines of this format, and what becomes of them. Each is a test; the first is what `--list-formats` shows.
    var examples: [FormatExample] = []
    /// Whether its patterns were read before and are known to be sound.
    var isBuiltIn = false

    var example: String { examples.first?.lines.last ?? patterns.first ?? "" }

    /// The same without lines that belong to the event before them.
    var ofSingleLines: Format {
        var format = self
        format.joinsLines = false
        format.joinsParagraph = false
        return format
    }

    /// What `--list-formats` says of it.
    var listing: String {
        let lines = examples.first?.lines ?? [example]
        return ([name, source] + lines).joined(separator: "\n    ")
    }
}

/// Lines of a format and the records they become; without records only that the format takes the last line.
struct FormatExample: Equatable {
    /// The line of the file that it stands on.
    var place = 0
    var lines: [String]
    var records: [String] = []
    /// The file's modification time, where a date has no year.
    var modified: String?
}

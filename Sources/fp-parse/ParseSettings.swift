/// What the command line says about how text is read.
struct ParseSettings {
    var formats = Format.builtIn
    /// The only format to use; nil recognises it line by line.
    var formatName: String?
    /// Whether an event may have several lines.
    var joinsLines = true
    /// Write only these members, `tags` and `parse_error`.
    var fields: [String]?
    /// The zone of times that don't tell theirs.
    var zone = LocalZone(offsetSeconds: 0)
    /// Add to each record the name of its file and the number of its first line.
    var addsSource = false
}

import CFPFormats

extension Format {
    /// The name of the format without patterns: `JSONLines` reads it.
    static let jsonName = "json"

    /// The formats that are recognised without an option, in the order they are tried: that of the files in `BuiltIn`.
    static let builtIn: [Format] = {
        // The C side keeps this many bytes in place for as long as the program runs.
        let text = unsafe Span(_unsafeStart: fp_formats(), count: fp_formats_count())
        do throws(FormatError) { return try FormatFile.formats(text, areBuiltIn: true) } catch {
            preconditionFailure(error.message)
        }
    }()
}

/// A piece of a line whose format isn't known: a value, or what stands between values.
struct LineElement {
    /// What makes two lines of one shape: values don't count, and what is between them does.
    enum Code: Hashable {
        /// The line's first time of a known shape.
        case time
        /// Bytes without a blank, a separator or a bracket.
        case word
        /// The line's first word that is a level's name in capitals.
        case level
        /// What stands in brackets, and in quotes.
        case inner, quoted
        /// Spaces and tabs.
        case blank
        /// A bracket, a quote or a separator.
        case sign(UInt8)
        /// `name=`
        case key([UInt8])
        /// The end of the line.
        case end
    }

    let code: Code
    let range: Range<Int>
    /// The place of a time's layout among `TimeLayout.shapes`.
    var layout = -1
}

extension LineElement.Code {
    /// Whether it closes a bracket or separates: a value ends here in all lines. A quote may open or close.
    var isSeparator: Bool {
        guard case .sign(let byte) = self else { return false }
        return !"[(<{\"".utf8.contains(byte)
    }

    /// Whether the lines have values here.
    var isValue: Bool {
        switch self {
        case .word, .level, .inner, .quoted: true
        default: false
        }
    }
}

import FPCommon

/// How grave an event is, as DESIGN section 6 numbers it, with a place for other words and for none.
enum Level: Int, CaseIterable {
    case trace, debug, info, notice, warn, error, fatal, other, none

    static let count = 9

    /// Whether it is an error or worse.
    var isError: Bool { self == .error || self == .fatal }

    /// The level of a record, of which this is the text.
    init(_ text: Span<UInt8>) {
        switch text.count {
        case 4: self = text.equals("info") ? .info : text.equals("warn") ? .warn : .other
        case 5:
            self =
                text.equals("error")
                ? .error
                : text.equals("debug")
                    ? .debug
                    : text.equals("trace")
                        ? .trace
                        : text.equals("fatal") ? .fatal : .other
        case 6: self = text.equals("notice") ? .notice : .other
        default: self = .other
        }
    }

    /// The key in a summary's `levels`.
    var name: String { "\(self)" }
}

/// How `key=value` is written.
enum PairStyle: UInt8 {
    /// Between spaces or commas; a value with spaces in double quotes, with a backslash before a quote. Source: logfmt, as
    /// Heroku's and go-logfmt/logfmt describe it.
    case logfmt
    /// A value goes on to the space before the next key; a backslash stands before `=` and `\`. Source: ArcSight Common
    /// Event Format, "Extension".
    case cef
    /// Between tabs. Source: IBM, Log Event Extended Format.
    case tab
}

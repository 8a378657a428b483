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
    /// Between the delimiter that stands before them, up to a bar: one character, or its number in hexadecimal behind `x` or
    /// `0x`; none is a tab. Source: IBM, Log Event Extended Format 2.0.
    case leef
    /// Between spaces; those in `msg='…'` are the record's too, and so are those behind the group separator, which auditd
    /// adds with `log_format = ENRICHED`. Source: auditd.conf(5); Linux Audit, "Understanding Audit Log Files".
    case audit
}

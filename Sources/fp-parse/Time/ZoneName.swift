/// Zones by the abbreviations that logs write, as minutes east of UTC.
///
/// Source: IANA, tz database, files `northamerica`, `europe`, `australasia`, `asia`. One that means several zones is left
/// out, but for those of North America, which is what RFC 2822, section 4.3, takes them for.
enum ZoneName {
    static func minutes(_ name: UInt64) -> Int? { minutesByName[name] }

    private static let minutesByName: [UInt64: Int] = {
        var table: [UInt64: Int] = [:]
        for (name, minutes) in names { table[name.utf8.reduce(0) { $0 << 8 | UInt64($1) }] = minutes }
        return table
    }()

    private static let names: [(String, Int)] = [
        ("WET", 0), ("WEST", 60), ("CET", 60), ("CEST", 120), ("MET", 60), ("MEST", 120), ("EET", 120), ("EEST", 180),
        ("MSK", 180), ("BST", 60), ("EST", -300), ("EDT", -240), ("CST", -360), ("CDT", -300), ("MST", -420),
        ("MDT", -360), ("PST", -480), ("PDT", -420), ("AKST", -540), ("AKDT", -480), ("HST", -600), ("JST", 540),
        ("KST", 540), ("HKT", 480), ("SAST", 120), ("AEST", 600), ("AEDT", 660), ("ACST", 570), ("ACDT", 630),
        ("AWST", 480), ("NZST", 720), ("NZDT", 780),
    ]
}

import FPCommon

/// The zones that a log's times name themselves, as PHP's do: `12-May-2025 02:11:55 Europe/Berlin`.
///
/// One is read from the database when a line first names it; there are never more of them than that has.
struct NamedZones {
    private let database: ZoneDatabase
    private var names: [[UInt8]] = []
    private var zones: [LocalZone] = []
    /// The place of the one that the last time named.
    private var last = 0
    /// The last name that there is no zone of.
    private var unknown: [UInt8] = []

    init(_ database: ZoneDatabase) { self.database = database }

    /// What the clocks of the zone whose name begins at `offset` were set to when they showed `localSeconds`, east of UTC; nil
    /// when no zone has that name.
    mutating func zone(
        _ line: Span<UInt8>, at offset: Int, whenLocal localSeconds: Int
    ) -> (seconds: Int, end: Int)? {
        var end = offset
        while end < line.count, line[end].isZoneNameByte || line[end] == UInt8(ascii: "/") { end += 1 }
        if let fixed = line.zone(at: offset), fixed.end >= end { return fixed }
        guard end > offset, let place = place(of: line.extracting(offset..<end)) else { return nil }
        last = place
        return (zones[place].offsetSeconds(atLocal: localSeconds), end)
    }

    private mutating func place(of name: Span<UInt8>) -> Int? {
        guard name.count <= Limits.zoneNameBytesMax else { return nil }
        let bytes = name.array
        if last < names.count, names[last] == bytes { return last }
        if let place = names.firstIndex(of: bytes) { return place }
        if bytes == unknown { return nil }
        do throws(ZoneError) {
            zones.append(try database.zone(String(decoding: bytes, as: UTF8.self)))
            names.append(bytes)
            return names.count - 1
        } catch {
            unknown = bytes
            return nil
        }
    }
}

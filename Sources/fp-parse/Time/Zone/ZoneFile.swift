import FPCommon

/// Reads a zone's file of the system's zone database.
///
/// Of the two blocks of data the one with 64-bit times is taken; a file of the first version has only the other.
/// Source: RFC 9636 (TZif), sections 3.1 to 3.3; it replaces RFC 8536.
enum ZoneFile {
    /// - Throws: `ZoneError.notAZoneFile` or `.countsLeapSeconds`.
    static func rules(_ bytes: Span<UInt8>) throws(ZoneError) -> ZoneRules {
        let first = try Header(bytes, at: 0)
        guard first.version >= UInt8(ascii: "2") else {
            return try block(bytes, first, timeBytes: 4, rule: nil)
        }
        let second = try Header(bytes, at: first.end(timeBytes: 4))
        return try block(bytes, second, timeBytes: 8, rule: try footer(bytes, at: second.end(timeBytes: 8)))
    }

    private struct Header {
        let dataStart: Int
        let version: UInt8
        let indicatorCounts: Int
        let leapCount: Int
        let timeCount: Int
        let typeCount: Int
        let nameBytes: Int

        init(_ bytes: Span<UInt8>, at start: Int) throws(ZoneError) {
            dataStart = start + 44
            guard bytes.count >= dataStart, bytes.matches("TZif", at: start) else { throw .notAZoneFile }
            version = bytes[start + 4]
            // Nothing can overflow: each count has 32 bits.
            indicatorCounts = bytes.bigEndian(at: start + 20, 4) + bytes.bigEndian(at: start + 24, 4)
            leapCount = bytes.bigEndian(at: start + 28, 4)
            timeCount = bytes.bigEndian(at: start + 32, 4)
            typeCount = bytes.bigEndian(at: start + 36, 4)
            nameBytes = bytes.bigEndian(at: start + 40, 4)
            guard min(indicatorCounts, leapCount, timeCount, nameBytes) >= 0, typeCount > 0 else { throw .notAZoneFile }
            // The zones under right/, whose clocks no log's are.
            guard leapCount == 0 else { throw .countsLeapSeconds }
        }

        func end(timeBytes: Int) -> Int {
            dataStart + timeCount * (timeBytes + 1) + typeCount * 6 + nameBytes + leapCount * (timeBytes + 4)
                + indicatorCounts
        }
    }

    private static func block(
        _ bytes: Span<UInt8>, _ header: Header, timeBytes: Int, rule: YearlyRule?
    ) throws(ZoneError) -> ZoneRules {
        guard header.end(timeBytes: timeBytes) <= bytes.count else { throw .notAZoneFile }
        let indexStart = header.dataStart + header.timeCount * timeBytes
        let typeStart = indexStart + header.timeCount
        var offsets: [Int] = []
        for type in 0..<header.typeCount {
            let offset = bytes.bigEndian(at: typeStart + 6 * type, 4)
            // Section 3.2: more than -25 and less than 26 hours.
            guard (-89_999...93_599).contains(offset) else { throw .notAZoneFile }
            offsets.append(offset)
        }
        var listed: [ZoneChange] = []
        for place in 0..<header.timeCount {
            let time = bytes.bigEndian(at: header.dataStart + place * timeBytes, timeBytes)
            let type = Int(bytes[indexStart + place])
            guard type < offsets.count, time > listed.last?.atSeconds ?? .min else { throw .notAZoneFile }
            // Those before the big bang are as good as at it: no sum overflows.
            listed.append(ZoneChange(atSeconds: max(time, -1 << 59), offsetSeconds: offsets[type]))
        }
        return ZoneRules(firstOffsetSeconds: offsets[0], listed: listed, rule: rule)
    }

    /// The rule between the newlines at the end; nil for an empty one.
    private static func footer(_ bytes: Span<UInt8>, at start: Int) throws(ZoneError) -> YearlyRule? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "\n"),
            let end = bytes.offset(of: UInt8(ascii: "\n"), from: start + 1)
        else { throw .notAZoneFile }
        if end == start + 1 { return nil }
        guard let rule = YearlyRule(bytes.extracting(start + 1..<end)) else { throw .notAZoneFile }
        return rule
    }
}

extension Span where Element == UInt8 {
    /// Four or eight bytes as a signed number, the highest first.
    fileprivate func bigEndian(at offset: Int, _ byteCount: Int) -> Int {
        var value: UInt64 = 0
        for place in 0..<byteCount { value = value << 8 | UInt64(self[offset + place]) }
        return byteCount == 4 ? Int(Int32(truncatingIfNeeded: value)) : Int(truncatingIfNeeded: value)
    }
}

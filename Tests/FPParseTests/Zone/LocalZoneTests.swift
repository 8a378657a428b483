import FPCommon
import Foundation
import TestSupport
import Testing

@testable import fp_parse

struct LocalZoneTests {
    private static let database = ZoneDatabase(directory: ZoneDatabase.systemDirectory)
    static let hasDatabase = access("\(ZoneDatabase.systemDirectory)/Europe/Berlin", R_OK) == 0

    private static func seconds(_ text: String) throws -> Int {
        let instant = Instant(rfc3339: Array("\(text.replacing(" ", with: "T"))Z".utf8).span)
        return try #require(instant).seconds
    }

    private static func utc(_ local: String, _ zone: inout LocalZone) throws -> String {
        let seconds = try seconds(local)
        return Instant(seconds: seconds - zone.offsetSeconds(atLocal: seconds)).text(fractionDigits: 0)
    }

    @Test(
        .enabled(if: hasDatabase),
        arguments: [
            ("Europe/Berlin", "2025-01-01 12:00:00", "2025-01-01T11:00:00Z"),
            ("Europe/Berlin", "2025-07-01 12:00:00", "2025-07-01T10:00:00Z"),
            // Left out: as if the clock had not been set forward.
            ("Europe/Berlin", "2025-03-30 01:59:59", "2025-03-30T00:59:59Z"),
            ("Europe/Berlin", "2025-03-30 02:00:00", "2025-03-30T01:00:00Z"),
            ("Europe/Berlin", "2025-03-30 02:59:59", "2025-03-30T01:59:59Z"),
            ("Europe/Berlin", "2025-03-30 03:00:00", "2025-03-30T01:00:00Z"),
            // Twice: the first one.
            ("Europe/Berlin", "2025-10-26 02:00:00", "2025-10-26T00:00:00Z"),
            ("Europe/Berlin", "2025-10-26 02:59:59", "2025-10-26T00:59:59Z"),
            ("Europe/Berlin", "2025-10-26 03:00:00", "2025-10-26T02:00:00Z"),
            // By the rule, and before all changes.
            ("Europe/Berlin", "2060-07-01 12:00:00", "2060-07-01T10:00:00Z"),
            ("Europe/Berlin", "9999-12-31 12:00:00", "9999-12-31T11:00:00Z"),
            ("Europe/Berlin", "0000-01-01 12:00:00", "0000-01-01T11:06:32Z"),
            // Winter time is the one that is set forward to there, half an hour, a day left out, and a rule without a change.
            ("Europe/Dublin", "2050-01-01 12:00:00", "2050-01-01T12:00:00Z"),
            ("Europe/Dublin", "2050-07-01 12:00:00", "2050-07-01T11:00:00Z"),
            ("Australia/Lord_Howe", "2025-04-06 01:45:00", "2025-04-05T14:45:00Z"),
            ("Australia/Lord_Howe", "2025-04-06 02:00:00", "2025-04-05T15:30:00Z"),
            ("Pacific/Apia", "2011-12-29 23:00:00", "2011-12-30T09:00:00Z"),
            ("Pacific/Apia", "2011-12-31 00:00:00", "2011-12-30T10:00:00Z"),
            ("Asia/Kolkata", "2025-05-12 02:11:55", "2025-05-11T20:41:55Z"),
            ("Etc/UTC", "2025-05-12 02:11:55", "2025-05-12T02:11:55Z"),
            ("CET", "2025-07-01 12:00:00", "2025-07-01T11:00:00Z"),
            ("+05:30", "2025-05-12 02:11:55", "2025-05-11T20:41:55Z"),
        ])
    func `a local time is this instant`(name: String, local: String, expected: String) throws {
        var zone = try Self.database.zone(name)
        #expect(try Self.utc(local, &zone) == expected)
    }

    /// What the documentation says, by looking at the offsets two days before and after.
    private static func obviousOffset(atLocal local: Int, _ zone: TimeZone) -> Int {
        func offset(atUTC seconds: Int) -> Int {
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
        }
        let before = offset(atUTC: local - 172_800)
        let after = offset(atUTC: local + 172_800)
        if offset(atUTC: local - before) == before { return before }
        return offset(atUTC: local - after) == after ? after : before
    }

    @Test(
        .enabled(if: hasDatabase),
        arguments: [
            "Europe/Berlin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Europe/Dublin",
            "America/Sao_Paulo", "Asia/Tehran", "Asia/Kathmandu", "Pacific/Apia", "Africa/Lagos",
        ], UInt64(1)...4)
    func `offsets are those that Foundation knows`(name: String, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var zone = try Self.database.zone(name)
        let reference = try #require(TimeZone(identifier: name))
        for _ in 0..<500 {
            // 1970 to 2024: later changes depend on how new each one's data are.
            let local = Int.random(in: 0..<1_704_067_200, using: &random)
            // Also near a change, where there is one.
            let near = reference.nextDaylightSavingTimeTransition(
                after: Date(timeIntervalSince1970: TimeInterval(local)))
            let change = near.map { Int($0.timeIntervalSince1970) + Int.random(in: -50_000...50_000, using: &random) }
            for local in [local, min(change ?? local, 1_704_067_200)] {
                let expected = Self.obviousOffset(atLocal: local, reference)
                #expect(zone.offsetSeconds(atLocal: local) == expected, "seed \(seed): \(name) at \(local)")
            }
        }
    }

    @Test(
        .enabled(if: hasDatabase),
        arguments: [
            "Mars", "Europe", "Europe/", "/Europe/Berlin", "../zoneinfo/Europe/Berlin", "Europe//Berlin", "", ".",
            "a b",
        ])
    func `what is no zone is unknown`(name: String) {
        #expect(throws: ZoneError.unknown(directory: ZoneDatabase.systemDirectory)) { try Self.database.zone(name) }
    }

    @Test func `without a database names can't be looked up and offsets can`() throws {
        let none = ZoneDatabase(directory: "/nonexistent/zoneinfo")
        #expect(throws: ZoneError.noDatabase(directory: "/nonexistent/zoneinfo")) { try none.zone("Europe/Berlin") }
        var zone = try none.zone("-05:30")
        #expect(zone.offsetSeconds(atLocal: 0) == -19800)
    }
}

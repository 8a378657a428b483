import CFPSystem
import Testing

@testable import FPCommon

struct FileStatusTests {
    @Test(arguments: [
        (Int64.min, "0000-01-01T00:00:00.000000007Z"), (-62_167_219_201, "0000-01-01T00:00:00.000000007Z"),
        (-62_167_219_200, "0000-01-01T00:00:00.000000007Z"), (0, "1970-01-01T00:00:00.000000007Z"),
        (253_402_300_799, "9999-12-31T23:59:59.000000007Z"), (253_402_300_800, "9999-12-31T23:59:59.000000007Z"),
        (Int64.max, "9999-12-31T23:59:59.000000007Z"),
    ])
    func `a modification time is one that reads back as it is written`(seconds: Int64, text: String) throws {
        var found = fp_status()
        found.modified_seconds = seconds
        found.modified_nanoseconds = 7
        let modified = FileStatus(found).modified
        #expect(modified.text() == text)
        #expect(Instant(rfc3339: Array(text.utf8).span) == modified)
    }
}

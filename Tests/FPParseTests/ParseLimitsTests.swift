import FPCommon
import Testing

@testable import fp_parse

struct ParseLimitsTests {
    @Test func `the limits fit one another`() {
        // A format's number is a bit of a word, and a field's a byte.
        #expect(Limits.formatsMax <= FormatTable.FormatSet.bitWidth)
        // Some are left to a user.
        #expect(Format.builtIn.count <= Limits.formatsMax - 20)
        #expect(Limits.rowLinesMax <= Limits.eventLinesMax)
        #expect(Limits.fieldsMax <= 255)
        // An event can hold any but the longest lines.
        #expect(Limits.eventBytesMax < Limits.lineBytesMax)
        #expect(Limits.eventLinesMax < Limits.eventBytesMax)
        // Offsets in a line are kept in 32 bits.
        #expect(Limits.lineBytesMax < Int(UInt32.max))
        // A date, a time, a point and Z fit what is read in pieces of 16.
        #expect(20 + Limits.fractionDigitsMax + 1 <= TimeReader.textCapacity - 16)
    }
}

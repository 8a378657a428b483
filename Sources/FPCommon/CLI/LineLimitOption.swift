import ArgumentParser

/// `--line-bytes-max`, for whoever reads lines.
package struct LineLimitOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The longest line that is accepted, in bytes.", valueName: "bytes"))
    package var lineBytesMax = Limits.lineBytesMax

    package init() {}

    package func validate() throws {
        guard (1...Limits.lineBytesCeiling).contains(lineBytesMax) else {
            throw ValidationError("--line-bytes-max is a number of bytes from 1 to \(Limits.lineBytesCeiling)")
        }
    }
}

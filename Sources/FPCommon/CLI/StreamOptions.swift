package import ArgumentParser
import Glibc

/// A stage that takes records: the options all of them have, and the way into the loop.
package struct StreamOptions: ParsableArguments {
    @Flag(help: "Leave out the control lines of an event stream (on a terminal that is the default).")
    package var records = false

    @Flag(help: "Accept an event stream without this user's token, and write its control lines also to a terminal.")
    package var events = false

    @OptionGroup private var limit: LineLimitOption

    package init() {}

    package var lineBytesMax: Int { limit.lineBytesMax }

    /// The settings of a stage with these options.
    package func settings(stage: String) -> StageSettings {
        var settings = StageSettings(stage: stage)
        settings.recordsOnly = records || !events && isatty(STDOUT_FILENO) == 1
        settings.lineBytesMax = lineBytesMax
        let acceptsAnyToken = events
        let isOwn = { (token: String) in (try? Token.load())?.matches(token) == true }
        settings.isTrusted = { token in acceptsAnyToken || isOwn(token) }
        // To open what a stream names may show something; to run it may do anything.
        settings.runsCommands = isOwn
        return settings
    }
}

/// `--only TAG`, which every stage after fp-parse has.
package struct OnlyOption: ParsableArguments {
    @Option(help: ArgumentHelp("Act only on records that carry this tag; pass the others on.", valueName: "tag"))
    package var only: String?

    package init() {}
}

extension StageLoop where Stage: ~Copyable {
    /// Runs to the end of the input.
    /// - Throws: ArgumentParser's `ExitCode`, when the loop has reported a fault.
    package mutating func runToEnd() throws {
        let code = run()
        if code != .success { throw code.asError }
    }
}

import ArgumentParser
import FPCommon
import Glibc

@main
struct FPWatch: ToolkitCommand {
    static let program = "fp-watch"

    static let configuration = CommandConfiguration(
        commandName: program,
        abstract: "Offer log files to a pipeline, and settle them at its end, each exactly once.",
        usage: """
            fp-watch [DIR] [--once]
            fp-watch --input PATH…
            fp-watch --claim [DIR] [--once]
            fp-watch commit [DIR] [--results DIR]
            fp-watch status | init | retry NAME…|--all | verify | prune --older AGE
            """,
        discussion: """
            fp-watch stands at both ends of a pipeline. At its head it offers the files of DIR to the stages; at its end, \
            fp-watch commit takes the stream apart into one result file for each input.

              fp-watch drop/ | fp-parse --records
              fp-watch --input a.log | fp-parse | fp-watch commit
              fp-watch --claim DIR | fp-parse | fp-watch commit DIR

            Without --claim files are offered where they lie, and nothing is moved. With it a file moves from \
            DIR/unprocessed to DIR/underprocess, and when its result is safe on the disk to DIR/processed, or to DIR/failed \
            with a NAME.reason.json; whatever crashes in between, each is done exactly once.

            A first word that is a command's name is that command; write ./status for a folder of that name.
            """,
        version: toolkitVersion,
        subcommands: [Offer.self, Commit.self, Status.self, Initialize.self, Retry.self, Verify.self, Prune.self],
        defaultSubcommand: Offer.self)

    static func main() {
        // A reader that goes away ends the program quietly, whatever the parent had set.
        signal(SIGPIPE, SIG_DFL)
        // A file over the limit of sizes (ulimit -f) is an error that is told, like a full disk.
        signal(SIGXFSZ, SIG_IGN)
        runToExit()
    }

    static func report(_ message: String) { Diagnostics.report(program, message) }
}

/// `1 file`, `2 files`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

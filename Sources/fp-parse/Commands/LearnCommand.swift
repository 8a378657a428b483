import ArgumentParser
import FPCommon
import Glibc

/// `fp-parse learn FILE`
struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Propose a format for a log of none that is known, from its first lines.",
        discussion: """
            Writes a file of formats: patterns with fields of types, and lines of the log as examples. Standard error \
            says how many lines each pattern takes. At most 10,000 lines and 1 MiB are looked at. Give the columns names, \
            and look through the examples before the file is passed on: fp-parse --formats FORMATS --format NAME FILE \
            reads the log with it.

            Exits with 65 when there is nothing to be learned: an empty file, one that is no text, lines without a \
            common beginning.
            """)

    @Argument(help: "The log, also compressed; - means standard input.", completion: .file())
    var file: String

    @Option(help: "The name of the format.")
    var name = "learned"

    func run() throws {
        guard !name.isEmpty, name.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0 == 0x5F || $0 == 0x2D }) else {
            throw Failure(.usage, LearnError.name(name).message)
        }
        let place = file == "-" ? "standard input" : escaped(file)
        do {
            let sample = try sample()
            let builtIn = try sample.builtIn()
            if let builtIn, builtIn.lines * 10 >= sample.lines.count * 9 {
                if builtIn.name == Format.jsonName { throw LearnError.isJSON(lines: sample.lines.count) }
                report(
                    place,
                    "the format \(builtIn.name), which is built in, takes \(builtIn.lines) of \(sample.lines.count) lines"
                )
            }
            let learned = try FormatLearner(sample).learned(name: name)
            for line in learned.report { report(place, line) }
            print(learned.text, terminator: "")
        } catch let error as LearnError {
            throw Failure(.badInput, "\(place): \(error.message)")
        } catch let error as FileError {
            throw Failure(.cannotOpen, error.message)
        } catch {
            throw failure(error, place: place)
        }
    }

    private func sample() throws -> LogSample {
        let opened = file == "-" ? nil : try OpenFile.reading(PathBytes(file), waits: true)
        let descriptor = opened?.descriptor ?? STDIN_FILENO
        let source = UTF8Source(DecompressedSource(DescriptorSource(descriptor)))
        return try withExtendedLifetime(opened) {
            try LogSample(source, modified: FileStatus.modified(of: descriptor) ?? now())
        }
    }

    private func report(_ place: String, _ message: String) {
        Diagnostics.report(FPParse.program, "\(place): \(message)")
    }
}

import ArgumentParser
import FPCommon

/// `fp-parse test [FORMATS]`
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the examples in a file of formats, or those of the formats that are built in.",
        discussion:
            "Exits with 65 when one of them fails or there is none, and with 78 when the formats themselves have faults."
    )

    @Argument(help: "The file of formats.", completion: .file())
    var formats: String?

    func run() throws {
        let own = try formats.map { path throws(Failure) in try FPParse.ownFormats(in: path) }
        let tested = own ?? Format.builtIn
        let all = own.map { FormatFile.merged($0) } ?? Format.builtIn
        do { _ = try FormatTable(all) } catch {
            throw Failure(.badConfiguration, "\(escaped(formats ?? "built in")): \(error.message)")
        }
        var failedCount = 0
        for format in tested {
            for failure in FormatTester.failures(of: format, among: all) {
                failedCount += 1
                print("\(formats.map { escaped($0) + ": " } ?? "")\(format.name): \(failure)")
            }
        }
        let count = tested.reduce(0) { $0 + $1.examples.count }
        if count == 0 {
            throw Failure(
                .badInput, "\(escaped(formats ?? "built in")): there is no example to test; write one as example: LINE")
        }
        print("\(count - failedCount) passed, \(failedCount) failed")
        if failedCount > 0 { throw FPCommon.ExitCode.badInput.asError }
    }
}

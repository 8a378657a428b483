import ArgumentParser
import FPCommon
import Glibc

/// `fp-route test RULES`
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests in a file of rules.",
        discussion: "Exits with 65 when one of them fails, and with 78 when the rules themselves have faults.")

    @Argument(help: "The file of rules.", completion: .file())
    var rules: String

    func run() throws {
        let ruleSet = readRules(rules)
        let failures = RuleTester(ruleSet: ruleSet).failures()
        for failure in failures { print("\(escaped(rules)): \(failure.message)") }
        let failedCount = Set(failures.map(\.index)).count
        print("\(ruleSet.tests.count - failedCount) passed, \(failedCount) failed")
        if failedCount > 0 { throw FPCommon.ExitCode.badInput.asError }
    }
}

import ArgumentParser
import FPCommon

@main
struct FPAnalyze: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fp-analyze")
}

import ArgumentParser
import FPCommon

@main
struct FPStats: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fp-stats")
}

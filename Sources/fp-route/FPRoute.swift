import ArgumentParser
import FPCommon

@main
struct FPRoute: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fp-route")
}

import ArgumentParser
import FPCommon

@main
struct FPWatch: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fp-watch")
}

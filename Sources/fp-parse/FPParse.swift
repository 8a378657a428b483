import ArgumentParser
import FPCommon

@main
struct FPParse: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fp-parse")
}

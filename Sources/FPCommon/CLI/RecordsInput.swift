import ArgumentParser

/// For a program that reads records from standard input: what to do is said to who names files.
package struct RecordsInput: ParsableArguments {
    @Argument(help: .hidden)
    var files: [String] = []

    package init() {}

    package func validate() throws {
        guard let file = files.first else { return }
        throw ValidationError("\(file): records are read from standard input, for instance from fp-parse \(file) |")
    }
}

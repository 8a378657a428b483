import Glibc

// Usage: protocol-model [--long] [--show CLAUSE]
//
// Explores every setting with the protocol as it is, then one with each clause left out; ends with `N passed, N failed`.
// --long adds larger settings. --show prints the way to what goes wrong without a clause, named as in `Clause`.

private var passedCount = 0
private var failedCount = 0

private func note(_ isGood: Bool, _ line: String, steps: [String] = []) {
    if isGood { passedCount += 1 } else { failedCount += 1 }
    print(isGood ? line : "FAIL \(line)")
    for step in steps { print("      \(step)") }
}

private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

/// The protocol as it is keeps every promise.
private func checkWhole(_ setting: Setting) {
    var search = Search(setting)
    let finding = search.run()
    note(
        finding == nil,
        "\(padded(setting.title, 70)) \(search.worldCount) worlds, \(search.stepCount) steps: "
            + (finding?.fault ?? "every promise holds"),
        steps: finding?.steps ?? [])
}

/// Without `clause` something goes wrong, in the first of its settings.
private func checkWithout(_ clause: Clause, isShown: Bool) {
    var setting = Setting.revealing(clause)
    setting.without = clause
    var search = Search(setting)
    let finding = search.run()
    let what = finding.map { "\($0.fault), after \($0.steps.count) steps" } ?? "nothing goes wrong"
    note(
        finding != nil, "\(padded(clause.rawValue, 77)) \(padded("\(search.worldCount)", 8)) \(what)",
        steps: isShown ? finding?.steps ?? [] : [])
}

private func checkStreams() {
    let whole = StreamModel()
    let finding = whole.firstFault()
    let what = finding.map { "\($0.problem): \($0.fault as Any)" } ?? "every promise holds"
    note(finding == nil, "\(whole.faults.count) faults of a stage: \(what)")
    for clause in StreamClause.allCases {
        let finding = StreamModel(without: clause.leftOut).firstFault()
        note(finding != nil, "\(padded(clause.rawValue, 77)) \(finding?.problem ?? "nothing goes wrong")")
    }
}

setlinebuf(stdout)
private let arguments = CommandLine.arguments.dropFirst()
print("The folder (DESIGN section 4), as it is:")
for setting in arguments.contains("--long") ? Setting.short + Setting.long : Setting.short { checkWhole(setting) }
print("\nEach clause left out: worlds seen until what goes wrong was found, and the shortest way there:")
for clause in Clause.allCases { checkWithout(clause, isShown: arguments.contains("\(clause)")) }
print("\nThe stream (DESIGN section 3), as it is, and with each clause left out:")
checkStreams()
print("\(passedCount) passed, \(failedCount) failed")
exit(failedCount == 0 ? 0 : 1)

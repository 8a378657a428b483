import FPCommon

/// Says something once of each name, and when that was said of `countMax` of them, that no more is said.
final class ReportedOnce<Name: Hashable> {
    private let countMax: Int
    private let report: (String) -> Void
    private var names: Set<Name> = []
    private var hasEnded = false

    init(countMax: Int = Limits.reportedNamesMax, report: @escaping (String) -> Void) {
        self.countMax = countMax
        self.report = report
    }

    func contains(_ name: Name) -> Bool { names.contains(name) }

    func say(of name: Name, _ message: @autoclosure () -> String) {
        if hasEnded || names.contains(name) { return }
        guard names.count < countMax else {
            hasEnded = true
            report("\(countMax) files have been reported so; further ones aren't")
            return
        }
        names.insert(name)
        report(message())
    }
}

/// How a file was settled, as its `done` line says it.
package enum Outcome: String, CaseIterable, Sendable {
    case processed, failed, dropped
    /// It had been settled before; nothing was done. fp-watch prints such a line, and never enters it into its ledger.
    case duplicate
}

/// How a file was settled, as its `done` line says it.
package enum Outcome: String, CaseIterable, Sendable {
    case processed, failed, dropped
    /// It is the same as a file that was settled before (`fp-watch --claim --skip-duplicates`); only its input was moved.
    /// `fp-watch commit` prints such a line, and enters none into its ledger, also for a file that came to it twice.
    case duplicate
}

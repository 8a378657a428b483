import Foundation

/// A generator whose whole sequence follows from its seed (splitmix64), so that a failure can be run again.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

package enum Seed {
    /// The seeds of a normal run, or the one in FP_SEED.
    package static let list: [UInt64] =
        ProcessInfo.processInfo.environment["FP_SEED"].flatMap(UInt64.init).map { [$0] } ?? [1, 2, 3, 4]
}

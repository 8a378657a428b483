// The world of the model: a folder on a disk, and pipelines. Everything in it is bytes; 0 means none, and sorts of
// things are enums whose raw values never leave the model.

/// Where an input lies, and under which number if it is or was claimed.
struct Spot: Blank, Equatable {
    enum Place: UInt8, BitwiseCopyable { case nowhere, unprocessed, underprocess, processed, failed }

    var place = Place.nowhere
    var number: UInt8 = 0

    static let blank = Spot()
}

/// Directories, one bit each.
typealias Directories = UInt8

extension Spot.Place {
    var bit: Directories { self == .nowhere ? 0 : 1 << rawValue }
}

/// A rename that happened, and the directories that must still be synced before a power cut can't undo it.
struct Move: Blank {
    var spot = Spot()
    var unsynced: Directories = 0

    static let blank = Move()
}

/// Bytes, as far as it matters which: an input, or the result of one. `whole` and `cut` are what the dropper wrote and
/// what a power cut left of that; `garbage` is nobody's.
struct Content: Blank, Equatable {
    private(set) var byte: UInt8 = 0

    private init(byte: UInt8) { self.byte = byte }

    static let blank = Content(byte: 0)
    static let garbage = Content(byte: 0xFF)
    static func whole(_ file: Int) -> Content { Content(byte: UInt8(file) + 1) }
    static func cut(_ file: Int) -> Content { Content(byte: UInt8(file) + 1 | 0x10) }

    /// The same bytes, written and not synced.
    var unsynced: Content { Content(byte: byte | 0x20) }
    var isUnsynced: Bool { self != .garbage && byte & 0x20 != 0 }
    var asWritten: Content { self == .garbage ? self : Content(byte: byte & ~0x20) }
}

/// One input, from the drop on.
struct Input: Blank {
    /// Its name.
    var letter: UInt8 = 0
    var durable = Spot()
    var moves = Row<6, Move>()
    var content = Content.blank
    var isContentSynced: UInt8 = 0

    static let blank = Input()

    var spot: Spot { moves.last?.spot ?? durable }
    func isAt(_ place: Spot.Place, _ number: UInt8) -> Bool { spot == Spot(place: place, number: number) }
}

/// A name in `results/`: `letter` is the input's name, `suffix` the number after its `~`.
struct ResultName: Equatable, BitwiseCopyable {
    var letter: UInt8 = 0
    var suffix: UInt8 = 0
}

/// What a name in `results/` holds, and held since it was last synced.
struct Result: Blank {
    var name = ResultName()
    var durable = Content.blank
    var unsynced = Row<5, Content>()

    static let blank = Result()

    var content: Content { unsynced.last ?? durable }
}

struct Line: Blank, Equatable {
    enum Kind: UInt8, BitwiseCopyable { case none, processed, failed, attempt, crash, ending, retried }

    var kind = Kind.none
    var number: UInt8 = 0
    var file: UInt8 = 0
    /// Of a processed file: the suffix of its result's name. Of an attempt, and of its crash or other
    /// ending: the pipeline.
    var detail: UInt8 = 0
    /// Of a processed file: what its result holds.
    var content = Content.blank
    /// Written, but its sync failed: it can be read until the power is cut, and no later sync helps it.
    var isGhost: UInt8 = 0

    static let blank = Line()

    var isOfPipeline: Bool { [.attempt, .crash, .ending].contains(kind) }
}

struct Ledger: BitwiseCopyable {
    var lines = Row<18, Line>()
    var durableCount: UInt8 = 0
    var isTorn: UInt8 = 0

    mutating func sync() { durableCount = lines.count }

    /// Appends what the commit lock lets one process append. A torn end is cut off first; if it isn't, the first of the
    /// new lines melts with it.
    mutating func append(_ new: [Line], cutsTornEnd: Bool) {
        for line in isTorn != 0 && !cutsTornEnd ? Array(new.dropFirst()) : new { lines.append(line) }
        isTorn = 0
    }

    /// The line that settles a number, if there is one that no retry took back.
    func settling(_ number: UInt8) -> Line? {
        var found: Line?
        for index in lines.indices where lines[index].number == number {
            switch lines[index].kind {
            case .processed, .failed: found = lines[index]
            case .retried: found = nil
            case .none, .attempt, .crash, .ending: break
            }
        }
        return found
    }
}

struct Offer: Blank, Equatable {
    var number: UInt8 = 0
    var file: UInt8 = 0

    static let blank = Offer()
}

/// One file in a batch that is settled.
struct Entry: Blank {
    var offer = Offer()
    var isProcessed: UInt8 = 0
    var content = Content.blank
    /// Of its result's name, once the commit lock is held.
    var suffix: UInt8 = 0

    static let blank = Entry()
}

/// A batch on its way through the commit protocol. While `isOpen` its process holds the commit lock.
struct Commit: BitwiseCopyable {
    var isOpen: UInt8 = 0
    var step: UInt8 = 0
    /// The next entry, in a step that takes one file at a time.
    var index: UInt8 = 0
    var batch = Row<2, Entry>()
}

/// `fp-watch --claim`.
struct Head: BitwiseCopyable {
    enum Doing: UInt8, BitwiseCopyable {
        /// Not running.
        case dead
        /// At its start: is to enter how the last run of the pipeline ended.
        case reporting
        case idle
        /// Has the claim lock, and has seen what is in `underprocess/`.
        case claiming
        /// Has claimed `offer` and is about to write it into the pipe.
        case offering
        /// Has found `offer` left over and locked it; is to count an attempt, durably.
        case counting
        /// The same, alone.
        case offeringAlone
        /// Has offered a file alone, and waits until it leaves `underprocess/`.
        case waiting
        /// Has found a file that has killed the pipeline too often.
        case failing
        case committing
        /// Only without the clause `lockFirst`: has moved a file and not locked it yet.
        case locking
    }

    var doing = Doing.dead
    var offer = Offer()
    /// The largest number that the first half of a claim has seen.
    var seenMax: UInt8 = 0
    var commit = Commit()
}

/// A supervised pipeline: a head, stages, `fp-watch commit`.
struct Pipeline: Blank {
    enum Ending: UInt8, BitwiseCopyable { case unknown, crash }
    enum Tail: UInt8, BitwiseCopyable { case dead, reading, committing }

    var head = Head()
    /// The inputs that the head has locked, one bit each.
    var locks: UInt8 = 0
    var offers = Row<3, Offer>()
    /// A stage has gone: the head's next write fails, and the tail's input ends.
    var isBroken: UInt8 = 0
    var tail = Tail.dead
    var commit = Commit()
    var lastEnding = Ending.unknown

    static let blank = Pipeline()

    var isDead: Bool { head.doing == .dead && tail == .dead }
    var isCutOff: Bool { isBroken != 0 || tail == .dead }
}

/// How many faults and other events may still come.
struct Budget: BitwiseCopyable {
    var kills: UInt8 = 0
    var powerCuts: UInt8 = 0
    var diskFaults: UInt8 = 0
    var retries: UInt8 = 0
    var terminations: UInt8 = 0
    /// The inputs that were retried, one bit each.
    var retried: UInt8 = 0
}

struct World: BitwiseCopyable {
    var inputs = Row<3, Input>()
    var results = Row<6, Result>()
    var ledger = Ledger()
    var pipelines = Row<2, Pipeline>()
    var budget = Budget()

    var isCommitLockFree: Bool {
        !pipelines.contains { $0.commit.isOpen != 0 || $0.head.commit.isOpen != 0 }
    }
    var isClaimLockFree: Bool { !pipelines.contains { $0.head.doing == .claiming } }
    func isLocked(_ file: Int) -> Bool { pipelines.contains { $0.locks >> file & 1 != 0 } }

    var underprocessMax: UInt8 {
        inputs.elements.filter { $0.spot.place == .underprocess }.map(\.spot.number).max() ?? 0
    }
}

/// One step that a world can take.
struct Step {
    enum Kind {
        /// What happens if nothing goes wrong: it is never kept from happening for ever.
        case progress
        /// What may happen: faults, and people.
        case event
    }

    let kind: Kind
    let world: World
    /// Empty unless labels were asked for.
    let label: String
}

/// All steps that the programs, the users and the faults of a setting can take from a world. A class, for it gathers them.
final class Model {
    let setting: Setting
    private let isLabelled: Bool
    private(set) var steps: [Step] = []

    init(_ setting: Setting, isLabelled: Bool = false) {
        self.setting = setting
        self.isLabelled = isLabelled
    }

    static func beginning(of setting: Setting) -> World {
        var world = World()
        for (file, letter) in setting.letters.enumerated() {
            var input = Input(letter: letter)
            if !setting.late.contains(file) {
                input.drop(file)
                input.sync(~0)
            }
            world.inputs.append(input)
        }
        for _ in 0..<setting.pipelineCount { world.pipelines.append(.started) }
        world.budget = Budget(
            kills: UInt8(setting.kills), powerCuts: UInt8(setting.powerCuts), diskFaults: UInt8(setting.diskFaults),
            retries: UInt8(setting.retries), terminations: UInt8(setting.terminations))
        return world
    }

    func findSteps(from world: World) {
        steps.removeAll(keepingCapacity: true)
        userSteps(world)
        for index in world.pipelines.indices {
            pipelineSteps(world, index)
            headSteps(world, index)
            tailSteps(world, index)
            if world.budget.kills > 0 { killSteps(world, index) }
        }
        if world.budget.powerCuts > 0 {
            for cut in world.powerCuts() { add(.event, cut, "the power is cut") }
        }
    }

    func add(_ kind: Step.Kind, _ world: World, _ label: @autoclosure () -> String) {
        steps.append(Step(kind: kind, world: world, label: isLabelled ? label() : ""))
    }

    /// Adds the world that `change` makes of `world`.
    func add(
        _ kind: Step.Kind = .progress, from world: World, _ label: @autoclosure () -> String,
        _ change: (inout World) -> Void
    ) {
        var changed = world
        change(&changed)
        add(kind, changed, label())
    }
}

extension Pipeline {
    static var started: Pipeline {
        var pipeline = Pipeline()
        pipeline.head.doing = .idle
        pipeline.tail = .reading
        return pipeline
    }
}

extension Input {
    fileprivate var isDropped: Bool { spot.place != .nowhere }

    fileprivate mutating func drop(_ file: Int) {
        move(to: .unprocessed, number: 0)
        content = .whole(file)
    }
}

// MARK: - Users

extension Model {
    fileprivate func userSteps(_ world: World) {
        for file in world.inputs.indices {
            let input = world.inputs[file]
            if !input.isDropped, !world.isTaken(input.letter) {
                add(from: world, "somebody drops \(file)") { $0.inputs[file].drop(file) }
            }
            if input.spot.place == .failed { retrySteps(world, file) }
        }
    }

    private func retrySteps(_ world: World, _ file: Int) {
        let input = world.inputs[file]
        let number = input.spot.number
        if setting.keeps(.retryTakesNewNumber) {
            guard world.budget.retries > 0, !world.isTaken(input.letter) else { return }
            let isSynced = setting.keeps(.retryIsSynced)
            add(.event, from: world, "retry \(file)") {
                $0.inputs[file].move(to: .unprocessed, number: 0)
                if isSynced { $0.syncDirectories(.failed, .unprocessed) }
                $0.budget.noteRetry(file)
            }
        } else if world.ledger.settling(number) == nil {
            // The line was there first, so this is the second half.
            add(from: world, "retry moves \(file) to underprocess/") {
                $0.inputs[file].move(to: .underprocess, number: number)
            }
        } else if world.budget.retries > 0, world.isCommitLockFree {
            add(.event, from: world, "retry of \(file) is entered") {
                $0.append([Line(kind: .retried, number: number, file: UInt8(file))], setting)
                $0.ledger.sync()
                $0.budget.noteRetry(file)
            }
        }
    }
}

extension Budget {
    fileprivate mutating func noteRetry(_ file: Int) {
        retries -= 1
        retried |= 1 << file
    }
}

extension World {
    /// Whether `unprocessed/` has an input of this name.
    fileprivate func isTaken(_ letter: UInt8) -> Bool {
        inputs.contains { $0.letter == letter && $0.spot.place == .unprocessed }
    }

    mutating func append(_ lines: [Line], _ setting: Setting) {
        ledger.append(lines, cutsTornEnd: setting.keeps(.tornEndIsCut))
    }
}

// MARK: - The supervisor, and kills

extension Model {
    fileprivate func pipelineSteps(_ world: World, _ index: Int) {
        let pipeline = world.pipelines[index]
        guard pipeline.isDead, setting.restarts else { return }
        add(from: world, "\(index): starts") {
            $0.pipelines[index] = .started
            let isKnown = pipeline.lastEnding != .unknown || setting.keeps(.startEndsLastRun)
            if isKnown, world.ledger.openAttempt(of: index, setting) != nil {
                $0.pipelines[index].head.doing = .reporting
                $0.pipelines[index].lastEnding = pipeline.lastEnding
            }
        }
    }

    private func addKill(
        _ world: World, _ index: Int, _ victim: @autoclosure () -> String, _ change: (inout World) -> Void
    ) {
        add(.event, from: world, "KILL \(index): \(victim())") {
            $0.budget.kills -= 1
            if !setting.keeps(.killsDoNotBlame) { $0.pipelines[index].lastEnding = .crash }
            change(&$0)
        }
    }

    /// SIGKILL of the head, of the tail, and of a stage between them, after which some offers still get through.
    fileprivate func killSteps(_ world: World, _ index: Int) {
        let pipeline = world.pipelines[index]
        if pipeline.head.doing != .dead {
            addKill(world, index, "head") { $0.pipelines[index].endHead() }
            tornAppends(world, index, pipeline.head.commit, "head") { $0.endHead() }
        }
        guard pipeline.tail != .dead else { return }
        addKill(world, index, "commit") { $0.pipelines[index].endTail() }
        tornAppends(world, index, pipeline.commit, "commit") { $0.endTail() }
        guard pipeline.isBroken == 0 else { return }
        for passed in 0...Int(pipeline.offers.count) {
            addKill(world, index, "a stage, \(passed) offers get through") {
                $0.pipelines[index].isBroken = 1
                $0.pipelines[index].offers.keepFirst(passed)
            }
        }
    }

    /// A kill in the middle of an append: some whole lines and a part of one.
    private func tornAppends(
        _ world: World, _ index: Int, _ commit: Commit, _ victim: String, _ end: (inout Pipeline) -> Void
    ) {
        guard commit.isOpen != 0, commit.nextStep(setting) == .append else { return }
        for written in commit.batch.indices {
            addKill(world, index, "\(victim) after \(written) lines and a half") {
                $0.append(commit.lines.dropLast(commit.lines.count - written), setting)
                $0.ledger.isTorn = 1
                end(&$0.pipelines[index])
            }
        }
    }
}

extension Pipeline {
    /// Its locks go with it.
    mutating func endHead() {
        head = Head()
        locks = 0
    }

    mutating func endTail() {
        tail = .dead
        commit = Commit()
        offers.removeAll()
    }
}

/// Visits every world that a setting can reach, the nearest first, so that what goes wrong is found by a shortest way.
struct Search {
    struct Finding {
        let fault: String
        /// Each step from the beginning.
        let steps: [String]
    }

    private let setting: Setting
    private var known = FingerprintTable()
    /// For each world, the one it was first reached from.
    private var parents: [UInt32] = [0]
    /// Progress steps, from and to; how one gets to an end is read off them backwards.
    private var progress: [(from: UInt32, to: UInt32)] = []
    private var ends: [UInt32] = []
    private(set) var stepCount = 0

    var worldCount: Int { parents.count }

    init(_ setting: Setting) { self.setting = setting }

    /// - Returns: the first fault met, or nil when there is none in any world.
    mutating func run() -> Finding? {
        let model = Model(setting)
        let beginning = Model.beginning(of: setting)
        _ = known.insert(Fingerprint(beginning.canonical))
        var level = [beginning]
        var number: UInt32 = 0
        while !level.isEmpty {
            var next: [World] = []
            for world in level {
                if let fault = setting.fault(in: world) { return finding(fault, number) }
                model.findSteps(from: world)
                var isEnd = true
                for step in model.steps {
                    let target = step.world.canonical
                    let (index, isNew) = known.insert(Fingerprint(target))
                    if isNew {
                        parents.append(number)
                        next.append(target)
                    }
                    if index != number { stepCount += 1 }
                    guard step.kind == .progress, index != number else { continue }
                    isEnd = false
                    progress.append((number, index))
                }
                if isEnd {
                    if let fault = setting.faultAtEnd(in: world) { return finding(fault, number) }
                    ends.append(number)
                }
                number += 1
            }
            level = next
        }
        return stuckWorld().map { finding("from here no end is reached any more", $0) }
    }

    /// The first world from which progress alone leads to no end.
    private func stuckWorld() -> UInt32? {
        var starts = [Int](repeating: 0, count: parents.count + 1)
        for step in progress { starts[Int(step.to) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var sources = [UInt32](repeating: 0, count: progress.count)
        var places = starts
        for step in progress {
            sources[places[Int(step.to)]] = step.from
            places[Int(step.to)] += 1
        }
        var reachesEnd = [Bool](repeating: false, count: parents.count)
        var stack = ends
        for end in ends { reachesEnd[Int(end)] = true }
        while let world = stack.popLast() {
            for place in starts[Int(world)]..<starts[Int(world) + 1] where !reachesEnd[Int(sources[place])] {
                reachesEnd[Int(sources[place])] = true
                stack.append(sources[place])
            }
        }
        return reachesEnd.firstIndex(of: false).map(UInt32.init)
    }

    /// Goes the way to a world again, this time with what each step is called.
    private func finding(_ fault: String, _ number: UInt32) -> Finding {
        var way = [number]
        while let last = way.last, last != 0 { way.append(parents[Int(last)]) }
        let model = Model(setting, isLabelled: true)
        var world = Model.beginning(of: setting).canonical
        var labels: [String] = []
        for target in way.reversed().dropFirst() {
            model.findSteps(from: world)
            guard let step = model.steps.first(where: { known.index(of: Fingerprint($0.world.canonical)) == target })
            else { preconditionFailure("a world has its parent's step") }
            labels.append(step.label)
            world = step.world.canonical
        }
        return Finding(fault: fault, steps: labels)
    }
}

extension World {
    /// Pipelines are alike: of two worlds that differ only in which is which, one stands for both.
    fileprivate var canonical: World {
        guard pipelines.count == 2 else { return self }
        var swapped = self
        swapped.pipelines = Row(pipelines.elements.reversed())
        for index in ledger.lines.indices where ledger.lines[index].isOfPipeline {
            swapped.ledger.lines[index].detail = 1 - ledger.lines[index].detail
        }
        return Fingerprint(self) < Fingerprint(swapped) ? self : swapped
    }
}

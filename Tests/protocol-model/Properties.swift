/// What must hold. Each function returns what is wrong, in words, or nil.
extension Setting {
    /// What must hold in every world.
    func fault(in world: World) -> String? {
        faultInPromises(world) ?? faultInNumbers(world) ?? faultInPlaces(world)
    }

    /// What the ledger says after a power cut is true after it: the result is there, whole, and made of the input's bytes.
    private func faultInPromises(_ world: World) -> String? {
        for index in 0..<Int(world.ledger.durableCount) {
            let line = world.ledger.lines[index]
            guard line.kind == .processed, line.isGhost == 0 else { continue }
            let input = world.inputs[Int(line.file)]
            if input.isContentSynced == 0 { return "a settled input's bytes can be lost in a power cut" }
            let result = world.result(resultName(input.letter, suffix: line.detail))
            guard let result, result.durable == line.content, result.unsynced.isEmpty else {
                return "a settled file's result isn't there, or a power cut can take or change it"
            }
        }
        return nil
    }

    /// A number is one file's, and is settled once; a file is processed once; a result's name is one file's. All of them
    /// are few.
    private func faultInNumbers(_ world: World) -> String? {
        let lines = world.ledger.lines
        if lines.count > linesMax { return "a file is offered again and again" }
        var numbers: [UInt8: UInt8] = [:]
        for file in world.inputs.indices where world.inputs[file].spot.number != 0 {
            let number = world.inputs[file].spot.number
            if numbers.updateValue(UInt8(file), forKey: number) != nil { return "two files have one number" }
        }
        for one in lines.indices {
            let line = lines[one]
            if numbers.updateValue(line.file, forKey: line.number) ?? line.file != line.file {
                return "two files have one number"
            }
            let isSettling = line.kind == .processed || line.kind == .failed
            for other in 0..<one where isSettling {
                let earlier = lines[other]
                guard earlier.kind == .processed || earlier.kind == .failed else { continue }
                let wasRetried = (other..<one).contains {
                    lines[$0].kind == .retried && lines[$0].number == line.number
                }
                if earlier.number == line.number, !wasRetried { return "one number is settled twice" }
                guard earlier.kind == .processed, line.kind == .processed else { continue }
                if earlier.file == line.file { return "one file is processed twice" }
                if name(earlier, world) == name(line, world) { return "two files have one result" }
            }
        }
        return nil
    }

    /// Nothing is acted on that a power cut takes back, and nobody takes a file from a living head.
    private func faultInPlaces(_ world: World) -> String? {
        for file in world.inputs.indices {
            let spot = world.inputs[file].spot
            guard spot.place == .processed || spot.place == .failed else { continue }
            let isDurable = (0..<Int(world.ledger.durableCount)).contains { index in
                let line = world.ledger.lines[index]
                return line.number == spot.number && line.kind != .attempt && line.isGhost == 0
            }
            if !isDurable { return "an input was moved for a line that a power cut takes back" }
        }
        for taker in world.pipelines.elements where taker.head.doing == .offeringAlone {
            if world.pipelines.contains(where: { $0.head.doing == .locking && $0.head.offer == taker.head.offer }) {
                return "a file is taken from the living head that claimed it"
            }
        }
        return nil
    }

    // MARK: The end

    /// What must hold in a world in which nothing is left to happen but events.
    func faultAtEnd(in world: World) -> String? {
        if !restarts {
            let waits = world.pipelines.contains { $0.head.doing == .waiting || !$0.isDead && $0.locks != 0 }
            return waits ? "a living pipeline waits for ever" : nil
        }
        for file in world.inputs.indices {
            if let fault = faultAtEnd(of: file, world) { return fault }
        }
        return faultInResults(world)
    }

    private func faultAtEnd(of file: Int, _ world: World) -> String? {
        let place = world.inputs[file].spot.place
        let fails = poison.contains(file) || bad.contains(file) && world.budget.retried >> file & 1 == 0
        let isProcessed = world.ledger.lines.contains { $0.kind == .processed && $0.file == file }
        switch place {
        case .nowhere: return "an input was never dropped"
        case .unprocessed, .underprocess: return "an input is left over"
        case .processed where fails: return "an input that can't be processed was"
        case .failed where !fails && !flaky.contains(file): return "an input was failed without a fault of its own"
        case .processed, .failed:
            return isProcessed == (place == .processed) ? nil : "the ledger has another outcome than the folder"
        }
    }

    /// `results/` is what the ledger says: nothing is missing, nobody's result is left, names follow the rule.
    private func faultInResults(_ world: World) -> String? {
        let lines = world.ledger.lines.elements.filter { $0.kind == .processed }
        let settled = world.ledger.lines.elements.filter { $0.kind == .processed || $0.kind == .failed }
        for result in world.results.elements where result.content != .blank {
            let isWanted = lines.contains { name($0, world) == result.name && $0.content == result.content }
            if !isWanted { return "a result is left that no line speaks of" }
        }
        for line in lines {
            let letter = world.inputs[Int(line.file)].letter
            guard world.result(name(line, world))?.content == line.content else { return "a result is missing" }
            let isFirst = !settled.contains { $0.number < line.number && world.inputs[Int($0.file)].letter == letter }
            if (line.detail == 0) != (isFirst && letter != Self.lookalike) { return "a result's name breaks the rule" }
        }
        return nil
    }

    private func name(_ line: Line, _ world: World) -> ResultName {
        resultName(world.inputs[Int(line.file)].letter, suffix: line.detail)
    }
}

// The disk: what happened, and what of it a power cut leaves.

extension Input {
    mutating func move(to place: Spot.Place, number: UInt8) {
        moves.append(Move(spot: Spot(place: place, number: number), unsynced: spot.place.bit | place.bit))
    }

    /// Syncs directories. A move is durable when both of its directories were synced after it, or a later one is.
    mutating func sync(_ directories: Directories) {
        var durableCount = 0
        for index in moves.indices {
            moves[index].unsynced &= ~directories
            if moves[index].unsynced == 0 { durableCount = index + 1 }
        }
        guard durableCount > 0 else { return }
        durable = moves[durableCount - 1].spot
        moves.removeFirst(durableCount)
    }
}

extension World {
    mutating func syncDirectories(_ places: Spot.Place...) {
        let directories = places.reduce(0) { $0 | $1.bit }
        for file in inputs.indices { inputs[file].sync(directories) }
    }

    /// Moves an input out of `underprocess/`, if it is there under this number. Whoever has it locked lets go.
    mutating func moveOn(_ file: Int, _ number: UInt8, to place: Spot.Place) {
        guard inputs[file].isAt(.underprocess, number) else { return }
        inputs[file].move(to: place, number: number)
        for index in pipelines.indices { pipelines[index].locks &= ~(1 << file) }
    }

    func result(_ name: ResultName) -> Result? {
        results.firstIndex { $0.name == name }.map { results[$0] }
    }

    /// Puts a result under its name; blank content removes it.
    mutating func putResult(_ name: ResultName, _ content: Content) {
        if let index = results.firstIndex(where: { $0.name == name }) {
            if results[index].content != content { results[index].unsynced.append(content) }
        } else if content != .blank {
            var result = Result(name: name)
            result.unsynced.append(content)
            insert(result)
        }
    }

    mutating func syncResults() {
        keepResults { result in
            result.durable = result.content
            result.unsynced.removeAll()
        }
    }

    /// Changes each result, and forgets those that nothing is left of.
    private mutating func keepResults(_ change: (inout Result) -> Void) {
        var kept: [Result] = []
        for var result in results.elements {
            change(&result)
            if result.durable != .blank || !result.unsynced.isEmpty { kept.append(result) }
        }
        results = Row(kept)
    }

    /// In the order of the names, so that equal folders are equal worlds.
    private mutating func insert(_ result: Result) {
        var all = results.elements
        let position = all.firstIndex { ($0.name.letter, $0.name.suffix) > (result.name.letter, result.name.suffix) }
        all.insert(result, at: position ?? all.endIndex)
        results = Row(all)
    }
}

// MARK: - Power cuts

extension World {
    /// All that a power cut may leave: each input where any of its unsynced moves had it, each name in `results/` with
    /// any content it had since its last sync, and any part of the ledger that is longer than what was synced.
    func powerCuts() -> [World] {
        var dark = self
        for index in dark.pipelines.indices { dark.pipelines[index] = .blank }
        dark.budget.powerCuts -= 1
        var worlds = dark.cutLedgers()
        for file in inputs.indices { worlds = worlds.flatMap { $0.cutInputs(file) } }
        worlds = worlds.filter { !$0.hasTwoInOnePlace }
        for index in results.indices { worlds = worlds.flatMap { $0.cutResults(index) } }
        return worlds.map { world in
            var world = world
            world.syncResults()
            return world
        }
    }

    /// The end of what is lost is torn: half a line may be there.
    private func cutLedgers() -> [World] {
        (Int(ledger.durableCount)...Int(ledger.lines.count)).map { kept in
            var world = self
            world.ledger.isTorn = kept < ledger.lines.count ? 1 : ledger.isTorn
            world.ledger.lines = Row(ledger.lines.elements.prefix(kept).filter { $0.isGhost == 0 })
            world.ledger.sync()
            return world
        }
    }

    private func cutInputs(_ file: Int) -> [World] {
        let input = inputs[file]
        var worlds: [World] = []
        for spot in [input.durable] + input.moves.elements.map(\.spot) {
            var world = self
            world.inputs[file].durable = spot
            world.inputs[file].moves.removeAll()
            if spot.place == .nowhere { world.inputs[file].content = .blank }
            let isWritten = spot.place != .nowhere
            if isWritten { world.inputs[file].isContentSynced = 1 }
            worlds.append(world)
            if isWritten, input.isContentSynced == 0 {
                world.inputs[file].content = .cut(file)
                worlds.append(world)
            }
        }
        return worlds
    }

    private func cutResults(_ index: Int) -> [World] {
        let result = results[index]
        return ([result.durable] + result.unsynced.elements).flatMap { content in
            (content.isUnsynced ? [content.asWritten, .garbage] : [content]).map { left in
                var world = self
                world.results[index].durable = left
                world.results[index].unsynced.removeAll()
                return world
            }
        }
    }

    /// Two inputs of one name can't both lie in `unprocessed/`: the file system orders that much.
    private var hasTwoInOnePlace: Bool {
        for one in inputs.indices {
            for other in inputs.indices where other > one {
                if inputs[one].spot.place == .unprocessed, inputs[other].spot.place == .unprocessed,
                    inputs[one].letter == inputs[other].letter
                {
                    return true
                }
            }
        }
        return false
    }
}

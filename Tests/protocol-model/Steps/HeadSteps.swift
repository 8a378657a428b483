/// What `fp-watch --claim` does (DESIGN section 4, points 2 and 4).
extension Model {
    func headSteps(_ world: World, _ index: Int) {
        let pipeline = world.pipelines[index]
        switch pipeline.head.doing {
        case .dead: break
        case .reporting: report(world, index)
        case .idle: idle(world, index)
        case .claiming: claim(world, index)
        case .locking: lock(world, index)
        case .offering, .offeringAlone: offer(world, index)
        case .counting: count(world, index)
        case .waiting: wait(world, index)
        case .failing: fail(world, index)
        case .committing: commit(world, index)
        }
    }

    /// Enters how the last run of this pipeline ended, if a file was alone in it: a crash counts against that file.
    private func report(_ world: World, _ index: Int) {
        guard world.isCommitLockFree else { return }
        let isCrash = world.pipelines[index].lastEnding == .crash
        add(from: world, "\(index): head enters \(isCrash ? "a crash" : "an end that nobody can explain")") {
            if let attempt = $0.ledger.openAttempt(of: index, setting) {
                let kind = isCrash ? Line.Kind.crash : .ending
                $0.append([Line(kind: kind, number: attempt.number, file: attempt.file, detail: UInt8(index))], setting)
                $0.ledger.sync()
            }
            $0.pipelines[index].head.doing = .idle
            $0.pipelines[index].lastEnding = .unknown
        }
    }

    private func idle(_ world: World, _ index: Int) {
        let pipeline = world.pipelines[index]
        if pipeline.isCutOff { return addEnd(world, index) }
        beginClaim(world, index)
        if pipeline.locks == 0 {
            findLeftovers(world, index)
            if world.budget.terminations > 0 {
                add(.event, from: world, "\(index): head is told to end, and nothing is in flight") {
                    $0.budget.terminations -= 1
                    $0.pipelines[index].endHead()
                }
            }
        }
        moveOnSettled(world, index)
    }

    private func addEnd(_ world: World, _ index: Int) {
        add(from: world, "\(index): head can't write on, and ends") { $0.pipelines[index].endHead() }
    }

    // MARK: Claiming

    /// Takes the claim lock and lists `underprocess/`.
    private func beginClaim(_ world: World, _ index: Int) {
        guard world.inputs.contains(where: { $0.spot.place == .unprocessed }),
            world.isClaimLockFree || !setting.keeps(.claimsExcludeEachOther)
        else { return }
        add(from: world, "\(index): head is to claim, and lists underprocess/") {
            $0.pipelines[index].head.doing = .claiming
            $0.pipelines[index].head.seenMax = world.claimedMaxFirst(setting)
        }
    }

    /// Reads the ledger, and moves one input to `underprocess/` under the next number.
    private func claim(_ world: World, _ index: Int) {
        let number = max(world.pipelines[index].head.seenMax, world.claimedMaxSecond(setting)) + 1
        for file in world.inputs.indices where world.inputs[file].spot.place == .unprocessed {
            add(from: world, "\(index): head claims \(file) as \(number)") {
                $0.inputs[file].move(to: .underprocess, number: number)
                $0.pipelines[index].head = Head(doing: .offering, offer: Offer(number: number, file: UInt8(file)))
                if setting.keeps(.lockComesBeforeMove) {
                    $0.pipelines[index].locks |= 1 << file
                } else {
                    $0.pipelines[index].head.doing = .locking
                }
            }
        }
        if !world.inputs.contains(where: { $0.spot.place == .unprocessed }) {
            add(from: world, "\(index): head finds nothing to claim") { $0.pipelines[index].head = Head(doing: .idle) }
        }
    }

    private func lock(_ world: World, _ index: Int) {
        let offer = world.pipelines[index].head.offer
        let isMine = world.isLeftOver(offer)
        add(from: world, "\(index): head locks \(offer.file)") {
            if isMine { $0.pipelines[index].locks |= 1 << offer.file }
            $0.pipelines[index].head.doing = isMine ? .offering : .idle
        }
    }

    private func offer(_ world: World, _ index: Int) {
        let pipeline = world.pipelines[index]
        if pipeline.isCutOff { return addEnd(world, index) }
        let isAlone = pipeline.head.doing == .offeringAlone
        add(from: world, "\(index): head offers \(pipeline.head.offer.file)") {
            $0.pipelines[index].offers.append(pipeline.head.offer)
            $0.pipelines[index].head.doing = isAlone ? .waiting : .idle
            if !isAlone { $0.pipelines[index].head.offer = Offer() }
        }
    }

    // MARK: Recovery

    /// Locks a file in `underprocess/` that nobody has locked and the ledger doesn't know.
    private func findLeftovers(_ world: World, _ index: Int) {
        guard setting.keeps(.leftoverIsOffered) else { return }
        for offer in world.claimedOffers where world.isLeftOver(offer) {
            let isExhausted = world.ledger.crashCount(offer.number) >= setting.crashesMax
            add(from: world, "\(index): head finds \(offer.file) left over") {
                $0.pipelines[index].locks |= 1 << offer.file
                $0.pipelines[index].head.offer = offer
                $0.pipelines[index].head.doing = isExhausted ? .failing : .counting
            }
        }
    }

    private func moveOnSettled(_ world: World, _ index: Int) {
        guard setting.keeps(.settledIsMovedOn),
            world.isCommitLockFree || !setting.keeps(.recoverySyncsLedger)
        else { return }
        for offer in world.claimedOffers {
            guard let line = world.ledger.settling(offer.number) else { continue }
            add(from: world, "\(index): head moves \(offer.file) on") {
                if setting.keeps(.recoverySyncsLedger) { $0.ledger.sync() }
                $0.moveOn(Int(offer.file), offer.number, to: line.kind == .processed ? .processed : .failed)
            }
        }
    }

    /// Enters an attempt, unless the file has been settled meanwhile.
    private func count(_ world: World, _ index: Int) {
        guard world.isCommitLockFree else { return }
        let offer = world.pipelines[index].head.offer
        if world.ledger.settling(offer.number) != nil { return letGo(world, index) }
        add(from: world, "\(index): head counts an attempt of \(offer.file)") {
            let line = Line(kind: .attempt, number: offer.number, file: offer.file, detail: UInt8(index))
            $0.append([line], setting)
            $0.ledger.sync()
            $0.pipelines[index].head.doing = .offeringAlone
        }
    }

    private func wait(_ world: World, _ index: Int) {
        let pipeline = world.pipelines[index]
        if pipeline.isCutOff, setting.keeps(.ticksGoOn) { return addEnd(world, index) }
        if !world.inputs[Int(pipeline.head.offer.file)].isAt(.underprocess, pipeline.head.offer.number) {
            letGo(world, index)
        }
        if setting.keeps(.recoveryGoesOnWhileWaiting) { moveOnSettled(world, index) }
        if !setting.keeps(.leftoverIsAlone), !pipeline.isCutOff { beginClaim(world, index) }
    }

    private func letGo(_ world: World, _ index: Int) {
        let file = world.pipelines[index].head.offer.file
        add(from: world, "\(index): head is done with \(file)") {
            $0.pipelines[index].head = Head(doing: .idle)
            $0.pipelines[index].locks &= ~(1 << file)
        }
    }

    // MARK: Giving up

    private func fail(_ world: World, _ index: Int) {
        guard world.isCommitLockFree else { return }
        let entry = Entry(offer: world.pipelines[index].head.offer)
        let (opened, commit) = world.opened([entry], rereads: setting.keeps(.failureRereadsLedger), setting)
        if commit.isOpen == 0 { return letGo(world, index) }
        add(from: opened, "\(index): head gives \(entry.offer.file) up") {
            $0.pipelines[index].head.doing = .committing
            $0.pipelines[index].head.commit = commit
        }
    }

    private func commit(_ world: World, _ index: Int) {
        var (changed, commit) = (world, world.pipelines[index].head.commit)
        let label = changed.take(setting, &commit)
        changed.pipelines[index].head.commit = commit
        if commit.isOpen == 0 {
            changed.pipelines[index].locks &= ~(1 << changed.pipelines[index].head.offer.file)
            changed.pipelines[index].head = Head(doing: .idle)
        }
        add(.progress, changed, "\(index): head \(label)")
    }
}

extension World {
    fileprivate var claimedOffers: [Offer] {
        inputs.indices.compactMap { file in
            let spot = inputs[file].spot
            return spot.place == .underprocess ? Offer(number: spot.number, file: UInt8(file)) : nil
        }
    }

    fileprivate func isLeftOver(_ offer: Offer) -> Bool {
        inputs[Int(offer.file)].isAt(.underprocess, offer.number) && !isLocked(Int(offer.file))
            && ledger.settling(offer.number) == nil
    }

    /// The largest number in what a claim looks at first.
    fileprivate func claimedMaxFirst(_ setting: Setting) -> UInt8 {
        if !setting.keeps(.claimsExcludeEachOther) { return max(underprocessMax, ledger.numberMax(setting)) }
        return setting.keeps(.underprocessIsListedFirst) ? underprocessShownMax(setting) : ledger.numberMax(setting)
    }

    fileprivate func claimedMaxSecond(_ setting: Setting) -> UInt8 {
        if !setting.keeps(.claimsExcludeEachOther) { return 0 }
        return setting.keeps(.underprocessIsListedFirst) ? ledger.numberMax(setting) : underprocessShownMax(setting)
    }

    private func underprocessShownMax(_ setting: Setting) -> UInt8 {
        setting.keeps(.numbersSkipUnderprocess) ? underprocessMax : 0
    }
}

extension Ledger {
    fileprivate func numberMax(_ setting: Setting) -> UInt8 {
        guard setting.keeps(.numbersSkipLedger) else { return 0 }
        return lines.elements.filter { setting.keeps(.numbersSkipAttempts) || $0.kind != .attempt }
            .map(\.number).max() ?? 0
    }

    fileprivate func crashCount(_ number: UInt8) -> Int {
        lines.elements.count { $0.kind == .crash && $0.number == number }
    }

    /// The file that a pipeline had alone, if how that ended isn't known and the file isn't settled.
    func openAttempt(of pipeline: Int, _ setting: Setting) -> Line? {
        let open = lines.indices.filter { index in
            let line = lines[index]
            guard line.kind == .attempt, line.detail == pipeline, settling(line.number) == nil else { return false }
            return !(index + 1..<Int(lines.count)).contains {
                lines[$0].isOfPipeline && lines[$0].number == line.number
                    && (lines[$0].detail == pipeline || !setting.keeps(.crashOutlastsOtherAttempts))
            }
        }
        return open.map { lines[$0] }.max { $0.number < $1.number }
    }
}

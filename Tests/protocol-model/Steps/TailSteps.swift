/// What the stages and `fp-watch commit` do.
extension Model {
    func tailSteps(_ world: World, _ index: Int) {
        switch world.pipelines[index].tail {
        case .dead: break
        case .committing: commit(world, index)
        case .reading:
            read(world, index)
            settle(world, index)
            let pipeline = world.pipelines[index]
            if pipeline.offers.isEmpty, pipeline.commit.batch.isEmpty,
                pipeline.head.doing == .dead || pipeline.isBroken != 0
            {
                add(from: world, "\(index): commit finds its input ended, and ends") { $0.pipelines[index].endTail() }
            }
        }
    }

    /// The stages read the next file, and commit has its result in a temporary file.
    private func read(_ world: World, _ index: Int) {
        let pipeline = world.pipelines[index]
        guard let offer = pipeline.offers.first, pipeline.commit.batch.count < 2 else { return }
        let file = Int(offer.file)
        let isThere = world.inputs[file].isAt(.underprocess, offer.number)
        if isThere, setting.poison.contains(file) || setting.flaky.contains(file) {
            add(from: world, "\(index): a stage dies of \(file)") {
                $0.pipelines[index].offers.removeAll()
                $0.pipelines[index].isBroken = 1
                $0.pipelines[index].lastEnding = .crash
            }
            if setting.poison.contains(file) { return }
        }
        let isGood = isThere && (!setting.bad.contains(file) || world.budget.retried >> file & 1 != 0)
        let entry = Entry(
            offer: offer, isProcessed: isGood ? 1 : 0, content: isGood ? world.inputs[file].content : .blank)
        add(from: world, "\(index): the stages read \(file)") {
            $0.pipelines[index].offers.removeFirst()
            $0.pipelines[index].commit.batch.append(entry)
            // Opening it again empties it, in the hands of all who have it.
            if isGood, !setting.keeps(.temporariesArePrivate) { $0.setSharedTemporary(offer, .garbage) }
        }
    }

    private func settle(_ world: World, _ index: Int) {
        let batch = world.pipelines[index].commit.batch
        guard !batch.isEmpty else { return }
        if !setting.keeps(.temporariesArePrivate), batch.contains(where: { $0.content == .garbage }) {
            return finishSharedTemporaries(world, index)
        }
        guard world.isCommitLockFree else { return }
        let (opened, commit) = world.opened(batch.elements, rereads: setting.keeps(.commitRereadsLedger), setting)
        add(from: opened, "\(index): commit takes its lock for \(commit.batch.count) of \(batch.count) files") {
            $0.pipelines[index].commit = commit
            $0.pipelines[index].tail = commit.isOpen != 0 ? .committing : .reading
        }
        guard world.budget.diskFaults > 0 else { return }
        add(.event, from: world, "\(index): commit finds the disk full") {
            $0.budget.diskFaults -= 1
            if setting.keeps(.fullDiskEndsCommit) {
                $0.pipelines[index].endTail()
            } else {
                $0.pipelines[index].commit = Commit()
            }
        }
    }

    private func commit(_ world: World, _ index: Int) {
        var (changed, commit) = (world, world.pipelines[index].commit)
        if commit.nextStep(setting) == .syncLedger, world.budget.diskFaults > 0 {
            add(.event, from: world, "\(index): commit can't sync the ledger") {
                $0.budget.diskFaults -= 1
                $0.failSync(of: commit, setting)
                $0.pipelines[index].endTail()
            }
        }
        let label = changed.take(setting, &commit)
        changed.pipelines[index].commit = commit
        if commit.isOpen == 0 { changed.pipelines[index].tail = .reading }
        add(.progress, changed, "\(index): commit \(label)")
    }
}

// MARK: - One temporary file for a number, whoever writes it

extension Model {
    /// Until it is written to its end, what is in it is nobody's result.
    fileprivate func finishSharedTemporaries(_ world: World, _ index: Int) {
        add(from: world, "\(index): commit has its temporary files whole") {
            for entry in world.pipelines[index].commit.batch.elements where entry.isProcessed != 0 {
                $0.setSharedTemporary(entry.offer, world.inputs[Int(entry.offer.file)].content)
            }
        }
    }
}

extension World {
    fileprivate mutating func setSharedTemporary(_ offer: Offer, _ content: Content) {
        for index in pipelines.indices {
            for place in pipelines[index].commit.batch.indices
            where pipelines[index].commit.batch[place].offer == offer {
                pipelines[index].commit.batch[place].content = content
            }
        }
    }
}

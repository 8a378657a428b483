/// Numbers, most of them next to each other: kept as ranges, so that a million settled files cost as much as their gaps.
struct SequenceSet: Equatable {
    /// In order, with at least one number missing between any two.
    private(set) var ranges: [ClosedRange<Int>]

    /// - Parameter ranges: in order, with at least one number missing between any two.
    init(ranges: [ClosedRange<Int>] = []) { self.ranges = ranges }

    var count: Int { ranges.reduce(0) { $0 + $1.count } }

    /// Complexity: O(log *n*) in the number of ranges.
    func contains(_ number: Int) -> Bool {
        let index = firstRange(endingAtOrAfter: number)
        return index < ranges.count && ranges[index].contains(number)
    }

    /// Complexity: O(log *n*) when the number continues a range or is the largest; else O(*n*).
    mutating func insert(_ number: Int) {
        let index = firstRange(endingAtOrAfter: number)
        if index < ranges.count, ranges[index].contains(number) { return }
        let joinsBefore = index > 0 && ranges[index - 1].upperBound == number - 1
        let joinsAfter = index < ranges.count && ranges[index].lowerBound == number + 1
        switch (joinsBefore, joinsAfter) {
        case (true, true):
            ranges[index - 1] = ranges[index - 1].lowerBound...ranges[index].upperBound
            ranges.remove(at: index)
        case (true, false): ranges[index - 1] = ranges[index - 1].lowerBound...number
        case (false, true): ranges[index] = number...ranges[index].upperBound
        case (false, false): ranges.insert(number...number, at: index)
        }
    }

    private func firstRange(endingAtOrAfter number: Int) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

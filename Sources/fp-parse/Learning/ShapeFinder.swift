import FPCommon

/// Finds the shapes that many lines share.
///
/// Input: lines as elements. Lines go the same way as long as nine of ten have the same kind of element next; where they part,
/// each way that a fifth of them take, and that leads to more of a head before the next blank, is a shape of its own, and what
/// they had in common is one, too. After Drain's tree of fixed depth, with kinds of elements in place of words, so that values
/// need no masks, and LogMine's alignment from the left.
///
/// Sources: He et al., Drain, ICWS 2017; Hamooni et al., LogMine, CIKM 2016; Makanju et al., IPLoM, KDD 2009.
/// Complexity: O(elements), a few times.
struct ShapeFinder {
    let lines: [[UInt8]]
    let elements: [[LineElement]]

    /// The shapes of these lines, the more exact before the more general, else by how many lines they have.
    func shapes(of numbers: [Int]) -> [LineShape] {
        numbers.isEmpty ? [] : shapes(of: numbers, from: 0)
    }

    private func shapes(of numbers: [Int], from start: Int) -> [LineShape] {
        var followers = numbers
        var place = start
        while place < Limits.learnElementsMax {
            let ways = ways(of: followers, at: place)
            guard let most = ways.first, most.numbers.count * 10 >= numbers.count * 9 else {
                let common = shape(of: followers, count: place, isWhole: false)
                return parted(ways, common, of: followers, at: place) + [common]
            }
            followers = most.numbers
            if most.code == .end { return [shape(of: followers, count: place, isWhole: true)] }
            place += 1
        }
        return [shape(of: followers, count: place, isWhole: false)]
    }

    private func parted(
        _ ways: [(code: LineElement.Code, numbers: [Int])], _ common: LineShape, of followers: [Int], at place: Int
    ) -> [LineShape] {
        if common.mayBeText { return [] }
        var found: [LineShape] = []
        for way in ways where way.code != .end && way.numbers.count >= 2 && way.numbers.count * 5 >= followers.count {
            found += shapes(of: way.numbers, from: place).filter { place == 0 || $0.hasMore(from: place) }
        }
        return found
    }

    /// The kinds of elements at a place, those of most lines first; of equals that of the first line.
    private func ways(of numbers: [Int], at place: Int) -> [(code: LineElement.Code, numbers: [Int])] {
        var ways: [(code: LineElement.Code, numbers: [Int])] = []
        var places: [LineElement.Code: Int] = [:]
        for number in numbers {
            let code = place < elements[number].count ? elements[number][place].code : .end
            if let known = places[code] {
                ways[known].numbers.append(number)
            } else {
                places[code] = ways.count
                ways.append((code, [number]))
            }
        }
        return ways.enumerated()
            .sorted { ($1.element.numbers.count, $0.offset) < ($0.element.numbers.count, $1.offset) }
            .map(\.element)
    }

    private func shape(of numbers: [Int], count: Int, isWhole: Bool) -> LineShape {
        let path = numbers.first.map { elements[$0].prefix(count).map(\.code) } ?? []
        let kinds = path.indices.map { place -> ColumnKind? in
            guard path[place].isValue else { return nil }
            return ColumnKind(numbers.map { lines[$0][elements[$0][place].range] }, code: path[place])
        }
        return LineShape(path: path, kinds: kinds, lines: numbers, isWhole: isWhole)
    }
}

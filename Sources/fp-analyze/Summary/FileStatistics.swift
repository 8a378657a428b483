import FPCommon

/// What is counted of one file's records, and the summary made of it at the end.
struct FileStatistics {
    private(set) var shapes = ShapeTable()
    var top = TopValues()

    init() {}

    mutating func add(_ level: Level, _ time: Instant?) { shapes.add(level, time) }

    mutating func add(_ shape: Shape, _ text: Span<UInt8>, example: Span<UInt8>, _ level: Level, _ time: Instant?) {
        shapes.add(shape, text, example: example, level, time)
    }

    /// Merges the shapes into templates.
    mutating func templates() -> [CountedTemplate] {
        shapes.settle()
        let (templates, templateOfText) = TemplateMerger.templates(of: shapes.maskedTexts)
        var counted = templates.map { CountedTemplate(template: $0) }
        for (place, index) in templateOfText.enumerated() {
            counted[index].add(shapes.entries[place], place: place)
        }
        for index in counted.indices {
            let example = shapes.entries[counted[index].examplePlace]
            counted[index].example = shapes.example(of: example)
        }
        counted.sort(by: CountedTemplate.precedes)
        var rankOfPlace: [Int: Int] = [:]
        for (rank, template) in counted.prefix(Limits.templatesMax).enumerated() {
            for place in template.places { rankOfPlace[place] = rank }
        }
        addWindows(to: &counted, rankOfPlace)
        return counted
    }

    /// Distributes the windows of the shapes to their templates, and makes them wider while there are too many.
    private mutating func addWindows(to counted: inout [CountedTemplate], _ rankOfPlace: [Int: Int]) {
        while true {
            var series = Array(repeating: [Int: Int](), count: min(counted.count, Limits.templatesMax))
            var pairCount = 0
            shapes.windows.forEach { shape, window, count in
                guard pairCount <= Limits.summaryWindowsMax, let rank = rankOfPlace[shape] else { return }
                if series[rank].updateValue((series[rank][window] ?? 0) + count, forKey: window) == nil {
                    pairCount += 1
                }
            }
            if pairCount <= Limits.summaryWindowsMax {
                for rank in series.indices {
                    counted[rank].windows = series[rank].sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
                }
                return
            }
            shapes.widen()
        }
    }
}

/// A template with what was counted of it.
struct CountedTemplate {
    let template: Template
    var tally = Tally()
    var example: [UInt8] = []
    /// The places of its shapes in the table, and the shapes.
    private(set) var places: [Int] = []
    private(set) var shapes: [Shape] = []
    var windows: [(window: Int, count: Int)] = []
    private var exampleCount = 0
    private(set) var examplePlace = 0

    init(template: Template) { self.template = template }

    /// The example is that of the most frequent shape, the first of them by the hash: not the first record's, so that
    /// the order of records decides as little as can be.
    mutating func add(_ entry: ShapeTable.Entry, place: Int) {
        tally.add(entry.tally)
        let isBetter =
            shapes.isEmpty || entry.tally.count > exampleCount
            || entry.tally.count == exampleCount
                && entry.shape.bits < shapes[places.firstIndex(of: examplePlace) ?? 0].bits
        if isBetter {
            examplePlace = place
            exampleCount = entry.tally.count
        }
        places.append(place)
        shapes.append(entry.shape)
    }

    /// The most frequent first, then by text.
    static func precedes(_ a: CountedTemplate, _ b: CountedTemplate) -> Bool {
        a.tally.count != b.tally.count
            ? a.tally.count > b.tally.count : a.template.text.lexicographicallyPrecedes(b.template.text)
    }
}

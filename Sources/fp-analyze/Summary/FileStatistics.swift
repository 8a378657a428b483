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

    /// Merges the shapes into templates. Returns those that a summary lists, the most frequent first, and what was counted
    /// of the others.
    mutating func templates() -> (listed: [CountedTemplate], other: Tally) {
        shapes.settle()
        let (templates, templateOfText) = TemplateMerger.templates(of: shapes.maskedTexts)
        var counts = Array(repeating: 0, count: templates.count)
        for (place, index) in templateOfText.enumerated() { counts[index] += shapes.entries[place].tally.count }
        let ranked = templates.indices.sorted { a, b in
            counts[a] != counts[b]
                ? counts[a] > counts[b] : templates[a].text.lexicographicallyPrecedes(templates[b].text)
        }
        var listed = ranked.prefix(Limits.templatesMax).map { CountedTemplate(template: templates[$0]) }
        var rankOfTemplate = Array(repeating: Int?.none, count: templates.count)
        for (rank, index) in ranked.prefix(Limits.templatesMax).enumerated() { rankOfTemplate[index] = rank }
        var other = shapes.other
        for (place, index) in templateOfText.enumerated() {
            if let rank = rankOfTemplate[index] {
                listed[rank].add(shapes.entries[place], place: place)
            } else {
                other.add(shapes.entries[place].tally)
            }
        }
        for rank in listed.indices {
            listed[rank].example = shapes.example(of: shapes.entries[listed[rank].examplePlace])
        }
        addWindows(to: &listed, templateOfText.map { rankOfTemplate[$0] })
        return (listed, other)
    }

    /// Distributes the windows of the shapes to their templates, and makes them wider while there are too many.
    private mutating func addWindows(to listed: inout [CountedTemplate], _ rankOfPlace: [Int?]) {
        while true {
            var series = Array(repeating: [Int: Int](), count: listed.count)
            var pairCount = 0
            shapes.windows.forEach { shape, window, count in
                guard pairCount <= Limits.summaryWindowsMax, let rank = rankOfPlace[shape] else { return }
                if series[rank].updateValue((series[rank][window] ?? 0) + count, forKey: window) == nil {
                    pairCount += 1
                }
            }
            if pairCount <= Limits.summaryWindowsMax {
                for rank in series.indices {
                    listed[rank].windows = series[rank].sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
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
    private(set) var shapes: [Shape] = []
    var windows: [(window: Int, count: Int)] = []
    private var exampleCount = 0
    private var exampleBits: UInt64 = 0
    private(set) var examplePlace = 0

    init(template: Template) { self.template = template }

    /// The example is that of the most frequent shape, the first of them by the hash: not the first record's, so that
    /// the order of records decides as little as can be.
    mutating func add(_ entry: ShapeTable.Entry, place: Int) {
        tally.add(entry.tally)
        let isBetter =
            shapes.isEmpty || entry.tally.count > exampleCount
            || entry.tally.count == exampleCount
                && entry.shape.bits < exampleBits
        if isBetter {
            examplePlace = place
            exampleCount = entry.tally.count
            exampleBits = entry.shape.bits
        }
        shapes.append(entry.shape)
    }
}

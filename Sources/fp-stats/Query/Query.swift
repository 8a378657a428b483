import FPCommon

/// What is asked for, as options say it and as partials repeat it.
struct QueryRequest: Equatable {
    var by: [String] = []
    var count = false
    var sum: [String] = []
    var mean: [String] = []
    var min: [String] = []
    var max: [String] = []
    var percentiles: [String] = []
    var distinct: [String] = []
    var top: [String] = []
    /// The limit on groups; nil is the default.
    var groups: Int?

    var isOverview: Bool {
        by.isEmpty && !count && [sum, mean, min, max, percentiles, distinct, top].allSatisfy(\.isEmpty)
    }
}

/// A checked request: which fields to find in a record, what to keep of each, and which columns to show.
struct Query: Equatable {
    enum Operation: Equatable {
        case sum, mean, min, max
        case percentile(Percentile)
        case distinct
        case top(Int)
    }

    struct Column: Equatable {
        let name: String
        /// Index in `fields`.
        let field: Int
        let operation: Operation
    }

    /// What is kept of the values of one field.
    struct Field: Equatable {
        let path: String
        var needsNumbers = false
        var needsTexts = false
        var needsSketch = false
        var needsDistinct = false
        var needsTop = false
        /// Whether a value that is no number is one that was left out.
        var expectsNumbers = false
    }

    let request: QueryRequest
    private(set) var fields: [Field] = []
    private(set) var columns: [Column] = []
    let groupsMax: Int

    var by: [String] { request.by }
    /// Stored, for every record asks for it.
    let isOverview: Bool

    init(_ request: QueryRequest) throws(QueryError) {
        self.request = request
        isOverview = request.isOverview
        let isHeavy = !(request.percentiles + request.distinct + request.top).isEmpty
        let most = isHeavy ? Limits.heavyGroupsMax : Limits.groupsMax
        if let groups = request.groups {
            guard (1...most).contains(groups) else { throw .groupsOutOfRange(groups, most: most) }
        }
        if request.isOverview {
            groupsMax = request.groups ?? Limits.overviewFieldsMax
            fields = [Self.overviewField]
            return
        }
        groupsMax = request.groups ?? most
        try addColumns()
        try check()
    }

    /// What is told of all fields when nothing is asked for.
    static var overview: Query { Query() }

    private init() {
        request = QueryRequest()
        isOverview = true
        groupsMax = Limits.overviewFieldsMax
        fields = [Self.overviewField]
    }

    private static var overviewField: Field {
        Field(path: "", needsNumbers: true, needsTexts: true, needsDistinct: true, needsTop: true)
    }

    private mutating func addColumns() throws(QueryError) {
        for path in request.sum { try add("sum", .sum, path) }
        for path in request.mean { try add("mean", .mean, path) }
        for path in request.min { try add("min", .min, path) }
        for path in request.max { try add("max", .max, path) }
        for text in request.percentiles {
            let (path, percentiles) = try Self.percentiles(text)
            for percentile in percentiles { try add("p" + percentile.text, .percentile(percentile), path) }
        }
        for path in request.distinct { try add("distinct", .distinct, path) }
        for text in request.top {
            let (path, listed) = try Self.top(text)
            try add("top", .top(listed), path)
        }
    }

    private mutating func add(_ suffix: String, _ operation: Operation, _ path: String) throws(QueryError) {
        guard !path.isEmpty else { throw .emptyField(option: Self.option(operation)) }
        let field = fields.firstIndex { $0.path == path } ?? fields.count
        if field == fields.count { fields.append(Field(path: path)) }
        switch operation {
        case .sum, .mean:
            fields[field].needsNumbers = true
            fields[field].expectsNumbers = true
        case .min, .max:
            fields[field].needsNumbers = true
            fields[field].needsTexts = true
        case .percentile:
            fields[field].needsNumbers = true
            fields[field].needsSketch = true
            fields[field].expectsNumbers = true
        case .distinct: fields[field].needsDistinct = true
        case .top: fields[field].needsTop = true
        }
        columns.append(Column(name: "\(path)_\(suffix)", field: field, operation: operation))
    }

    private func check() throws(QueryError) {
        if by.contains("") { throw .emptyField(option: "by") }
        guard by.count <= Limits.keysMax else { throw .tooManyKeys(most: Limits.keysMax) }
        guard columns.count <= Limits.columnsMax else { throw .tooManyColumns(most: Limits.columnsMax) }
        var names: Set<String> = []
        for name in by + ["count"] + columns.map(\.name) where !names.insert(name).inserted {
            throw .columnTwice(name)
        }
    }

    private static func option(_ operation: Operation) -> String {
        switch operation {
        case .sum: "sum"
        case .mean: "mean"
        case .min: "min"
        case .max: "max"
        case .percentile: "percentiles"
        case .distinct: "distinct"
        case .top: "top"
        }
    }

    // MARK: lists behind a colon

    private static func percentiles(_ text: String) throws(QueryError) -> (String, [Percentile]) {
        guard let (path, list) = split(text) else {
            return (text, ["50", "90", "99"].compactMap { Percentile($0) })
        }
        var percentiles: [Percentile] = []
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            guard let percentile = Percentile(String(part)) else { throw .badPercentile(String(part), in: text) }
            percentiles.append(percentile)
        }
        return (path, percentiles)
    }

    private static func top(_ text: String) throws(QueryError) -> (String, Int) {
        guard let (path, list) = split(text) else { return (text, 10) }
        guard let listed = Int(list), (1...Limits.topListedMax).contains(listed) else {
            throw .badTop(list, in: text, most: Limits.topListedMax)
        }
        return (path, listed)
    }

    /// What stands before and behind the last colon.
    private static func split(_ text: String) -> (String, String)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
}

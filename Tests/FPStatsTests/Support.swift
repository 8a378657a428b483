import FPCommon

@testable import fp_stats

/// What a run over `lines` prints, and its summary.
struct StatsRun {
    var lines: [String] = []
    var summary: JSONValue?
    var books = Books()
}

/// Runs the transform over lines, of plain input unless `fileName` is given.
func run(
    _ request: QueryRequest?, _ lines: [String], _ settings: StatsTransform.Settings = .init(),
    fileName: String? = nil
) throws -> StatsRun {
    var settings = settings
    settings.merges = request == nil
    var transform = StatsTransform(try request.map { request in try Query(request) }, settings)
    var output = ByteWriter()
    var run = StatsRun()
    var context = FileContext()
    context.name = fileName
    transform.begin(context, to: &output, books: &run.books)
    for line in lines {
        run.books.linesIn += 1
        try transform.line(Array(line.utf8).span, to: &output, books: &run.books)
    }
    run.summary = transform.end(to: &output, books: &run.books)
    run.lines = output.span.text.split(separator: "\n").map(String.init)
    return run
}

func rows(_ request: QueryRequest, _ lines: [String]) throws -> [String] { try run(request, lines).lines }

/// The partials of `lines`.
func partials(_ request: QueryRequest, _ lines: [String]) throws -> [String] {
    var settings = StatsTransform.Settings()
    settings.form = .partial
    return try run(request, lines, settings).lines
}

/// The rows of merged partials.
func merged(_ partials: [String]) throws -> [String] { try run(nil, partials).lines }

func text(_ value: JSONValue) -> String {
    var writer = ByteWriter()
    value.write(to: &writer)
    return writer.span.text
}

func short(_ text: String) -> ShortDecimal? { ShortDecimal(Array(text.utf8).span) }
func wide(_ text: String) -> WideDecimal? { WideDecimal(Array(text.utf8).span) }

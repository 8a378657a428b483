import FPCommon

/// Why a file can't be used to label records.
enum LabelError: Error, Equatable {
    case notJSON(RecordError)
    case noTemplates
    case malformedTemplate(index: Int)

    var message: String {
        switch self {
        case .notJSON(let error): "not a summary: \(error.message)"
        case .noTemplates: "not a summary of fp-analyze: it has no templates; make one with fp-analyze --summary"
        case .malformedTemplate(let index):
            "template \(index) needs a text with at most \(Limits.shapeTokensMax + 1) tokens, a template_id, and positions in merged"
        }
    }
}

/// The templates of a summary made earlier, by which records are labelled.
struct Labels {
    private let matcher: TemplateMatcher
    /// In the order of `matcher.templates`: as a JSON string's contents.
    private let ids: [[UInt8]]
    /// What has been found for shapes: an index of `ids`, or -1.
    private var found: [Int] = []
    private var foundOfShape = HashIndex()

    /// Reads what `--summary` wrote, or an object that has such summaries in an array `summary`, as `done` lines do.
    init(_ text: Span<UInt8>) throws(LabelError) {
        let value: JSONValue
        do { value = try JSONValue.parse(text) } catch { throw .notJSON(error) }
        let summaries = [value] + (value["summary"]?.arrayValue ?? [])
        guard let rows = summaries.compactMap({ $0["templates"]?.arrayValue }).first else { throw .noTemplates }
        var idOfTemplate: [(template: Template, id: [UInt8])] = []
        for (index, row) in rows.enumerated() {
            guard let template = Self.template(row), let id = row["template_id"]?.stringValue else {
                throw .malformedTemplate(index: index)
            }
            var writer = ByteWriter(capacity: 64)
            writer.appendJSONString(id)
            idOfTemplate.append((template, writer.span.array))
        }
        idOfTemplate.sort { Template.isMoreSpecific($0.template, $1.template) }
        matcher = TemplateMatcher(idOfTemplate.map(\.template))
        ids = idOfTemplate.map(\.id)
    }

    private static func template(_ row: JSONValue) -> Template? {
        guard let text = row["template"]?.stringValue else { return nil }
        var merged: UInt64 = 0
        for position in row["merged"]?.arrayValue ?? [] {
            guard let position = position.intValue, (0..<UInt64.bitWidth).contains(position) else { return nil }
            merged |= 1 << UInt64(position)
        }
        guard let template = Template(text: Array(text.utf8), merged: merged) else { return nil }
        return merged.leadingZeroBitCount >= UInt64.bitWidth - template.tokenCount ? template : nil
    }

    /// Appends the members that label a record of this shape, which is that of the text in `mask`.
    mutating func label(_ shape: Shape, _ mask: borrowing Mask, to output: inout ByteWriter) {
        let index = template(of: shape, mask.text)
        if index >= 0 {
            output.append(",\"template_id\":")
            output.append(ids[index])
        } else {
            output.append(",\"new\":true")
        }
    }

    private mutating func template(of shape: Shape, _ text: Span<UInt8>) -> Int {
        if let place = foundOfShape[shape.bits] { return found[place] }
        if found.count == Limits.labelledShapesMax {
            found.removeAll(keepingCapacity: true)
            foundOfShape.removeAll()
        }
        let index = matcher.match(text.array[...]) ?? -1
        foundOfShape.insert(shape.bits, at: found.count)
        found.append(index)
        return index
    }
}

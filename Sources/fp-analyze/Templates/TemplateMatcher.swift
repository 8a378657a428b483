import FPCommon

/// Finds the template of a masked message.
struct TemplateMatcher: Sendable {
    /// In the order in which they are tried.
    let templates: [Template]
    /// Of templates without a merged position, which match their own text only: by the hash of it.
    private var exact = HashIndex()
    /// Of the others, by token count.
    private var merged: [Int: [Int]] = [:]

    init(_ templates: [Template]) {
        self.templates = templates.sorted(by: Template.isMoreSpecific)
        for (index, template) in self.templates.enumerated() {
            if template.merged != 0 {
                merged[template.tokenCount, default: []].append(index)
            } else if exact[XXH64.hash(template.text.span)] == nil {
                exact.insert(XXH64.hash(template.text.span), at: index)
            }
        }
    }

    /// The index of the first template that matches. Complexity: O(merged templates of as many tokens).
    func match(_ text: ArraySlice<UInt8>) -> Int? {
        if let index = exact[XXH64.hash(text.span)] { return index }
        let tokenCount = TokenRanges(text).reduce(0) { count, _ in count + 1 }
        return merged[tokenCount]?.first { templates[$0].matches(text) }
    }
}

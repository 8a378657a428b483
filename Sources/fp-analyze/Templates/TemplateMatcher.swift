import FPCommon

/// Finds the template of a masked message.
struct TemplateMatcher: Sendable {
    /// In the order in which they are tried.
    let templates: [Template]
    /// Indexes of `templates`, by token count.
    private let candidates: [Int: [Int]]

    init(_ templates: [Template]) {
        self.templates = templates.sorted(by: Template.isMoreSpecific)
        candidates = Dictionary(grouping: self.templates.indices) { [templates = self.templates] in
            templates[$0].tokens.count
        }
    }

    /// The index of the first template that matches. Complexity: O(templates of this token count).
    func match(_ tokens: [Token]) -> Int? {
        candidates[tokens.count]?.first { templates[$0].matches(tokens) }
    }
}

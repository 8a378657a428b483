/// What `--keep` and `--drop` ask for: with the tags of either option given, what carries one of them.
struct RouteFilter: Equatable, Sendable {
    var keep: [String] = []
    var drop: [String] = []

    var isEmpty: Bool { keep.isEmpty && drop.isEmpty }

    /// Whether what carries these tags goes on; `drop` decides before `keep`.
    func passes(_ carries: (String) -> Bool) -> Bool {
        if drop.contains(where: carries) { return false }
        return keep.isEmpty || keep.contains(where: carries)
    }
}

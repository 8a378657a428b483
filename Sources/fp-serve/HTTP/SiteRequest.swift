import HTTPTypes
import NIOCore

/// What is asked of the site, as far as it matters.
struct SiteRequest: Sendable {
    var method = HTTPRequest.Method.get
    var path: String
    /// What stands behind `?`, as it came.
    var query: String?
    /// The host that the client believes it talks to, with its port.
    var authority: String?
    var headers = HTTPFields()
    /// Whether who asks may see more than the status of `/health`. The site finds out before it answers.
    var isTrusted = false
    /// The body as it arrives; whoever answers reads as much of it as it needs.
    var body: any AsyncSequence<ByteBuffer, any Error> & Sendable = EmptyBody()
}

/// The body of a request that has none.
struct EmptyBody: AsyncSequence, AsyncIteratorProtocol {
    func makeAsyncIterator() -> EmptyBody { self }
    mutating func next() async throws -> ByteBuffer? { nil }
}

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import FPCommon
@testable import fp_serve

/// On a channel whose clock stands still until it is moved.
struct RequestDeadlineTests {
    /// Holds back what is written, as a client does that doesn't take it.
    private final class Holding: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = HTTPResponsePart
        var held: [EventLoopPromise<Void>?] = []
        var holds = false

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if holds { held.append(promise) } else { promise?.succeed() }
        }

        func read(context: ChannelHandlerContext) {}
    }

    private let holding = Holding()
    private let channel: EmbeddedChannel

    init() throws {
        channel = EmbeddedChannel(handlers: [holding, RequestDeadline()])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func receive(_ path: String, method: HTTPRequest.Method = .get) throws {
        try channel.writeInbound(
            HTTPRequestPart.head(HTTPRequest(method: method, scheme: nil, authority: "localhost", path: path)))
    }

    private func receive(bytes: Int) throws {
        channel.read()
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(repeating: 0, count: bytes)))
        channel.read()
    }

    private func end() throws { try channel.writeInbound(HTTPRequestPart.end(nil)) }

    private func answer() {
        channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        channel.write(HTTPResponsePart.end(nil), promise: nil)
    }

    private func pass(seconds: Int) { channel.embeddedEventLoop.advanceTime(by: .seconds(Int64(seconds))) }

    @Test func `a request that is answered in time leaves the connection open`() throws {
        try receive("/stats")
        try end()
        pass(seconds: Limits.requestSeconds - 1)
        answer()
        pass(seconds: 10 * Limits.requestSeconds)
        #expect(channel.isActive)
    }

    @Test(arguments: ["/stats", "/", "/nope", "/files?x=/upload", "/uploads"])
    func `one that dribbles is cut off, whatever comes meanwhile`(path: String) throws {
        try receive(path)
        for _ in 1..<Limits.requestSeconds {
            try receive(bytes: Limits.uploadPaceBytes)
            pass(seconds: 1)
        }
        #expect(channel.isActive)
        pass(seconds: 1)
        #expect(!channel.isActive)
    }

    @Test func `an answer that isn't taken is cut off`() throws {
        holding.holds = true
        try receive("/stats")
        try end()
        answer()
        pass(seconds: Limits.requestSeconds)
        #expect(!channel.isActive)
    }

    @Test func `an upload may take as long as it keeps its pace`() throws {
        try receive("/upload?x", method: .post)
        for _ in 0..<20 {
            try receive(bytes: Limits.uploadPaceBytes)
            pass(seconds: Limits.uploadPaceSeconds)
        }
        #expect(channel.isActive)
        try receive(bytes: Limits.uploadPaceBytes - 1)
        pass(seconds: Limits.uploadPaceSeconds)
        #expect(!channel.isActive)
    }

    @Test func `an upload that waits for the disk isn't to blame`() throws {
        try receive("/upload", method: .post)
        try receive(bytes: Limits.uploadPaceBytes)
        // What came was passed on, and nobody asks for more.
        channel.pipeline.fireChannelReadComplete()
        pass(seconds: 5 * Limits.uploadPaceSeconds)
        #expect(channel.isActive)
        channel.read()
        pass(seconds: Limits.uploadPaceSeconds)
        #expect(!channel.isActive)
    }

    @Test func `an upload that is whole may take its time to be stored, but not for ever`() throws {
        try receive("/upload", method: .post)
        try receive(bytes: 1)
        try end()
        pass(seconds: Limits.uploadSeconds - 1)
        #expect(channel.isActive)
        pass(seconds: 1)
        #expect(!channel.isActive)
    }

    @Test func `what is sent after a refusal is read for a while`() throws {
        try receive("/upload", method: .post)
        answer()
        for _ in 1..<Limits.requestSeconds {
            try receive(bytes: 1 << 20)
            pass(seconds: 1)
        }
        #expect(channel.isActive)
        pass(seconds: 1)
        #expect(!channel.isActive)
    }

    @Test func `a refused upload that ends leaves the connection open`() throws {
        try receive("/upload", method: .post)
        answer()
        try end()
        pass(seconds: 10 * Limits.requestSeconds)
        #expect(channel.isActive)
    }

    @Test func `a stream of events has no end, as long as they are taken`() throws {
        try receive("/events")
        try end()
        channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        for _ in 0..<100 {
            pass(seconds: Limits.requestSeconds)
            channel.write(HTTPResponsePart.body(ByteBuffer(string: ": alive\n\n")), promise: nil)
        }
        #expect(channel.isActive)
        holding.holds = true
        channel.write(HTTPResponsePart.body(ByteBuffer(string: ": alive\n\n")), promise: nil)
        pass(seconds: Limits.requestSeconds - 1)
        channel.write(HTTPResponsePart.body(ByteBuffer(string: ": alive\n\n")), promise: nil)
        holding.held.removeFirst()?.succeed()
        pass(seconds: Limits.requestSeconds - 1)
        #expect(channel.isActive)
        pass(seconds: 1)
        #expect(!channel.isActive)
    }

    @Test func `who listens and closes its side has gone, who asks for an answer has not`() throws {
        try receive("/stats")
        try end()
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(channel.isActive)
        answer()
        try receive("/events")
        try end()
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(!channel.isActive)
    }

    @Test func `each of several requests sent at once has its own time`() throws {
        for _ in 0..<3 {
            try receive("/stats")
            try end()
        }
        for _ in 0..<2 {
            pass(seconds: Limits.requestSeconds - 1)
            answer()
        }
        #expect(channel.isActive)
        pass(seconds: Limits.requestSeconds)
        #expect(!channel.isActive)
    }
}

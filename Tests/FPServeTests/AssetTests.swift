import HTTPTypes
import Testing

@testable import FPCommon
@testable import fp_serve

struct AssetTests {
    private let site: Site

    init() throws {
        site = Site(
            index: try FolderIndex(path: nil), lister: nil, follow: FollowState(), snapshots: Snapshots(),
            access: Access(hosts: HostCheck(listeningOn: "127.0.0.1"), token: nil),
            now: { Instant(seconds: 0, nanoseconds: 0) })
    }

    private func get(_ path: String, ifNoneMatch: String? = nil) async -> SiteReply {
        var request = SiteRequest(path: path, authority: "localhost:8000")
        request.headers[.ifNoneMatch] = ifNoneMatch
        return await site.reply(to: request)
    }

    @Test(arguments: [
        ("index.html", "text/html; charset=utf-8", "<!DOCTYPE html>"),
        ("style.css", "text/css; charset=utf-8", ":root"),
        ("icon.svg", "image/svg+xml", "<svg"), ("app.js", "text/javascript; charset=utf-8", "//"),
    ])
    func `what is compiled in has its type and all its bytes`(name: String, type: String, start: String) throws {
        let asset = try #require(Asset.all[name])
        #expect(asset.type == type)
        #expect(String(decoding: asset.bytes, as: UTF8.self).hasPrefix(start))
        #expect(asset.bytes.last == UInt8(ascii: "\n"))
    }

    @Test func `the page and what it loads are under their paths`() async throws {
        #expect(await get("/").bytes == Asset.all["index.html"]?.bytes)
        for name in Asset.all.keys where name != Asset.page {
            #expect(await get("/assets/\(name)").bytes == Asset.all[name]?.bytes, "\(name)")
        }
    }

    /// A module that isn't compiled in would be an empty page.
    @Test func `all that the page and its modules name is there`() throws {
        let reference = try Regex(#"(?:"/assets/|from "\./)([a-z.]+)""#)
        for asset in Asset.all.values {
            for match in String(decoding: asset.bytes, as: UTF8.self).matches(of: reference) {
                let name = String(try #require(match.output[1].substring))
                #expect(Asset.all[name] != nil, "\(asset.name) names \(name)")
            }
        }
    }

    @Test func `the page may run its own scripts, and nothing else may run anything`() async {
        #expect(await get("/").headers[.contentSecurityPolicy]?.contains("script-src 'self';") == true)
        #expect(await get("/").headers[.contentSecurityPolicy]?.contains("unsafe") == false)
        for path in ["/assets/app.js", "/assets/icon.svg", "/stats"] {
            #expect(await get(path).headers[.contentSecurityPolicy]?.contains("script-src") == false, "\(path)")
        }
    }

    @Test func `a browser that has it is told so`() async throws {
        let first = await get("/assets/app.js")
        let tag = try #require(first.headers[.eTag])
        #expect(first.headers[.cacheControl] == "no-cache")
        for list in [tag, "W/\(tag)", "\"x\", \(tag)", "\"x\",W/\(tag) ,\"y\"", "*"] {
            let reply = await get("/assets/app.js", ifNoneMatch: list)
            #expect(reply.status == .notModified, "\(list)")
            #expect(reply.bytes.isEmpty)
            #expect(reply.headers[.eTag] == tag)
        }
        for list in ["", "\"x\"", String(tag.dropLast()), "\"\(tag)\"", ",,"] {
            #expect(await get("/assets/app.js", ifNoneMatch: list).status == .ok, "\(list)")
        }
    }

    @Test func `each has a tag of its own, and other bytes have another one`() {
        #expect(Set(Asset.all.values.map(\.tag)).count == Asset.all.count)
        #expect(Asset(name: "a", type: "b", bytes: [1]).tag != Asset(name: "a", type: "b", bytes: [2]).tag)
        // The published values of FNV-1a for nothing and for "a".
        #expect(Asset(name: "", type: "", bytes: []).tag == "\"cbf29ce484222325\"")
        #expect(Asset(name: "", type: "", bytes: [0x61]).tag == "\"af63dc4c8601ec8c\"")
    }

    @Test(arguments: [
        "/assets/", "/assets/index.html", "/assets/nope.js", "/assets/app.js/", "/assets/../app.js", "/assets",
    ])
    func `nothing else is there`(path: String) async {
        #expect(await get(path).status == .notFound)
    }
}

import HTTPTypes
import Testing

@testable import fp_serve

struct PageTests {
    @Test(arguments: [
        ("/", Page.overview), ("/health", .health), ("/stats", .stats), ("/files", .files), ("/files/17", .file(17)),
        ("/errors", .errors), ("/trace/1", .trace(1)), ("/metrics", .metrics), ("/events", .events),
        ("/upload", .upload), ("/assets/app.js", .asset("app.js")),
    ])
    func `a path names a page`(path: String, page: Page) {
        #expect(Page(path: path) == page)
    }

    @Test(arguments: [
        "", "health", "//", "/files/", "/files/0", "/files/+1", "/files/-1", "/files/1/", "/files/1x", "/trace",
        "/trace/99999999999999999999", "/health/1", "/../health", "/Health",
        "//files", "/%66iles", "/files/%31", "/./files", "/files//1", "/files/1/../2", "/files\u{0}", "/files;x=1",
    ])
    func `anything else names none`(path: String) {
        #expect(Page(path: path) == nil)
    }

    @Test func `an upload is posted, everything else is got`() {
        #expect(Page.upload.methods == [.post])
        #expect(Page.stats.methods == [.get, .head])
    }
}

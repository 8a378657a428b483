import FPCommon
import Testing

@testable import fp_analyze

struct RequestShapeTests {
    private func masked(_ path: String, method: String = "GET", status: String = "200") -> String {
        var mask = Mask()
        mask.maskRequest(
            method: Array(method.utf8).span, path: Array(path.utf8).span, status: Array(status.utf8).span)
        return mask.text.text
    }

    @Test(arguments: [
        ("/", "GET / 2xx"), ("/users/17/avatar", "GET /users/<*>/avatar 2xx"), ("/a%20b/c", "GET /<*>/c 2xx"),
        ("/a?b=1", "GET /a 2xx"), ("/a;jsessionid=7", "GET /a 2xx"), ("*", "GET * 2xx"), ("", "GET  2xx"),
        ("/logo-2f81.png", "GET /<*> 2xx"), ("a/b", "GET a/b 2xx"),
    ])
    func `a request is its method, its path with values masked, and the class of its status`(
        path: String, expected: String
    ) {
        #expect(masked(path) == expected)
    }

    @Test func `the class of the status tells requests apart`() {
        #expect(masked("/a", status: "404") == "GET /a 4xx")
        #expect(masked("/a", method: "POST", status: "503") == "POST /a 5xx")
    }

    @Test(arguments: [-1, 0, 1])
    func `segments beyond the limit are cut off`(excess: Int) {
        let path = String(repeating: "/a", count: Mask.segmentsMax + excess)
        let kept = String(repeating: "/a", count: Mask.segmentsMax + min(excess, 0)) + (excess > 0 ? "/<...>" : "")
        #expect(masked(path) == "GET \(kept) 2xx")
    }

    @Test func `the longest request is within the limits of a shape`() {
        #expect(Mask.segmentsMax * (Mask.segmentBytesMax + 1) + Mask.segmentBytesMax + 12 <= Limits.shapeTextBytesMax)
        #expect(Mask.segmentsMax + 3 <= Limits.shapeTokensMax)
        let segment = "/" + String(repeating: "a", count: Mask.segmentBytesMax + 1)
        #expect(masked(segment) == "GET /<*> 2xx")
    }
}

"""The dashboard in a real browser, on a real pipeline in a scratch folder.

    dashboard.py --bin DIR [--chromium PATH] [--shots DIR] [--part NAME]…

Needs Playwright, and axe-playwright-python for the rules of accessibility. --shots takes pictures on the way.
Ends with a line `N passed, N failed`.
"""

import argparse
import calendar
import os
import re
import shutil
import sys
import time
import urllib.parse

from playwright.sync_api import sync_playwright

import hostile
from folder import Folder
from visit import Checks, Visit

PARTS = "without_javascript empty hostile chart snapshot upload without_events looks keyboard token gone".split()
UPLOAD_BYTES_MAX = 100_000


def agrees(visit, folder):
    """Whether the sums on the page are those of /stats."""
    stats, shown = folder.json("/stats"), visit.numbers()
    keys = ["unprocessed", "underprocess", "processed", "failed", "dropped", "records", "bytes"]
    keys += [key for key in ("duplicate", "success_rate") if key in stats]
    return all(shown.get(key) == ("null" if stats[key] is None else str(stats[key])) for key in keys) and [
        stats[key] for key in keys
    ]


def settled(folder, files):
    stats = folder.json("/stats")
    return stats["processed"] + stats["failed"] + stats["dropped"] + stats.get("duplicate", 0) >= files


class Test(Checks):
    def __init__(self, browser, folder, shots):
        self.browser, self.folder, self.shots = browser, folder, shots

    def shot(self, visit, name, whole=False):
        if self.shots:
            visit.page.screenshot(path=f"{self.shots}/{name}.png", full_page=whole)

    def visit(self, path="/", **options):
        visit = Visit(self.browser, self.folder.url, **options)
        visit.open(path)
        return visit

    def leave(self, visit, what, but=None):
        """Nothing may have gone wrong, and no script of anybody else may have run."""
        faults = [fault for fault in visit.faults if not (but and re.search(but, fault))]
        self.check(f"{what}: no error, dialog, or request elsewhere", not faults, faults[:5])
        self.check(f"{what}: no script from outside ran", visit.page.evaluate("window.__pwned === undefined"))
        visit.context.close()

    def test_without_javascript(self):
        visit = self.visit(java_script_enabled=False)
        self.check(
            "no JavaScript: the JSON is linked", visit.page.get_attribute("noscript a >> nth=1", "href") == "/files"
        )
        visit.context.close()

    def test_empty(self):
        visit = self.visit()
        self.await_("empty: says so", lambda: "No files yet" in visit.page.inner_text("#files"))
        self.check(
            "empty: says where to put files", f"{self.folder.watched}/unprocessed" in visit.page.inner_text("#files")
        )
        self.await_("empty: the numbers are those of /stats", lambda: agrees(visit, self.folder))
        self.await_("empty: no pipeline has run", lambda: visit.word() == "No pipeline")
        self.folder.start_pipeline()
        self.await_("a pipeline that starts is seen", lambda: visit.word() == "Idle")
        self.check("empty: nothing is wrong", visit.page.is_hidden("#trouble"))
        self.check("empty: accessible", not (found := visit.serious()), found)
        self.shot(visit, "empty")
        self.leave(visit, "empty")

    def test_hostile(self):
        """Fifty files come while the page is open; each is listed, found and opened."""
        visit = self.visit()
        for name, payload in zip(hostile.NAMES, hostile.PAYLOADS):
            self.folder.drop(name, hostile.log(payload))
        self.folder.drop(b"<img src=x onerror=alert(51)>.log.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b")
        count = len(hostile.NAMES) + 1
        self.await_("hostile: all are settled", lambda: settled(self.folder, count))
        self.await_("hostile: the numbers are those of /stats", lambda: agrees(visit, self.folder))
        listed = self.folder.json("/files?limit=1000")["files"]
        self.check("hostile: all are in /files", len(listed) == count, len(listed))
        self.await_(
            "hostile: the newest is on top",
            lambda: visit.names()[:1] and self.spelled(listed[0]["name"]) == visit.names()[0],
        )
        seen = visit.names()
        for _ in range(2):
            before = visit.names()
            visit.page.click("button:text-is('Older')")
            self.await_("hostile: an older page", lambda: visit.names() not in (before, []))
            seen += visit.names()
        self.check(
            "hostile: every name is shown, as text", seen == [self.spelled(file["name"]) for file in listed], len(seen)
        )
        for file in listed:
            visit.page.evaluate("hash => location.hash = hash", f"file={file['seq']}")
            title = self.spelled(file["name"])
            if not visit.page.wait_for_function(
                "title => document.querySelector('#detail-title bdi')?.textContent === title && document.querySelector('#detail .facts')",
                arg=title,
            ):
                self.check(f"hostile: {file['name']!r} opens", False)
        self.check("hostile: a file's lines are shown", "What is in it" in visit.page.inner_text("#detail"))
        visit.page.keyboard.press("Escape")
        self.await_(
            "hostile: Escape closes a file",
            lambda: visit.page.is_hidden("#detail") and visit.page.evaluate("location.hash") == "",
        )
        visit.page.click("button:text-is('Newest')")
        for part in ["<script>", "__proto__", "'", "%3C"]:
            visit.page.fill("#search-name", part)
            wanted = [
                self.spelled(file["name"])
                for file in self.folder.json(f"/files?limit=25&name={urllib.parse.quote(part)}")["files"]
            ]
            self.await_(f"hostile: {part!r} finds what has it in its name", lambda: wanted and visit.names() == wanted)
        visit.page.fill("#search-name", "no such name")
        self.await_(
            "hostile: what isn't there isn't found", lambda: "No file matches" in visit.page.inner_text("#files")
        )
        visit.page.fill("#search-name", "")
        visit.page.click("#totals button:has([data-stat=failed])")
        failed = [self.spelled(file["name"]) for file in self.folder.json("/files?limit=25&outcome=failed")["files"]]
        self.await_("hostile: a sum narrows the list", lambda: failed and visit.names() == failed)
        self.await_(
            "hostile: the error is told",
            lambda: "<img src=x onerror=alert(51)>.log.gz" in visit.page.inner_text("#errors"),
        )
        self.check("hostile: accessible", not (found := visit.serious()), found)
        self.leave(visit, "hostile")

    @staticmethod
    def spelled(name):
        """As the page spells what can't be seen; the range is the page's own where a name of this test meets it."""
        return re.sub(
            "[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]",
            lambda found: f"U+{ord(found[0]):04X}",
            name,
        )

    def test_chart(self):
        visit = self.visit()
        self.await_(
            "chart: the sum is that of /stats",
            lambda: visit.page.inner_text(".readout").startswith(
                f"{sum(minute['files'] for minute in self.folder.json('/stats')['minutes']):,} files"
            ),
        )
        minute = self.folder.json("/stats")["minutes"][-1]
        frame = visit.page.locator(".frame")
        frame.focus()

        def reads():
            then = calendar.timegm(time.strptime(minute["time"], "%Y-%m-%dT%H:%M:%SZ"))
            back = int(time.time() // 60 - then // 60)
            visit.page.keyboard.press("End")
            for _ in range(back):
                visit.page.keyboard.press("ArrowLeft")
            text = frame.get_attribute("aria-valuetext")
            return f": {minute['files']:,} file" in text and f"{minute['records']:,} record" in text and text

        self.await_("chart: the keyboard reads a minute", reads)
        self.check(
            "chart: bars stand where files were settled",
            visit.page.eval_on_selector_all(
                ".chart .bar", "all => all.filter(e => e.getAttribute('height') > 0).length"
            )
            >= 1,
        )
        visit.page.check("input[value=bytes]", force=True)
        self.await_("chart: bytes are shown", lambda: "B" in visit.page.inner_text(".axis"))
        self.leave(visit, "chart")

    def test_snapshot(self):
        visit = self.visit()
        self.await_("snapshot: none, and no table", lambda: visit.word() == "Idle" and visit.page.is_hidden("#snapshot"))
        hostile_text = "<img src=x onerror=window.__pwned=60>\u202e"
        row = {hostile_text: hostile_text, "__proto__": {"a": [1]}, "count": 12345, "constructor": None}
        self.folder.snapshot([row] * 60)
        table = visit.page.locator("#snapshot table")
        self.await_("snapshot: it is shown", lambda: visit.page.is_visible("#snapshot") and table.is_visible())
        cells = table.locator("tbody tr").first.inner_text().split("\t")
        self.check("snapshot: as text", cells == [self.spelled(hostile_text), '{"a":[1]}', "12,345", "–"], cells)
        self.check("snapshot: not all of a long one", "first 50 of 60" in visit.page.inner_text("#snapshot"))
        self.check("snapshot: accessible", not (found := visit.serious()), found)
        self.leave(visit, "snapshot")

    def test_upload(self):
        visit = self.visit()
        with visit.page.expect_file_chooser() as chooser:
            visit.page.click("#upload-button")
        chooser.value.set_files(
            [
                {
                    "name": f"up-{n}.log",
                    "mimeType": "text/plain",
                    "buffer": b"2025-05-12 02:11:55 INFO Store - hello\n" * n,
                }
                for n in (1, 2, 3)
            ]
        )
        for n in (1, 2, 3):
            self.await_(
                f"upload: up-{n}.log is listed as processed", lambda: "processed" in (visit.row(f"up-{n}.log") or "")
            )
        visit.page.evaluate("""() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["2025-05-12 02:11:55 INFO Store - dropped\\n"], "<img src=x onerror=window.__pwned=1>up.log"));
            for (const kind of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }""")
        self.await_(
            "upload: what is dropped on the page is listed as processed",
            lambda: "processed" in (visit.row("<img src=x onerror=window.__pwned=1>up.log") or ""),
        )
        self.await_(
            "upload: it is told what became of them", lambda: visit.page.inner_text("#uploads").count("processed") == 4
        )
        self.await_("upload: the numbers are those of /stats", lambda: agrees(visit, self.folder))
        self.check("upload: accessible", not (found := visit.serious()), found)
        self.shot(visit, "upload")
        big = {"name": "big<b>.log", "mimeType": "text/plain", "buffer": b"x" * (UPLOAD_BYTES_MAX + 1)}
        visit.page.set_input_files("#upload-input", [big])
        said = self.await_(
            "upload: what the server says against one is shown",
            lambda: re.search("big<b>.log\\s+not uploaded\\s+(.+)", visit.page.inner_text("#uploads")),
        )
        self.check("upload: in the server's words", said and str(UPLOAD_BYTES_MAX) in said[1], said)
        self.leave(visit, "upload", but="413")

    def test_without_events(self):
        visit = Visit(self.browser, self.folder.url)
        visit.page.route("**/events", lambda route: route.fulfill(status=501, body=""))
        visit.open()
        self.await_("no events: the numbers are those of /stats", lambda: agrees(visit, self.folder))
        self.folder.drop(b"asked.log", b"2025-05-12 02:11:55 INFO Store - asked\n")
        self.await_("no events: a new file comes by asking", lambda: "processed" in (visit.row("asked.log") or ""))
        self.leave(visit, "no events", but="501|EventSource")

    def test_looks(self):
        for scheme in ("light", "dark"):
            for width in (320, 390, 1440, 2560):
                visit = self.visit(
                    color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
                )
                self.await_(f"{scheme} {width}: the numbers are those of /stats", lambda: agrees(visit, self.folder))
                self.await_(
                    f"{scheme} {width}: files and errors are listed",
                    lambda: visit.names() and visit.page.inner_text("#errors-total"),
                )
                wider = visit.page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                self.check(f"{scheme} {width}: nothing sticks out", wider <= 0, wider)
                self.check(f"{scheme} {width}: accessible", not (found := visit.serious()), found)
                self.shot(visit, f"{scheme}-{width}", whole=True)
                self.leave(visit, f"{scheme} {width}")

    def test_keyboard(self):
        visit = self.visit()
        self.await_("keyboard: files are listed", visit.names)
        for _ in range(100):
            visit.page.keyboard.press("Tab")
            if visit.page.evaluate("document.activeElement.closest('#files tbody') !== null"):
                break
        visit.page.keyboard.press("Enter")
        self.await_("keyboard: a file opens", lambda: visit.page.is_visible("#detail .facts"))
        self.check("keyboard: a file is accessible", not (found := visit.serious()), found)
        self.shot(visit, "file")
        visit.page.keyboard.press("Escape")
        self.await_("keyboard: and closes", lambda: visit.page.is_hidden("#detail"))
        self.leave(visit, "keyboard")

    def test_token(self):
        """A server that wants a token; it is killed, and comes back with another one."""
        file = self.folder.scratch / "serve-token"
        server, port, said = self.folder.serve(0, "--token-file", file)
        try:
            visit = Visit(self.browser, f"http://127.0.0.1:{port}")
            self.check("token: without it there is no page", visit.page.goto(visit.url).status == 401)
            self.shot(visit, "token")
            visit.page.fill("input[name=token]", "0" * 64)
            visit.page.click("button")
            self.check("token: a wrong one is asked for again", visit.page.is_visible("input[name=token]"))
            visit.page.fill("input[name=token]", file.read_text().strip())
            visit.page.click("button")
            self.await_("token: entered, it lets in", lambda: visit.word() == "Idle")
            visit.context.clear_cookies()
            visit.open(re.search(r"/\?token=\S+", said)[0])
            self.check("token: it isn't in the address", visit.page.url == visit.url + "/", visit.page.url)
            self.await_("token: the page is there", lambda: visit.word() == "Idle" and agrees(visit, self.folder))
            self.check("token: no script can read it", visit.page.evaluate("document.cookie") == "")
            self.await_("token: files are listed", visit.names)
            visit.page.set_input_files("#upload-input", [{"name": "t.log", "mimeType": "text/plain", "buffer": b"x\n"}])
            self.await_("token: an upload is processed", lambda: "processed" in (visit.row("t.log") or ""))
            self.folder.kill(server)
            file.unlink()
            server, _, said = self.folder.serve(port, "--token-file", file)
            self.await_("token: for another one the page says what to do", lambda: self.asks_for_token(visit))
            visit.open(re.search(r"/\?token=\S+", said)[0])
            self.await_(
                "token: the new link helps", lambda: visit.word() == "Idle" and visit.page.is_hidden("#trouble")
            )
            self.leave(visit, "token", but="401|ERR_|EventSource")
        finally:
            self.folder.kill(server)

    @staticmethod
    def asks_for_token(visit):
        return visit.word() == "Not signed in" and "link with the token" in visit.page.inner_text("#trouble")

    def test_gone(self):
        """The server is killed, and started again; then the pipeline is killed."""
        visit = self.visit()
        self.await_("gone: first it is there", lambda: visit.word() == "Idle")
        self.folder.kill(self.folder.server)
        self.await_(
            "gone: the page says so",
            lambda: visit.word() == "Server gone" and "doesn't answer" in visit.page.inner_text("#trouble"),
        )
        self.check("gone: accessible", not (found := visit.serious()), found)
        self.shot(visit, "gone")
        self.folder.drop(b"meanwhile.log", b"2025-05-12 02:11:55 INFO Store - meanwhile\n")
        self.folder.start_server()
        self.await_("gone: it goes on by itself", lambda: visit.word() == "Idle" and visit.page.is_hidden("#trouble"))
        self.await_(
            "gone: what was settled meanwhile is listed", lambda: "processed" in (visit.row("meanwhile.log") or "")
        )
        self.await_("gone: the numbers are those of /stats", lambda: agrees(visit, self.folder))
        self.leave(visit, "gone", but="ERR_|EventSource|502")

        visit = self.visit()
        self.folder.kill(self.folder.pipeline)
        self.folder.drop(b"waits.log", b"2025-05-12 02:11:55 INFO Store - waits\n")
        self.await_(
            "dead: the page says so",
            lambda: visit.word() == "Pipeline dead" and "1 file waits" in visit.page.inner_text("#trouble"),
        )
        self.check("dead: accessible", not (found := visit.serious()), found)
        self.shot(visit, "dead")
        self.folder.start_pipeline()
        self.await_(
            "dead: and that it lives again", lambda: visit.word() == "Idle" and visit.page.is_hidden("#trouble")
        )
        self.leave(visit, "dead")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="the built programs")
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    parser.add_argument("--shots", help="a folder for pictures")
    parser.add_argument("--part", action="append", choices=PARTS, help="only these, in this order")
    options = parser.parse_args()
    if options.shots:
        os.makedirs(options.shots, exist_ok=True)
    folder = Folder(os.path.abspath(options.bin), UPLOAD_BYTES_MAX)
    try:
        folder.start_server()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
            test = Test(browser, folder, options.shots)
            for part in options.part or PARTS:
                getattr(test, f"test_{part}")()
            browser.close()
    finally:
        folder.end()
    print(f"{test.passed} passed, {test.failed} failed")
    return 0 if test.failed == 0 else 1


sys.exit(main())

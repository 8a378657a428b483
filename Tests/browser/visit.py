"""Checks that are counted, and a page in the browser with all that it did which it shouldn't."""

import sys
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

PATIENCE_SECONDS = 30


class Checks:
    passed = failed = 0

    def check(self, what, holds, found=None):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {what}" + (f": {found!r}" if found is not None else ""), file=sys.stderr)

    def await_(self, what, ask):
        """Asks until the answer is true; a pause only keeps it from spinning."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        found = None
        while time.monotonic() < deadline:
            try:
                found = ask()
                if found:
                    break
            except (OSError, Error) as error:
                found = error
            time.sleep(0.05)
        self.check(what, found and not isinstance(found, Exception), found)
        return found


class Visit:
    """A page in the browser, and all that it did which it shouldn't."""

    def __init__(self, browser, url, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.url = url
        self.faults = []
        self.page.on(
            "console",
            lambda message: (
                self.faults.append(f"console {message.type}: {message.text}")
                if message.type in ("error", "warning")
                else None
            ),
        )
        self.page.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(url + "/") or request.url.startswith("data:")
                else self.faults.append(f"request to {request.url}")
            ),
        )

    def open(self, path="/"):
        self.page.goto(self.url + path)

    def word(self):
        return self.page.inner_text("#status-word")

    def numbers(self):
        """What the sums say, exactly."""
        return dict(
            self.page.eval_on_selector_all("[data-stat]", "all => all.map(e => [e.dataset.stat, e.dataset.value])")
        )

    def names(self):
        return self.page.eval_on_selector_all(
            "#files tbody tr:has(bdi)", "all => all.map(e => e.querySelector('bdi').textContent)"
        )

    def row(self, name):
        """What stands in the row of a file, or nothing."""
        return self.page.evaluate(
            "name => [...document.querySelectorAll('#files tbody tr')].find(row => row.querySelector('bdi')?.textContent === name)?.innerText",
            name,
        )

    def serious(self):
        found = Axe().run(self.page).response["violations"]
        return [
            (each["id"], each["nodes"][0]["html"][:200]) for each in found if each["impact"] in ("serious", "critical")
        ]

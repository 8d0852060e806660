"""Shows drawn pages to Chromium as the site would serve them: same headers, same style sheets, same scripts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Page, Route

from tests.sweep.documents import Drawn

ORIGIN = "http://localhost"
DESK = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
_NOT_PASSED_ON = {"Content-Length", "Set-Cookie", "Content-Encoding"}
_LEADS_ON = "provider/go"  # the behaviour of a page that would not stay to be looked at


class Screen:
    """One window. `show` puts a drawn page on it; `complaints` are what the browser said of that page."""

    def __init__(self, page: Page, app: Flask) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._client = app.test_client()
        self._files: dict[str, dict[str, Any]] = {}
        self._answer: dict[str, Any] = {}
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.route("**/*", self._fulfil)

    def show(self, drawn: Drawn) -> Page:
        """Load a drawn page at its own address."""
        headers = {name: value for name, value in drawn.headers.items() if name not in _NOT_PASSED_ON}
        # The status is left to 200: Chromium would put a complaint of its own on every refusal.
        self._answer = {"status": 200, "headers": headers, "body": drawn.html.replace(_LEADS_ON, "")}
        self.complaints.clear()
        self.page.goto(ORIGIN + drawn.document.address, wait_until="load")
        return self.page

    def _fulfil(self, route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(**self._answer)
        elif route.request.url.startswith(ORIGIN):
            route.fulfill(**self._file(route.request.url.removeprefix(ORIGIN)))
        else:
            route.abort()

    def _file(self, address: str) -> dict[str, Any]:
        """A style sheet, a script or a picture; a script that asks for anything else is told that nothing is there."""
        if not urlsplit(address).path.startswith("/static/"):
            return {"status": 204}
        if address not in self._files:
            answer = self._client.get(address)
            headers = {name: value for name, value in answer.headers if name not in _NOT_PASSED_ON}
            self._files[address] = {"status": answer.status_code, "headers": headers, "body": answer.data}
        return self._files[address]


@contextmanager
def screen(browser: Browser, app: Flask, **context: Any) -> Iterator[Screen]:
    """A window of its own, as wide as a desk unless said otherwise."""
    opened = browser.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **context})
    opened.set_default_timeout(10_000)
    try:
        yield Screen(opened.new_page(), app)
    finally:
        opened.close()

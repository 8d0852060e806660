"""What every answer carries, exactly: a weaker word in any of these headers is a decision, not a slip."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask, Response

from panel import create_app
from panel.config import Settings
from panel.web import headers
from tests.make import Make
from tests.rolled_back import RolledBack
from tests.visit import Visitor

Visit = Callable[..., Visitor]

CONTENT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("address", ["/", "/account", "/help", "/no/such/page", "/account/sign-in", "/health/live"])
def test_every_answer_carries_the_same_headers(visit: Visit, make: Make, address: str) -> None:
    """V3.4.3 to V3.4.6, V3.4.8, V14.3.2."""
    sent = visit(make.person()).client.get(address).headers
    assert {name: sent[name] for name in EVERYWHERE} == EVERYWHERE
    policy = dict(part.split(" ", 1) for part in sent["Content-Security-Policy"].split("; "))
    assert policy == CONTENT_POLICY
    for feature in ("camera", "geolocation", "microphone", "payment", "usb"):
        assert f"{feature}=()" in sent["Permissions-Policy"].split(", ")


@pytest.mark.parametrize("address", ["/", "/help", "/no/such/page", "/account/sign-in", "/health/live"])
def test_no_shared_cache_shows_one_readers_answer_to_another(visit: Visit, make: Make, address: str) -> None:
    """F23: every answer that is not a static file says that it depends on the cookie, looked at or not."""
    assert "Cookie" in visit(make.person()).client.get(address).vary


def test_an_answer_that_never_looked_at_the_cookie_depends_on_it_too() -> None:
    """F23: whether it did is for the next release of a library to change."""
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "x")
    headers.install(bare)
    assert bare.test_client().get("/").headers["Vary"] == "Cookie"


class Cache:
    """A careless office proxy: keeps every answer that does not forbid it, by address and by what it varies on."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client(use_cookies=False)
        self.kept: dict[tuple[str, str], str] = {}

    def get(self, address: str, cookie: str) -> str:
        for varies in ("", cookie):
            if (address, varies) in self.kept:
                return self.kept[address, varies]
        answer = self.client.get(address, headers={"Cookie": cookie})
        if "no-store" not in answer.headers.get("Cache-Control", ""):
            self.kept[address, cookie if "Cookie" in answer.vary else ""] = answer.text
        return answer.text


@pytest.mark.parametrize("forbidding", [True, False])
def test_behind_a_careless_proxy_nobody_reads_the_page_of_somebody_else(
    app: Flask, make: Make, visit: Visit, forbidding: bool
) -> None:
    """F23: either of the two headers is enough by itself."""
    if not forbidding:
        app.after_request_funcs.setdefault(None, []).insert(0, _without_no_store)
    try:
        cache = Cache(app)
        cookies = {}
        for name in ("eastern", "western"):
            browser = visit(make.person(family_name=name)).client
            held = browser.get_cookie("panel")
            assert held is not None
            cookies[name] = f"panel={held.value}"
        for _turn in range(2):
            for name, other in (("eastern", "western"), ("western", "eastern")):
                page = cache.get("/account", cookies[name])
                assert name in page
                assert other not in page.partition("<main")[2]
        assert (cache.kept == {}) == forbidding
    finally:
        if not forbidding:
            app.after_request_funcs[None].remove(_without_no_store)


def _without_no_store(answer: Response) -> Response:
    del answer.headers["Cache-Control"]
    return answer


def test_what_never_changes_may_be_kept_by_every_cache(visit: Visit) -> None:
    answer = visit().client.get("/static/shared/base.css?v=1", buffered=True)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in answer.vary


def test_a_site_reached_by_tls_asks_never_to_be_reached_otherwise(settings: Settings, database: RolledBack) -> None:
    """V3.4.1."""
    secure = replace(settings, base_url="https://panel.example.org")
    for site, expected in ((secure, "max-age=31536000; includeSubDomains"), (settings, None)):
        answer = create_app(site, database).test_client().get("/health/live")
        assert answer.headers.get("Strict-Transport-Security") == expected


def test_no_answer_says_which_software_it_comes_from(visit: Visit) -> None:
    """V13.4.6."""
    answer = visit().get("/account/sign-in")
    assert "Server" not in answer.headers
    assert not any(word in answer.text.lower() for word in ("werkzeug", "flask", "gunicorn"))

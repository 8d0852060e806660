"""To a sign-in provider on another site and back, in a real browser: cookies, content policy and all."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from playwright.sync_api import Page
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.make import Make
from tests.provider.office import PROVIDER, Office

pytestmark = pytest.mark.browser


class _Served:
    """The office's provider behind a socket: /authorize is a page with one button, the rest is for programs."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        answer = self._page(request) if request.path.startswith("/authorize") else self._data(request)
        return answer(environ, start_response)

    def _page(self, request: Request) -> Response:
        if request.method == "GET":
            return Response(
                "<title>Office</title><form method=post><button>Sign in</button></form>", mimetype="text/html"
            )
        back = self.office.authorize(request.url)
        return Response(status=303, headers={"Location": f"{self.office.redirect_uri}?{urlencode(back)}"})

    def _data(self, request: Request) -> Response:
        asked = requests.Request(
            request.method, request.url, dict(request.headers), data=request.get_data(as_text=True)
        )
        answer = self.office.send(None, asked.prepare(), timeout=1, stream=True)
        return Response(answer.raw.read(), answer.status_code, mimetype="application/json")


@pytest.fixture
def office(site: SimpleNamespace) -> Iterator[Office]:
    """A provider on another site than ours (localhost is not 127.0.0.1), known to the site."""
    office = Office(redirect_uri=f"{site.url}/provider/return")
    server = make_server("127.0.0.1", 0, _Served(office), threaded=True)
    office.issuer = f"http://localhost:{server.server_port}"
    provider = replace(PROVIDER, issuer=office.issuer)
    running = site.app.extensions["panel"]
    site.app.extensions["panel"] = replace(running, settings=replace(running.settings, provider=provider))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield office
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_signs_in_at_another_site_and_comes_back_signed_in(
    site: SimpleNamespace, office: Office, window: Callable[..., Page], scripts: bool
) -> None:
    with site.database.transaction(write=True) as db:
        Make(db, site.settings).person(email="member@example.org", family_name="Member")
    page = window(scripts=scripts)
    page.goto("/account/sign-in?next=/account")
    page.get_by_role("button", name="Sign in with Office ID").click()
    if not scripts:
        page.get_by_role("link", name="Go on to localhost").click()
    page.get_by_role("button", name="Sign in").click()
    if not scripts:
        page.get_by_role("button", name="Go on").click()
    page.wait_for_url(f"{site.url}/account")
    assert page.get_by_text("member@example.org").is_visible()
    page.reload()
    assert page.get_by_text("Linked to the sign-in provider").is_visible()

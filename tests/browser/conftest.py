"""A real browser on a real server: one site for each journey, and every complaint of the browser fails the test."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from panel import clock, create_app, schema
from panel.account.actions import create_first_link
from panel.config import Settings
from panel.db import Database
from tests.browser.pages import Desk
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 375, "height": 800}}


@pytest.fixture
def site(settings: Settings, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A site with an empty database on a free port: `.url`, `.database`, `.settings`, `.app`."""
    own = replace(settings, instance=tmp_path, database_url=f"sqlite:///{tmp_path / 'panel.sqlite3'}")
    database = Database(own.database_url)
    schema.upgrade(database.engine)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(own, database)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    own = replace(own, base_url=f"http://127.0.0.1:{server.server_port}")
    app.extensions["panel"] = replace(app.extensions["panel"], settings=own)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield SimpleNamespace(url=own.base_url, database=database, settings=own, app=app)
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()


@pytest.fixture
def first_link(site: SimpleNamespace) -> str:
    """Where the first account of the empty site is made."""
    with site.database.transaction(write=True) as db:
        token = create_first_link(db, now=clock.now())
        db.commit()
    return f"/account/first/{token}"


@pytest.fixture
def window(browser: Browser, site: SimpleNamespace) -> Iterator[Callable[..., Page]]:
    """window("desk"|"phone", scripts=True): a new visitor's page; fails at the end if a browser complained."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(size: str = "desk", *, scripts: bool = True, locale: str = "en-GB") -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport=SIZES[size],
            java_script_enabled=scripts,
            locale=locale,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said.type, said.text) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def seat(site: SimpleNamespace, window: Callable[..., Page]) -> Callable[..., Desk]:
    """seat(person_id, size="desk", scripts=True, language="en"): somebody's window, already signed in."""

    def taken(person_id: int, *, language: str = "en", **opened: Any) -> Desk:
        with site.database.transaction(write=True) as db:
            visitor = Visitor(site.app, db, SimpleNamespace(id=person_id), language)
        page = window(locale="ja-JP" if language == "ja" else "en-GB", **opened)
        name = site.app.config["SESSION_COOKIE_NAME"]
        cookie = visitor.client.get_cookie(name)
        assert cookie is not None
        page.context.add_cookies([{"name": name, "value": cookie.value, "url": site.url}])
        return Desk(page)

    return taken


@pytest.fixture
def scored(site: SimpleNamespace) -> Callable[..., Scored]:
    """scored(): the panel of seven with its open round, on the site; keys of its records can be read afterwards."""

    def prepared(steps: Callable[[Scored], None] = lambda scored: None) -> Scored:
        with site.database.transaction(write=True) as db:
            scored = Scored.prepared(Make(db, site.settings))
            steps(scored)
            db.commit()
            return scored

    return prepared


def _is_complaint(kind: str, text: str) -> bool:
    """Errors count, except that Chromium logs every answer of 400 and above, which tests ask for on purpose."""
    return kind == "error" and "Failed to load resource" not in text

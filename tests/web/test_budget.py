"""Nobody reads three hundred pages in a minute: who does is stopped, and the record says so once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.config import Settings
from panel.models.events import Event
from panel.web.budget import VERDICT
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]
NOW = datetime(2026, 11, 22, 3, 0, 5, tzinfo=UTC)
LIMIT = 5


@pytest.fixture
def frugal(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A site where five pages a minute are enough, at a fixed time."""
    site = app.extensions["panel"]
    few = replace(site.settings, reads_a_minute=LIMIT)
    monkeypatch.setitem(app.extensions, "panel", replace(site, settings=few))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    app.extensions["panel.reads"].opened.clear()
    yield
    app.extensions["panel.reads"].opened.clear()


@pytest.fixture
def reader(frugal: None, make: Make, visit: Visit) -> Visitor:
    """Somebody who opens pages, signed in when the clock stood still."""
    visitor = visit(make.person())
    with visitor.client.session_transaction() as cookie:
        cookie["seen"] = int(NOW.timestamp())
    return visitor


def alarms(db: Session) -> list[str]:
    """What the record says of it."""
    return [event.actor for event in db.scalars(select(Event)) if event.detail.get("verdict") == VERDICT]


def test_who_opens_more_pages_than_anybody_reads_is_stopped_and_recorded_once(reader: Visitor, db: Session) -> None:
    """F1, V2.4.1: bulk reading is refused, and is an event."""
    for _page in range(LIMIT):
        reader.get("/account")
    for _page in range(3):
        assert "Wait a minute" in reader.get("/account", status=429).text
    assert len(alarms(db)) == 1


def test_a_minute_later_reading_goes_on(reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for status in (200,) * LIMIT + (429,):
        reader.get("/account", status=status)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    reader.get("/account")


def test_each_has_their_own_budget_and_nobody_none(reader: Visitor, make: Make, visit: Visit) -> None:
    other = visit(make.person())
    for _page in range(LIMIT):
        reader.get("/account")
        other.get("/account")
        visit().get("/account/sign-in")
    reader.get("/account", status=429)
    visit().get("/account/sign-in")


def test_the_usual_limit_is_more_than_anybody_reads(settings: Settings) -> None:
    assert Settings.__dataclass_fields__["reads_a_minute"].default == 300

"""New since the last visit: what a visit is, what is kept of it, and that most pages write nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, g, render_template_string
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from panel import clock
from panel.db import Database
from panel.models.people import Person
from panel.web import visits
from panel.web.visits import PAUSE, Visit
from panel.web.visits import keep as visits_keep
from tests.make import Make
from tests.visit import Visitor

Passes = Callable[..., datetime]
Visits = Callable[..., Visitor]
PAGE = "/help"


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Passes:
    """passes(hours=5): the clock goes on, and says what time it is."""
    now = datetime.now(UTC).replace(minute=3, second=20)
    monkeypatch.setattr(clock, "now", lambda: now)

    def later(**by: int) -> datetime:
        nonlocal now
        now += timedelta(**by)
        return now

    return later


@pytest.fixture
def member(make: Make) -> Person:
    """Who visits."""
    return make.person()


def kept(db: Session, person: Person) -> tuple[datetime | None, datetime | None]:
    """What is kept of somebody's visits."""
    db.expire_all()
    return person.visited_at, person.visited_before_at


@pytest.mark.parametrize(
    ("last", "before", "since"),
    [(None, None, None), (0, None, None), (0, 30, 30), (3.9, None, None), (4.1, None, 4.1), (5, 30, 5)],
    ids=["never here", "first visit", "second visit", "after lunch", "the next morning", "a third visit"],
)
def test_new_is_what_came_after_the_visit_before(last: float | None, before: float | None, since: float | None) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)

    def ago(hours: float | None) -> datetime | None:
        return None if hours is None else now - timedelta(hours=hours)

    assert Visit(1, ago(last), ago(before)).since(now) == ago(since)


def test_a_visit_is_kept_to_ten_minutes_and_the_one_before_it_too(
    visit: Visits, db: Session, member: Person, passes: Passes
) -> None:
    first = passes().replace(minute=0, second=0, microsecond=0)
    second = first + timedelta(minutes=20)
    reader = visit(member)
    reader.get(PAGE)
    assert kept(db, member) == (first, None)
    passes(minutes=20)
    reader.get(PAGE)
    assert kept(db, member) == (second, None)
    yesterday = second - timedelta(hours=20)
    member.visited_at = yesterday
    db.commit()
    reader.get(PAGE)
    assert kept(db, member) == (second, yesterday)


def test_a_second_page_within_ten_minutes_writes_nothing(
    visit: Visits, member: Person, passes: Passes, n_queries: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "keep", visits_keep)  # others count without it
    reader = visit(member)
    reader.get(PAGE)
    n_queries()
    passes(minutes=5)
    reader.get(PAGE)
    in_the_same = n_queries()
    passes(minutes=5)
    reader.get(PAGE)
    assert n_queries() > in_the_same


def test_a_refused_page_and_half_a_sign_in_are_no_visit(
    visit: Visits, db: Session, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(member).get("/cycles/1", status=404)
    assert kept(db, member) == (None, None)
    monkeypatch.setattr("panel.web.login.must_have_factor", lambda _actor: True)
    visit(member).get(PAGE)
    assert kept(db, member) == (None, None)


def test_who_is_not_signed_in_leaves_nothing(visit: Visits, db: Session, member: Person) -> None:
    visit().get(PAGE)
    assert kept(db, member) == (None, None)


@pytest.mark.parametrize(("hours", "marked"), [(1, True), (48, False)])
def test_a_mark_stands_at_what_is_newer_than_the_last_visit(app: Flask, hours: int, marked: bool) -> None:
    now = clock.now()
    drawn = "{% from 'shared/_macros.html' import new_mark %}{{ new_mark(moment) }}"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        g.visit = Visit(1, now, now - PAUSE - timedelta(hours=24))
        assert ("New to you" in render_template_string(drawn, moment=now - timedelta(hours=hours))) is marked
    with app.test_request_context(headers={"Accept-Language": "en"}):
        g.visit = Visit(1, now, None)
        assert render_template_string(drawn, moment=now) == ""


@pytest.mark.one_database
def test_a_page_does_not_wait_for_another_writer_to_keep_a_visit(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'panel.sqlite3'}")
    with database.transaction(write=True) as writer:
        writer.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="locked"), database.transaction(write=True, waits=False) as db:
            db.execute(text("SELECT 1"))
    with database.transaction(write=True) as db:
        assert db.scalar(text("PRAGMA busy_timeout")) > 0
    database.engine.dispose()

"""What changes nothing and is written down all the same: every refusal, and the reading of what is sensitive."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import ledger
from panel.calc.calendar import Phase
from panel.models.cycles import Cycle, Panel
from panel.models.events import Event
from panel.models.people import Person, Role
from panel.policy.recorded import RECORDED
from panel.web import recording
from tests.make import Make
from tests.rolled_back import RolledBack
from tests.rules.test_guard import PANEL as SOURCE
from tests.visit import Visitor

Probe = Callable[..., Visitor]


@pytest.fixture
def cycle(make: Make) -> Cycle:
    """A cycle in the call for proposals."""
    return make.cycle(make.panel("before"))


@pytest.fixture
def member(make: Make, db: Session, cycle: Cycle) -> Person:
    """A member of its panel."""
    return make.person(Role.MEMBER, db.get_one(Panel, cycle.panel_id))


@pytest.fixture
def officer(make: Make, db: Session, cycle: Cycle) -> Person:
    """The secretariat of its panel."""
    return make.person(Role.SECRETARIAT, db.get_one(Panel, cycle.panel_id))


def events(db: Session, *actions: str) -> list[Event]:
    """What the record says of refusals and readings."""
    db.expire_all()
    return list(db.scalars(select(Event).where(Event.action.in_(actions or ("refused", "read"))).order_by(Event.seq)))


def test_a_refusal_says_who_what_where_and_why(probe: Probe, db: Session, cycle: Cycle, member: Person) -> None:
    """A 16.3.2: authorisation failures are recorded."""
    page = probe(member).get(f"/probe/two/{cycle.id}?secret=1", status=403).text
    (one,) = events(db)
    assert (one.actor, one.action, one.object) == (f"person:{member.id}", "refused", f"/probe/two/{cycle.id}")
    assert one.detail == {"action": "role.grant", "verdict": "never"}
    assert one.panel_id == cycle.panel_id
    assert len(one.request) == 12
    assert one.request in page
    assert ledger.first_break(db) is None


def test_a_wrong_phase_is_a_refusal_and_leaves_nothing_else(
    probe: Probe, db: Session, cycle: Cycle, member: Person
) -> None:
    cycle.phase = Phase.TALLY
    db.commit()
    probe(member).post(f"/probe/phase/{cycle.id}", {"text": "after"}, status=409)
    assert [one.detail["verdict"] for one in events(db)] == ["wrong_phase"]
    assert db.get_one(Panel, cycle.panel_id).title_en == "before"


def test_a_conflict_that_is_no_refusal_is_not_written_down(
    probe: Probe, db: Session, cycle: Cycle, member: Person
) -> None:
    visitor = probe(member)
    for status in (409, 422):
        visitor.post(f"/probe/read/{cycle.id}", {"text": "typed", "status": status}, status=status)
    assert events(db) == []


def test_a_form_without_its_token_or_from_elsewhere_is_a_refusal(
    probe: Probe, db: Session, cycle: Cycle, member: Person
) -> None:
    visitor = probe(member)
    visitor.post(f"/probe/read/{cycle.id}", {"text": "x", "csrf_token": "wrong"}, status=403)
    visitor.post(f"/probe/read/{cycle.id}", {"text": "x"}, status=403, headers={"Sec-Fetch-Site": "cross-site"})
    assert [(one.actor, one.detail["verdict"]) for one in events(db)] == [
        (f"person:{member.id}", "form_token"),
        (f"person:{member.id}", "never"),
    ]


def test_who_is_not_signed_in_leaves_no_event(probe: Probe, db: Session, cycle: Cycle) -> None:
    probe().get(f"/probe/read/{cycle.id}", status=302)
    probe().post(f"/probe/read/{cycle.id}", {"text": "x"}, status=401)
    probe().post(f"/probe/read/{cycle.id}", {"text": "x", "csrf_token": "wrong"}, status=403)
    assert events(db) == []


@contextmanager
def statements(database: RolledBack) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(re.sub(r"savepoint_\d+", "savepoint", statement))

    hooks.listen(database.connection, "before_cursor_execute", keep)
    yield sent
    hooks.remove(database.connection, "before_cursor_execute", keep)


def test_what_is_hidden_costs_the_same_work_as_what_is_not_there(
    probe: Probe, make: Make, database: RolledBack, db: Session, cycle: Cycle
) -> None:
    """F5: not even the record, or the work of writing it, tells one from the other."""
    stranger = probe(make.person(Role.CHAIR, make.panel("another")))
    stranger.get("/help")
    done = []
    for address in (f"/probe/read/{cycle.id}", "/probe/read/99999999"):
        with statements(database) as sent:
            stranger.get(address, status=404)
        done.append(sent)
    assert done[0] == done[1]
    known, unknown = events(db)
    assert known.panel_id is unknown.panel_id is None
    assert known.detail == unknown.detail


def test_many_refusals_are_summed_up(probe: Probe, db: Session, cycle: Cycle, member: Person) -> None:
    visitor = probe(member)
    recording_of = f"person:{member.id}"
    for n in range(recording.ONE_BY_ONE):
        ledger.record(db, recording_of, recording.REFUSED, f"/{n}")
    db.commit()
    for _ in range(3):
        visitor.get(f"/probe/two/{cycle.id}", status=403)
    assert len(events(db, "refused")) == recording.ONE_BY_ONE
    (many,) = events(db, "refused.many")
    assert many.detail == {"more_than": recording.ONE_BY_ONE}


# ---- Reading ----


def test_reading_what_is_sensitive_is_written_down_and_nothing_the_page_did(
    probe: Probe, db: Session, cycle: Cycle, officer: Person
) -> None:
    """A 16.3.3: a page that is read changes nothing but the record."""
    probe(officer).get(f"/probe/prove/{cycle.id}?status=200&text=after")
    (one,) = events(db)
    assert (one.actor, one.action, one.object) == (f"person:{officer.id}", "read", f"/probe/prove/{cycle.id}")
    assert one.detail == {"action": "account.link"}
    assert db.get_one(Panel, cycle.panel_id).title_en == "before"


def test_a_page_that_could_not_be_shown_was_not_read(probe: Probe, db: Session, cycle: Cycle, officer: Person) -> None:
    probe(officer).get(f"/probe/prove/{cycle.id}?status=422", status=422)
    assert events(db) == []


def test_nothing_is_sent_when_the_event_cannot_be_written(
    probe: Probe, cycle: Cycle, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 16.5.3: fail closed."""

    def fail(*_arguments: object, **_more: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(ledger, "record", fail)
    assert "done" not in probe(officer).get(f"/probe/prove/{cycle.id}?status=200", status=500).text


def test_reading_anything_else_leaves_no_event(probe: Probe, db: Session, cycle: Cycle, member: Person) -> None:
    probe(member).get(f"/probe/read/{cycle.id}?status=200")
    assert events(db) == []


def test_a_right_to_something_sensitive_is_asked_only_where_its_reading_is_recorded(probe: Probe) -> None:
    """A room that shows, beside its own, what is recorded says so at the view: @needs(…, shows=…)."""
    views = probe().app.view_functions
    for room in sorted(path.parent for path in SOURCE.glob("*/routes.py")):
        declared = {
            action
            for name, view in views.items()
            if name.startswith(f"{room.name}.")
            for action in (getattr(view, "action", None), getattr(view, "shows", None))
        }
        text = "".join(path.read_text(encoding="utf-8") for path in room.glob("*.py"))
        asked = {action for action in RECORDED if f"may(actor, Action.{action.name}," in text}
        assert asked - declared - {action for action in asked if room.name == "home"} == set(), room.name

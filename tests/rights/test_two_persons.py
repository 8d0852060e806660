"""Actions of two: asked for by one, confirmed by another, void when the first could not ask any more (B88)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.errors import Conflict
from panel.models.decisions import Decision, Tier
from panel.models.events import Approval, Event
from panel.models.people import Membership, Person, Recusal, Role
from panel.models.tallies import Snapshot
from panel.policy.actors import actor_now
from panel.web import approvals
from panel.web.approvals import WAITS_FOR
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]
CHANGE = {
    "version": "1",
    "tier": "watch",
    "wording_ja": "",
    "wording_en": "Watch it for two years.",
    "reason": "The market moved.",
    "departure_reason": "It may move back.",
}


@dataclass
class Asked:
    """One action of two: where, with what, by whom first; what the second reads; the event that tells it happened."""

    address: str
    event: str
    words: tuple[str, ...]
    first: Person
    second: Person
    values: dict[str, str] = field(default_factory=dict)
    status: int = 303


class Panel:
    """A scored panel with a second secretariat account, brought to where each action is possible."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.scored = Scored.prepared(make)
        self.second = make.person(Role.SECRETARIAT, self.scored.panel)

    def recusal_lift(self) -> Asked:
        recusal = self.make.recusal(self.scored.proposals[0], self.scored.members[1])
        words = (self.scored.members[1].name_en, "reads, discusses and scores this proposal again")
        return self._by_officers(f"/recusals/{recusal.id}/lift", "recusal.lift", words)

    def round_close_early(self) -> Asked:
        self.scored.score()
        return self._by_officers(
            f"/rounds/{self.scored.round.id}/close", "round.close", ("cannot submit or change a sheet any more",)
        )

    def decision_amend(self) -> Asked:
        self._decided()
        words = ("Watch it for two years.", "The market moved.", "It may move back.", "Watch and take up again")
        address = f"/proposals/{self.scored.proposals[0].id}/decision/amend"
        return self._by_officers(address, "decision.amend", words, CHANGE)

    def publish(self) -> Asked:
        self._decided()
        self.scored.cycle.phase = Phase.DECIDED
        self.make.db.commit()
        address = f"/cycles/{self.scored.cycle.id}/decisions/publish"
        return self._by_officers(address, "phase.published", ("nothing can be changed any more",))

    def export_sheets(self) -> Asked:
        self.scored.score()
        self.scored.release()
        address = f"/cycles/{self.scored.cycle.id}/report/scores/1"
        asked = self._by_officers(address, "export.sheets", ("one row for each sheet",))
        asked.status = 200
        return asked

    def role_grant(self) -> Asked:
        member = self.scored.members[2]
        return Asked(
            f"/cycles/{self.scored.cycle.id}/people/{member.id}/role",
            "role.grant",
            (member.name_en, "Deputy chair"),
            self.scored.secretariat,
            self.second,
            {"role": "deputy"},
        )

    def _by_officers(
        self, address: str, event: str, words: tuple[str, ...], values: dict[str, str] | None = None
    ) -> Asked:
        return Asked(address, event, words, self.scored.chair, self.scored.secretariat, values or {})

    def _decided(self) -> None:
        self.scored.score()
        self.scored.release()
        snapshot = self.make.db.scalars(select(Snapshot.id)).one()
        decision = Decision(
            proposal_id=self.scored.proposals[0].id,
            snapshot_id=snapshot,
            tier=Tier.PRIORITY,
            wording_en="Keep it.",
            reason="It is needed.",
            decided_by_id=self.scored.chair.id,
            decided_at=datetime.now(UTC),
        )
        self.make.db.add(decision)
        self.make.db.commit()


ACTIONS: tuple[Callable[[Panel], Asked], ...] = (
    Panel.recusal_lift,
    Panel.round_close_early,
    Panel.decision_amend,
    Panel.publish,
    Panel.export_sheets,
    Panel.role_grant,
)


@pytest.fixture
def panel(make: Make) -> Panel:
    """The panel of these tests."""
    return Panel(make)


def happened(db: Session, asked: Asked) -> bool:
    """Whether what was asked for has been done."""
    return asked.event in set(db.scalars(select(Event.action)))


def waits(db: Session) -> bool:
    """Whether a request waits, whoever could still confirm it."""
    return db.scalar(select(Approval.id).where(Approval.ended_at.is_(None))) is not None


def travel(monkeypatch: pytest.MonkeyPatch, back: timedelta) -> None:
    """Set the clock of the application back."""
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) - back)


@pytest.mark.parametrize("prepare", ACTIONS, ids=lambda action: action.__name__)
def test_one_asks_a_second_reads_what_it_is_and_confirms(
    visit: Visit, db: Session, panel: Panel, prepare: Callable[[Panel], Asked]
) -> None:
    """B88: the same person is refused, from a second browser as well; the request goes on waiting."""
    asked = prepare(panel)
    visit(asked.first).post(asked.address, asked.values, status=202)
    again = visit(asked.first).post(asked.address, asked.values, status=403).text
    assert "A second person must confirm this. Your request waits until" in again
    assert "Take the request back" in visit(asked.first).get(asked.address).text
    assert not happened(db, asked)
    second = visit(asked.second)
    assert asked.address in second.get("/").text
    page = second.get(asked.address).text
    assert [word for word in (*asked.words, f"{asked.first.name_en} has asked for this") if word not in page] == []
    second.post(asked.address, asked.values, status=asked.status)
    assert happened(db, asked)
    assert not waits(db)
    told = [one for one in db.scalars(select(Event.action).order_by(Event.seq)) if one.startswith("approval")]
    assert told == ["approval.ask", "approval.confirm"]


@pytest.mark.parametrize(("ago", "is_confirmed"), [(-timedelta(minutes=1), True), (timedelta(0), False)])
def test_a_request_is_forgotten_after_three_days(
    visit: Visit, db: Session, panel: Panel, monkeypatch: pytest.MonkeyPatch, ago: timedelta, is_confirmed: bool
) -> None:
    asked = panel.role_grant()
    with monkeypatch.context() as past:
        travel(past, WAITS_FOR + ago)
        visit(asked.first).post(asked.address, asked.values, status=202)
    second = visit(asked.second)
    assert (asked.address in second.get("/").text) is is_confirmed
    second.post(asked.address, asked.values, status=303 if is_confirmed else 202)
    assert happened(db, asked) is is_confirmed


@pytest.mark.one_database
@pytest.mark.parametrize("by", ["first", "second"])
def test_either_of_the_two_can_end_a_request_and_nobody_else(visit: Visit, db: Session, panel: Panel, by: str) -> None:
    asked = panel.role_grant()
    visit(asked.first).post(asked.address, asked.values, status=202)
    address = f"/requests/{db.scalars(select(Approval.id)).one()}/cancel"
    for other in (panel.scored.members[0], panel.scored.observer, panel.scored.chair, panel.scored.deputy):
        visit(other).post(address, status=403)
    visit(panel.make.person(Role.SECRETARIAT, panel.make.panel("Another"))).post(address, status=404)
    assert waits(db)
    visit(getattr(asked, by)).post(address)
    assert not waits(db)
    visit(asked.second).post(address, status=404)
    visit(asked.second).post(asked.address, asked.values, status=202)
    assert not happened(db, asked)


@pytest.mark.one_database
def test_other_values_take_the_place_of_what_was_asked_for(visit: Visit, db: Session, panel: Panel) -> None:
    asked = panel.decision_amend()
    visit(asked.first).post(asked.address, asked.values, status=202)
    other = {**asked.values, "reason": "Another reason."}
    visit(asked.second).post(asked.address, other, status=202)
    visit(asked.second).post(asked.address, other, status=403)
    assert "Another reason." in visit(asked.first).get(asked.address).text
    visit(asked.first).post(asked.address, asked.values, status=202)
    visit(asked.second).post(asked.address, asked.values)
    db.expire_all()
    assert db.scalars(select(Decision.reason)).one() == "The market moved."


@pytest.mark.one_database
def test_a_form_that_is_not_sound_asks_for_nothing(visit: Visit, db: Session, panel: Panel) -> None:
    asked = panel.decision_amend()
    page = visit(asked.first).post(asked.address, {**asked.values, "reason": ""}, status=422).text
    assert 'id="reason-error"' in page
    assert not waits(db)


@pytest.mark.parametrize("recused", ["first", "second"])
def test_somebody_recused_neither_asks_nor_confirms_nor_ends(
    visit: Visit, db: Session, panel: Panel, recused: str
) -> None:
    """The request of somebody recused since is void; whoever else is recused is not told of it."""
    asked = panel.decision_amend()
    out, other = getattr(asked, recused), asked.second if recused == "first" else asked.first
    visit(asked.first).post(asked.address, asked.values, status=202)
    request = db.scalars(select(Approval.id)).one()
    panel.make.recusal(panel.scored.proposals[0], out)
    assert asked.address not in visit(out).get("/").text
    for method in (Visitor.get, Visitor.post):
        refused = method(visit(out), asked.address, status=403).text
        assert "Watch it for two years." not in refused
    visit(out).post(f"/requests/{request}/cancel", status=403)
    visit(other).post(asked.address, asked.values, status=202 if recused == "first" else 403)
    assert not happened(db, asked)


def _deactivated(person: Person, _role: Membership) -> None:
    person.is_active = False


def _without_role(_person: Person, role: Membership) -> None:
    role.ended_at = clock.now()


def _as_member(_person: Person, role: Membership) -> None:
    role.role = Role.MEMBER


@pytest.mark.parametrize("change", [_deactivated, _without_role, _as_member])
def test_a_request_of_somebody_who_could_not_ask_any_more_is_void(
    visit: Visit, db: Session, panel: Panel, change: Callable[[Person, Membership], None]
) -> None:
    asked = panel.round_close_early()
    visit(asked.first).post(asked.address, asked.values, status=202)
    change(asked.first, db.scalars(select(Membership).where(Membership.person_id == asked.first.id)).one())
    db.commit()
    second = visit(asked.second)
    assert asked.address not in second.get("/").text
    assert "has asked for this" not in second.get(asked.address).text
    second.post(asked.address, asked.values, status=202)
    assert not happened(db, asked)


@pytest.mark.one_database
def test_what_was_asked_for_is_not_done_by_whom_it_is_about(visit: Visit, db: Session, panel: Panel) -> None:
    """Rows recusal.lift and role.grant: never for oneself, not even as the second of two."""
    recusal = panel.make.recusal(panel.scored.proposals[0], panel.scored.chair, level="may_speak")
    address = f"/recusals/{recusal.id}/lift"
    visit(panel.scored.secretariat).post(address, status=202)
    visit(panel.scored.chair).post(address, status=403)
    own = f"/cycles/{panel.scored.cycle.id}/people/{panel.second.id}/role"
    visit(panel.scored.secretariat).post(own, {"role": "member"}, status=202)
    visit(panel.second).post(own, {"role": "member"}, status=403)
    assert db.scalars(select(Recusal.lifted_at)).one() is None


@pytest.mark.one_database
def test_of_two_who_answer_a_request_at_once_the_second_is_told(
    app: Flask, visit: Visit, db: Session, panel: Panel
) -> None:
    asked = panel.role_grant()
    visit(asked.first).post(asked.address, asked.values, status=202)
    actor = actor_now(db, asked.second.id)
    assert actor is not None
    with app.test_request_context():
        request = approvals.request_here(db, actor, db.scalars(select(Approval.id)).one(), clock.now())
        approvals.cancel(db, actor, request, now=clock.now())
        with pytest.raises(Conflict):
            approvals.cancel(db, actor, request, now=clock.now())

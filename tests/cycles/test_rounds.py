"""Rounds: the confirmation says all that is frozen, the deadline moves one way, and what cannot open says why."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from panel.calc.calendar import JAPAN, Phase
from panel.models.cycles import Cycle, Panel, Round, RoundCriterion, RoundVoter
from panel.models.people import Group, Person, Role


def typed(moment: datetime) -> str:
    """A moment as somebody types it, on a Japanese clock."""
    return moment.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M")


def in_days(n: int) -> str:
    return typed(datetime.now(UTC) + timedelta(days=n))


@pytest.fixture
def ready(make: Any, panel: Panel, chair: Person) -> Cycle:
    """A cycle in discussion with two criteria, a proposal, and the chair to score."""
    cycle = make.cycle(panel, Phase.DISCUSSION)
    make.criterion(cycle, "importance", weight=Decimal("2.5"))
    make.criterion(cycle, "urgency")
    make.proposal(cycle)
    return cycle


def test_opening_a_round_first_says_all_that_it_freezes(
    visit: Any, make: Any, panel: Panel, ready: Cycle, chair: Person
) -> None:
    make.person(Role.MEMBER, panel, stakeholder_group=Group.INDUSTRY)
    page = visit(chair).get(f"/cycles/{ready.id}/rounds/open").text
    assert "2 can score: Industry 1, Academia 1." in page
    assert "1 are scored in their present version" in page
    assert "Importance: 2.5" in page
    assert "At least 75 % of the scores in one third" in page


def test_what_the_chair_is_recused_from_is_not_counted_among_what_is_frozen(
    visit: Any, make: Any, ready: Cycle, chair: Person
) -> None:
    make.recusal(make.proposal(ready), chair)
    make.proposal(ready)
    assert "2 are scored in their present version" in visit(chair).get(f"/cycles/{ready.id}/rounds/open").text


def test_the_chair_opens_a_round_until_a_deadline_in_japan_time(
    visit: Any, db: Any, ready: Cycle, chair: Person
) -> None:
    visit(chair).post(f"/cycles/{ready.id}/rounds/open", {"nonce": "n" * 24, "closes_at": "2090-12-18 17:00"})
    round_ = db.query(Round).one()
    assert round_.closes_at == datetime(2090, 12, 18, 8, 0, tzinfo=UTC)
    assert round_.sealed_key
    assert db.query(RoundCriterion).filter_by(round_id=round_.id).count() == 2
    assert db.query(RoundVoter).filter_by(round_id=round_.id).one().stakeholder_group == "academia"
    db.refresh(ready)
    assert ready.phase == Phase.SCORING_OPEN


@pytest.mark.parametrize("deadline", ["", "2026-01-01 17:00", "tomorrow"])
def test_a_round_needs_a_deadline_that_is_still_to_come(
    visit: Any, db: Any, ready: Cycle, chair: Person, deadline: str
) -> None:
    visit(chair).post(f"/cycles/{ready.id}/rounds/open", {"nonce": "n" * 24, "closes_at": deadline}, 422)
    assert db.query(Round).count() == 0


def test_the_same_round_is_not_opened_twice(visit: Any, db: Any, ready: Cycle, chair: Person) -> None:
    sent = {"nonce": "n" * 24, "closes_at": in_days(7)}
    visit(chair).post(f"/cycles/{ready.id}/rounds/open", sent)
    visit(chair).post(f"/cycles/{ready.id}/rounds/open", {**sent, "nonce": "m" * 24}, 409)
    assert db.query(Round).count() == 1


@pytest.mark.parametrize("phase", [Phase.PROPOSING, Phase.SCORING_CLOSED, Phase.DECIDED])
def test_no_round_opens_from_another_phase(visit: Any, db: Any, ready: Cycle, chair: Person, phase: Phase) -> None:
    ready.phase = phase
    db.commit()
    visit(chair).post(f"/cycles/{ready.id}/rounds/open", {"nonce": "n" * 24, "closes_at": in_days(7)}, 409)


def test_the_secretariat_cannot_open_a_round(visit: Any, ready: Cycle, secretary: Person) -> None:
    visit(secretary).post(f"/cycles/{ready.id}/rounds/open", {"nonce": "n" * 24, "closes_at": in_days(7)}, 403)


def test_a_round_that_cannot_be_opened_shows_why_instead_of_a_button(
    visit: Any, make: Any, panel: Panel, chair: Person
) -> None:
    cycle = make.cycle(panel, Phase.DISCUSSION, quorum=2)
    page = visit(chair).get(f"/cycles/{cycle.id}/rounds/open").text
    assert "The round cannot be opened yet" in page
    assert '<form class="confirm"' not in page
    visit(chair).post(f"/cycles/{cycle.id}/rounds/open", {"nonce": "n" * 24, "closes_at": in_days(7)}, 422)


def test_a_deadline_moves_later_and_never_earlier(visit: Any, db: Any, make: Any, ready: Cycle, chair: Person) -> None:
    round_ = make.round(ready, closes_at=datetime(2090, 12, 18, 8, 0, tzinfo=UTC))
    url = f"/cycles/{ready.id}/rounds/extend"
    page = visit(chair).post(url, {"version": "1", "closes_at": "2090-12-18 17:00"}, 422).text
    assert "only be moved to a later moment" in page
    visit(chair).post(url, {"version": "1", "closes_at": "2090-12-18 17:01"})
    db.refresh(round_)
    assert round_.closes_at == datetime(2090, 12, 18, 8, 1, tzinfo=UTC)
    visit(chair).post(url, {"version": "1", "closes_at": "2090-12-19 17:00"}, 409)


def test_a_deadline_that_has_passed_is_not_extended(visit: Any, make: Any, ready: Cycle, chair: Person) -> None:
    make.round(ready, closes_at=datetime.now(UTC) - timedelta(seconds=30))
    url = f"/cycles/{ready.id}/rounds/extend"
    assert "can no longer be extended" in visit(chair).post(url, {"version": "1", "closes_at": in_days(1)}, 409).text

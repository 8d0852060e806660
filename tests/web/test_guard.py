"""The guard: one transaction around load, right and write; kept only if the answer is a success."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.models.cycles import Cycle, Panel
from panel.models.events import Approval, Event, SignIn
from panel.models.people import Person, Role
from panel.policy.actions import Action
from panel.web import guard
from panel.web.approvals import WAITS_FOR
from tests.make import Make
from tests.visit import Visitor, without_chance

Probe = Callable[..., Visitor]
NONCE = "n" * 24


@pytest.fixture
def cycle(make: Make) -> Cycle:
    """A cycle in the call for proposals."""
    return make.cycle(make.panel("before"))


@pytest.fixture
def member(make: Make, db: Session, cycle: Cycle) -> Person:
    """A member of its panel."""
    return make.person(Role.MEMBER, db.get_one(Panel, cycle.panel_id))


@pytest.fixture
def officers(make: Make, db: Session, cycle: Cycle) -> list[Person]:
    """Two secretariat accounts of its panel."""
    return [make.person(Role.SECRETARIAT, db.get_one(Panel, cycle.panel_id)) for _ in range(2)]


def title(db: Session, cycle: Cycle) -> str:
    """What the probe last left behind."""
    db.expire_all()
    return db.get_one(Panel, cycle.panel_id).title_en


@pytest.mark.parametrize("status", [200, 202, 303])
def test_a_success_is_kept(probe: Probe, db: Session, cycle: Cycle, member: Person, status: int) -> None:
    probe(member).post(f"/probe/read/{cycle.id}", {"text": "after", "status": status}, status=status)
    assert title(db, cycle) == "after"


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 429])
def test_a_refusal_leaves_nothing_behind_and_gives_the_text_back(
    probe: Probe, db: Session, cycle: Cycle, member: Person, status: int
) -> None:
    typed = "長い文章 & <b>\nsecond line"
    page = probe(member).post(f"/probe/read/{cycle.id}", {"text": typed, "status": status}, status=status).text
    assert title(db, cycle) == "before"
    assert "長い文章 &amp; &lt;b&gt;\nsecond line" in page.replace("\r", "")


def test_a_crash_leaves_nothing_behind_gives_the_text_back_and_tells_nothing_inside(
    probe: Probe, db: Session, cycle: Cycle, member: Person
) -> None:
    page = probe(member).post(f"/probe/read/{cycle.id}", {"text": "typed", "status": 500}, status=500).text
    assert title(db, cycle) == "before"
    assert "typed" in page
    assert "as asked for" not in page


def test_reading_never_writes(probe: Probe, db: Session, cycle: Cycle, member: Person) -> None:
    probe(member).get(f"/probe/read/{cycle.id}?status=200")
    assert title(db, cycle) == "before"


def test_what_exists_and_what_does_not_look_alike_to_a_stranger_and_to_nobody(
    probe: Probe, make: Make, cycle: Cycle
) -> None:
    addresses = [f"/probe/read/{cycle.id}", "/probe/read/99999999"]
    stranger = probe(make.person(Role.CHAIR, make.panel("another")))
    stranger.get("/help")
    pages = [stranger.get(address, status=404) for address in addresses]
    assert without_chance(pages[0], f"{addresses[0]}?") == without_chance(pages[1], f"{addresses[1]}?")
    assert list(pages[0].headers.keys()) == list(pages[1].headers.keys())
    for address in addresses:
        assert probe().get(address, status=302).location.endswith(address)
        probe().post(address, {"text": "x"}, status=401)


def test_the_wrong_phase_is_a_conflict_to_a_writer_and_not_yet_to_a_reader(
    probe: Probe, db: Session, cycle: Cycle, member: Person
) -> None:
    cycle.phase = Phase.TALLY
    db.commit()
    assert "typed" in probe(member).post(f"/probe/phase/{cycle.id}", {"text": "typed"}, status=409).text
    probe(member).get(f"/probe/phase/{cycle.id}", status=403)


def test_a_closed_phase_is_named_beside_those_that_are_open(
    probe: Probe, db: Session, cycle: Cycle, member: Person
) -> None:
    cycle.phase = Phase.TALLY
    db.commit()
    page = probe(member).get(f"/probe/phase/{cycle.id}", status=403).text
    assert "in the phase “Tally and decisions”" in page
    assert "open in the phase: Set-up or Call for proposals." in page
    assert title(db, cycle) == "before"


def test_a_right_that_was_lost_after_the_page_was_opened_is_lost(
    probe: Probe, make: Make, db: Session, cycle: Cycle, member: Person
) -> None:
    visitor = probe(member)
    visitor.get(f"/probe/read/{cycle.id}?status=200")
    member.is_active = False
    db.commit()
    visitor.post(f"/probe/read/{cycle.id}", {"text": "after"}, status=401)
    assert title(db, cycle) == "before"


# ---- Sent twice ----


def test_the_same_form_sent_again_is_answered_alike_and_done_once(
    probe: Probe, db: Session, cycle: Cycle, member: Person
) -> None:
    values = {"text": "after", "nonce": NONCE}
    visitor = probe(member)
    assert visitor.post(f"/probe/read/{cycle.id}", values).location == "/help"
    db.execute(update(Panel).values(title_en="changed since"))
    db.commit()
    assert visitor.post(f"/probe/read/{cycle.id}", values).location == "/help"
    assert title(db, cycle) == "changed since"


def test_one_number_with_another_text_is_a_conflict_and_keeps_it(
    probe: Probe, db: Session, cycle: Cycle, member: Person
) -> None:
    visitor = probe(member)
    visitor.post(f"/probe/read/{cycle.id}", {"text": "first", "nonce": NONCE})
    page = visitor.post(f"/probe/read/{cycle.id}", {"text": "second", "nonce": NONCE}, status=409).text
    assert "second" in page
    assert title(db, cycle) == "first"


def test_the_number_of_somebody_else_is_ones_own(
    probe: Probe, db: Session, cycle: Cycle, officers: list[Person]
) -> None:
    for n, officer in enumerate(officers):
        probe(officer).post(f"/probe/read/{cycle.id}", {"text": f"by {n}", "nonce": NONCE})
    assert title(db, cycle) == "by 1"


def test_a_refused_form_can_be_sent_again_with_the_same_number(
    probe: Probe, db: Session, cycle: Cycle, member: Person
) -> None:
    visitor = probe(member)
    visitor.post(f"/probe/read/{cycle.id}", {"text": "x", "nonce": NONCE, "status": 422}, status=422)
    visitor.post(f"/probe/read/{cycle.id}", {"text": "mended", "nonce": NONCE})
    assert title(db, cycle) == "mended"


# ---- Proof and second persons ----


def test_what_asks_for_the_password_is_closed_ten_minutes_after_it_was_given(
    probe: Probe, db: Session, cycle: Cycle, officers: list[Person]
) -> None:
    visitor = probe(officers[0])
    visitor.get(f"/probe/prove/{cycle.id}?status=200")
    db.execute(update(SignIn).values(proved_at=clock.now() - timedelta(minutes=11)))
    db.commit()
    assert visitor.get(f"/probe/prove/{cycle.id}", status=302).location.startswith("/account/prove?next=/probe/prove/")
    assert "typed" in visitor.post(f"/probe/prove/{cycle.id}", {"text": "typed"}, status=401).text
    assert title(db, cycle) == "before"


def test_two_persons_act_together_and_one_alone_never_does(
    probe: Probe, db: Session, cycle: Cycle, officers: list[Person]
) -> None:
    first, second = (probe(officer) for officer in officers)
    first.post(f"/probe/two/{cycle.id}", {"text": "agreed"}, status=202)
    again = first.post(f"/probe/two/{cycle.id}", {"text": "agreed"}, status=403)
    assert "A second person must confirm this" in again.text
    assert title(db, cycle) == "before"
    second.post(f"/probe/two/{cycle.id}", {"text": "agreed"})
    assert title(db, cycle) == "agreed"
    actions = [event for event in db.scalars(select(Event.action).order_by(Event.seq)) if event.startswith("approval")]
    assert actions == ["approval.ask", "approval.confirm"]


def test_other_values_are_another_request(probe: Probe, db: Session, cycle: Cycle, officers: list[Person]) -> None:
    first, second = (probe(officer) for officer in officers)
    first.post(f"/probe/two/{cycle.id}", {"text": "one thing"}, status=202)
    second.post(f"/probe/two/{cycle.id}", {"text": "another thing"}, status=202)
    assert title(db, cycle) == "before"
    first.post(f"/probe/two/{cycle.id}", {"text": "another thing"})
    assert title(db, cycle) == "another thing"


def test_a_request_is_forgotten_after_three_days(
    probe: Probe, db: Session, cycle: Cycle, officers: list[Person]
) -> None:
    probe(officers[0]).post(f"/probe/two/{cycle.id}", {"text": "agreed"}, status=202)
    db.execute(update(Approval).values(expires_at=Approval.requested_at))
    db.commit()
    assert timedelta(hours=72) == WAITS_FOR
    probe(officers[1]).post(f"/probe/two/{cycle.id}", {"text": "agreed"}, status=202)
    assert title(db, cycle) == "before"


def test_a_confirmation_that_fails_leaves_the_request_waiting(
    probe: Probe, db: Session, cycle: Cycle, officers: list[Person]
) -> None:
    values = {"text": "agreed", "status": 422}
    probe(officers[0]).post(f"/probe/two/{cycle.id}", values, status=202)
    probe(officers[1]).post(f"/probe/two/{cycle.id}", values, status=422)
    assert db.scalars(select(Approval.ended_at)).one() is None
    assert title(db, cycle) == "before"


def test_a_view_that_takes_what_its_form_refuses_does_nothing_alone(
    probe: Probe, db: Session, cycle: Cycle, officers: list[Person]
) -> None:
    probe(officers[0]).post(f"/probe/careless/{cycle.id}", {"text": "a\x00b"}, status=500)
    assert title(db, cycle) == "before"
    probe(officers[0]).post(f"/probe/careless/{cycle.id}", {"text": "agreed"}, status=202)


def test_who_is_no_officer_confirms_nothing(
    probe: Probe, db: Session, cycle: Cycle, officers: list[Person], member: Person
) -> None:
    probe(officers[0]).post(f"/probe/two/{cycle.id}", {"text": "agreed"}, status=202)
    probe(member).post(f"/probe/two/{cycle.id}", {"text": "agreed"}, status=403)
    assert title(db, cycle) == "before"


def test_a_view_that_asks_nobody_needs_a_row_that_says_yes_to_everybody() -> None:
    with pytest.raises(RuntimeError, match="not open to all"):
        guard.open_to_all(Action.ITEM_VIEW)

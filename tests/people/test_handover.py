"""When the secretariat changes hands: a new one named by two in any phase, signed in, and only then the former ends."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.cycles import Cycle
from panel.models.events import Event
from panel.models.people import Membership, Person, Role, person_by_email
from tests.make import Make
from tests.people.cast import PASSWORD_HASH, VALUES, Cast, link_on, role_of
from tests.visit import Visitor

Visit = Callable[..., Visitor]
SUCCESSOR = {name: value for name, value in VALUES.items() if name != "role"}


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.SCORING_OPEN, Phase.TALLY])
def test_the_secretariat_changes_hands_in_any_phase(visit: Visit, db: Session, cast: Cast, phase: Phase) -> None:
    db.get_one(Cycle, cast.cycle.id).phase = phase
    db.commit()
    page = f"{cast.people}/handover"
    first, second = visit(cast.secretariat), visit(cast.second)
    assert page in first.get(cast.people).text
    first.post(page, SUCCESSOR, status=202)
    assert person_by_email(db, SUCCESSOR["email"]) is None
    assert SUCCESSOR["email"] in second.get(page).text
    link = link_on(second.post(page, SUCCESSOR, status=200).text)
    new = person_by_email(db, SUCCESSOR["email"])
    assert new is not None
    assert role_of(db, new) == [Role.SECRETARIAT]
    visit().post(link, {"password": "another horse battery"})
    successor = visit(new)
    for former in (cast.secretariat, cast.second):
        successor.post(f"{cast.people}/{former.id}/deactivate")
    first.get("/", status=302)
    assert "role.grant" in set(db.scalars(select(Event.action)))


def test_a_secretariat_that_is_lost_is_named_anew_by_two_administrators(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    for membership in db.scalars(select(Membership).where(Membership.role == Role.SECRETARIAT)):
        membership.ended_at = membership.since_at
    first, second = (visit(make.person(is_administrator=True, password_hash=PASSWORD_HASH)) for _ in range(2))
    page = f"{cast.people}/handover"
    for accept in ("text/html", "application/json"):
        for address in (page, f"{cast.people}/{cast.member.id}/role"):
            shown = first.get(address, headers={"Accept": accept}).text
            assert cast.cycle.title_en not in shown
            assert "proposing" not in shown.lower()
    first.post(page, SUCCESSOR, status=202)
    second.post(page, SUCCESSOR, status=200)
    new = person_by_email(db, SUCCESSOR["email"])
    assert new is not None
    assert role_of(db, new) == [Role.SECRETARIAT]
    second.get(cast.people, status=403)


def test_somebody_of_the_panel_is_given_the_role_on_their_own_page(visit: Visit, cast: Cast) -> None:
    page = f"{cast.people}/handover"
    values = {**SUCCESSOR, "email": cast.member.email}
    visit(cast.secretariat).post(page, values, status=202)
    assert "already sits on the panel" in visit(cast.second).post(page, values, status=422).text


def test_what_is_typed_badly_is_said_before_anybody_else_is_asked(visit: Visit, cast: Cast) -> None:
    page = visit(cast.secretariat).post(f"{cast.people}/handover", {**SUCCESSOR, "email": "x"}, status=422).text
    assert "name@example.jp" in page
    assert "新しい委員" in page


def test_who_is_alone_is_told_whom_to_ask(visit: Visit, make: Make) -> None:
    panel = make.panel()
    cycle = make.cycle(panel)
    only = make.person(Role.SECRETARIAT, panel, password_hash=PASSWORD_HASH)
    assert "administers the site" in visit(only).get(f"/cycles/{cycle.id}/people/handover").text


@pytest.mark.parametrize("who", ["chair", "member"])
def test_nobody_else_hands_the_secretariat_over(visit: Visit, db: Session, cast: Cast, who: str) -> None:
    visitor = visit(getattr(cast, who))
    visitor.get(f"{cast.people}/handover", status=403)
    visitor.post(f"{cast.people}/handover", SUCCESSOR, status=403)
    assert db.scalar(select(Person.id).where(Person.email == SUCCESSOR["email"])) is None

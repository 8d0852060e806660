"""A secretariat keeps out people of its own panel, and nobody else's; what it takes away ends at once."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.cycles import Cycle
from panel.models.events import Event
from panel.models.people import Membership, Person, Role
from tests.make import BEGINNING, Make
from tests.people.cast import PASSWORD_HASH, Cast
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def is_active(db: Session, person: Person) -> bool:
    """Whether somebody may sign in now."""
    db.expire_all()
    return db.get_one(Person, person.id).is_active


@pytest.mark.parametrize("phase", [Phase.PROPOSING, Phase.SCORING_OPEN, Phase.PUBLISHED])
def test_the_secretariat_keeps_somebody_of_its_panel_out_and_lets_them_in_again(
    visit: Visit, db: Session, cast: Cast, phase: Phase
) -> None:
    db.get_one(Cycle, cast.cycle.id).phase = phase
    db.commit()
    member, secretariat = visit(cast.member), visit(cast.secretariat)
    page = f"{cast.people}/{cast.member.id}"
    assert f"{page}/deactivate" in secretariat.get(cast.people).text
    secretariat.get(f"{page}/deactivate")
    secretariat.post(f"{page}/deactivate")
    member.get("/", status=302)
    assert f"{page}/reactivate" in secretariat.get(cast.people).text
    secretariat.get(f"{page}/reactivate")
    secretariat.post(f"{page}/reactivate")
    assert is_active(db, cast.member)
    recorded = {(event.action, event.panel_id) for event in db.scalars(select(Event))}
    assert {("user.deactivate", cast.panel.id), ("user.reactivate", cast.panel.id)} <= recorded


@pytest.mark.parametrize("who", ["chair", "member"])
def test_nobody_else_on_the_panel_keeps_anybody_out(visit: Visit, db: Session, cast: Cast, who: str) -> None:
    visitor = visit(getattr(cast, who))
    visitor.get(f"{cast.people}/{cast.second.id}/deactivate", status=403)
    visitor.post(f"{cast.people}/{cast.second.id}/deactivate", status=403)
    assert is_active(db, cast.second)


def test_whoever_also_sits_elsewhere_is_not_kept_out_by_one_panel(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    another = make.panel("Another")
    make.db.add(Membership(panel_id=another.id, person_id=cast.member.id, role=Role.MEMBER, since_at=BEGINNING))
    make.db.commit()
    secretariat = visit(cast.secretariat)
    page = f"{cast.people}/{cast.member.id}/deactivate"
    assert "also sits on another panel" in secretariat.get(page).text
    secretariat.post(page, status=422)
    assert is_active(db, cast.member)
    db.get_one(Person, cast.member.id).is_active = False
    db.commit()
    secretariat.post(f"{cast.people}/{cast.member.id}/reactivate", status=422)
    assert not is_active(db, cast.member)


def test_nobody_keeps_themselves_out(visit: Visit, db: Session, cast: Cast) -> None:
    visitor = visit(cast.secretariat)
    page = f"{cast.people}/{cast.secretariat.id}/deactivate"
    assert "Nobody deactivates their own account" in visitor.get(page).text
    visitor.post(page, status=422)
    assert is_active(db, cast.secretariat)


def test_an_ended_membership_closes_open_pages_at_once(visit: Visit, cast: Cast) -> None:
    """7.4.2: loss of a role acts at the next request."""
    member = visit(cast.member)
    proposals = f"/cycles/{cast.cycle.id}/proposals"
    member.get(proposals)
    visit(cast.secretariat).post(f"{cast.people}/{cast.member.id}/end")
    member.get(proposals, status=404)
    assert "考え" in member.post(f"{proposals}/new", {"summary_ja": "考え"}, status=404).text


def test_a_deactivated_account_cannot_confirm_what_it_was_asked_for(visit: Visit, db: Session, cast: Cast) -> None:
    address = f"{cast.people}/{cast.member.id}/role"
    second = visit(cast.second)
    second.post(address, {"role": "chair"}, status=202)
    visit(cast.secretariat).post(f"{cast.people}/{cast.second.id}/deactivate")
    second.post(address, {"role": "chair"}, status=401)


def test_an_invited_successor_does_not_make_the_former_secretariat_dispensable(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    """The last account in use stays, however many invitations are out."""
    make.person(Role.SECRETARIAT, cast.panel)
    visit(cast.secretariat).post(f"{cast.people}/{cast.second.id}/deactivate")
    administrators = [make.person(is_administrator=True, password_hash=PASSWORD_HASH) for _ in range(2)]
    address = f"{cast.people}/{cast.secretariat.id}/role"
    visit(administrators[0]).post(address, {"role": "member"}, status=202)
    page = visit(administrators[1]).post(address, {"role": "member"}, status=422).text
    assert "last secretariat account" in page


def test_the_last_secretariat_of_one_panel_may_change_roles_on_another(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    another = make.panel("Another")
    make.db.add(Membership(panel_id=another.id, person_id=cast.second.id, role=Role.SECRETARIAT, since_at=BEGINNING))
    make.db.commit()
    address = f"{cast.people}/{cast.second.id}/role"
    administrator = make.person(is_administrator=True, password_hash=PASSWORD_HASH)
    visit(administrator).post(address, {"role": "observer"}, status=202)
    visit(cast.secretariat).post(address, {"role": "observer"})

"""Roles that take two persons: one asks, another confirms, and never for oneself."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.events import Approval
from panel.models.people import Person, Role
from tests.make import Make
from tests.people.cast import PASSWORD_HASH, VALUES, Cast, role_of
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def test_a_chair_is_invited_as_a_member_until_a_second_person_confirms(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat, second = visit(cast.secretariat), visit(cast.second)
    page = secretariat.post(f"{cast.people}/invite", {**VALUES, "role": "deputy"}, status=200).text
    invited = db.scalars(select(Person).where(Person.email == "new@example.org")).one()
    assert role_of(db, invited) == [Role.MEMBER]
    address = f"{cast.people}/{invited.id}/role"
    assert f"{address}?role=deputy" in page
    secretariat.post(address, {"role": "deputy"}, status=202)
    assert "Take the request back" in secretariat.get(address).text
    secretariat.post(address, {"role": "deputy"}, status=403)
    assert role_of(db, invited) == [Role.MEMBER]
    assert "Confirm the new role" in second.get(address).text
    second.post(address, {"role": "deputy"})
    assert role_of(db, invited) == [Role.DEPUTY]


def test_a_request_that_is_refused_does_nothing(visit: Visit, db: Session, cast: Cast) -> None:
    address = f"{cast.people}/{cast.member.id}/role"
    visit(cast.secretariat).post(address, {"role": "chair"}, status=202)
    waiting = db.scalars(select(Approval.id)).one()
    visit(cast.member).post(f"/requests/{waiting}/cancel", status=403)
    assert visit(cast.second).post(f"/requests/{waiting}/cancel").location == address
    visit(cast.second).post(address, {"role": "chair"}, status=202)
    assert role_of(db, cast.member) == [Role.MEMBER]


def test_nobody_gives_a_role_to_themselves_not_even_as_the_second_person(visit: Visit, db: Session, cast: Cast) -> None:
    own = f"{cast.people}/{cast.secretariat.id}/role"
    visit(cast.secretariat).post(own, {"role": "chair"}, status=403)
    visit(cast.second).post(own, {"role": "chair"}, status=202)
    visit(cast.secretariat).post(own, {"role": "chair"}, status=403)
    assert role_of(db, cast.secretariat) == [Role.SECRETARIAT]


def test_an_unknown_role_is_never_given(visit: Visit, db: Session, cast: Cast) -> None:
    address = f"{cast.people}/{cast.member.id}/role"
    visit(cast.secretariat).post(address, {"role": "emperor"}, status=422)
    assert db.scalars(select(Approval.id)).all() == []
    assert role_of(db, cast.member) == [Role.MEMBER]


def test_the_last_secretariat_account_stays_one(visit: Visit, db: Session, make: Make, cast: Cast) -> None:
    administrator = make.person(is_administrator=True, password_hash=PASSWORD_HASH)
    visit(administrator).post(f"{cast.people}/{cast.second.id}/role", {"role": "member"}, status=202)
    visit(cast.secretariat).post(f"{cast.people}/{cast.second.id}/role", {"role": "member"})
    assert role_of(db, cast.second) == [Role.MEMBER]
    other = make.person(is_administrator=True, password_hash=PASSWORD_HASH)
    address = f"{cast.people}/{cast.secretariat.id}/role"
    visit(administrator).post(address, {"role": "member"}, status=202)
    visit(other).post(address, {"role": "member"}, status=422)
    assert role_of(db, cast.secretariat) == [Role.SECRETARIAT]


def test_the_only_officer_of_a_new_panel_names_the_first_others_alone(visit: Visit, db: Session, make: Make) -> None:
    panel = make.panel()
    cycle = make.cycle(panel, Phase.DRAFT)
    only = make.person(Role.SECRETARIAT, panel, password_hash=PASSWORD_HASH)
    people = f"/cycles/{cycle.id}/people"
    visit(only).post(f"{people}/invite", {**VALUES, "role": "chair"}, status=200)
    chair = db.scalars(select(Person).where(Person.email == "new@example.org")).one()
    assert role_of(db, chair) == [Role.CHAIR]
    member = make.person(Role.MEMBER, panel)
    assert "Invite a second secretariat account first" in visit(only).get(f"{people}/{member.id}/role").text


def test_a_chair_cannot_be_removed_by_one_person(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    assert "takes two persons" in secretariat.get(f"{cast.people}/{cast.chair.id}/end").text
    secretariat.post(f"{cast.people}/{cast.chair.id}/end", status=422)
    assert role_of(db, cast.chair) == [Role.CHAIR]

"""Who administers the site: the first by a command, the others by two, and nobody who sits on a panel."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.account.actions import create_first_link
from panel.models.events import Approval, Event
from panel.models.people import Person, Role, person_by_email
from tests.make import Make
from tests.people.cast import PASSWORD_HASH, link_on
from tests.visit import Visitor

Visit = Callable[..., Visitor]
NEW = "/administration/administrators/new"
VALUES = {"email": "operator@example.org", "family_name": "運用", "given_name": "担当", "language": "ja"}


def administers(db: Session, person: Person) -> bool:
    """Whether somebody administers the site now."""
    db.expire_all()
    return db.get_one(Person, person.id).is_administrator


def page_of(person: Person) -> str:
    """Where the administration is given to somebody, or taken away."""
    return f"/administration/accounts/{person.id}/administrator"


def test_two_administrators_make_a_third(visit: Visit, db: Session, administrator: Person, second: Person) -> None:
    first, other = visit(administrator), visit(second)
    first.post(NEW, VALUES, status=202)
    assert person_by_email(db, VALUES["email"]) is None
    assert NEW in other.get("/").text
    assert VALUES["email"] in other.get(NEW).text
    link = link_on(other.post(NEW, VALUES, status=200).text)
    made = person_by_email(db, VALUES["email"])
    assert made is not None
    assert made.is_administrator
    visit().get(link)
    assert "role.grant" in set(db.scalars(select(Event.action)))


def test_what_cannot_be_taken_is_not_even_asked_for(
    visit: Visit, db: Session, administrator: Person, second: Person
) -> None:
    page = visit(administrator).post(NEW, {**VALUES, "email": "nobody"}, status=422).text
    assert "name@example.jp" in page
    assert db.scalars(select(Approval)).all() == []


def test_the_request_for_an_administrator_can_be_taken_back(
    visit: Visit, db: Session, administrator: Person, second: Person
) -> None:
    first = visit(administrator)
    first.post(NEW, VALUES, status=202)
    waiting = db.scalars(select(Approval.id)).one()
    first.post(f"/requests/{waiting}/cancel")
    visit(second).post(NEW, VALUES, status=202)
    assert person_by_email(db, VALUES["email"]) is None


def test_an_account_is_made_an_administrator_and_dismissed_by_two(
    visit: Visit, db: Session, make: Make, administrator: Person, second: Person
) -> None:
    person = make.person(password_hash=PASSWORD_HASH)
    first, other = visit(administrator), visit(second)
    first.get(page_of(person))
    first.post(page_of(person), status=202)
    assert not administers(db, person)
    other.post(page_of(person))
    assert administers(db, person)
    new = visit(person)
    new.get("/administration/accounts")
    other.post(page_of(person), status=202)
    first.post(page_of(person))
    assert not administers(db, person)
    new.get("/administration/accounts", status=403)


def test_nobody_makes_or_dismisses_themselves(visit: Visit, db: Session, administrator: Person, second: Person) -> None:
    visit(administrator).post(page_of(administrator), status=403)
    visit(second).post(page_of(administrator), status=202)
    visit(administrator).post(page_of(administrator), status=403)
    assert administers(db, administrator)


def test_an_administrator_holds_no_role_on_a_panel(
    visit: Visit, db: Session, make: Make, administrator: Person, second: Person
) -> None:
    """Rule 4 of section 3, in both directions."""
    member = make.person(Role.MEMBER, make.panel(), password_hash=PASSWORD_HASH)
    visitor = visit(administrator)
    assert "sits on a panel" in visitor.get(page_of(member)).text
    visitor.post(page_of(member), status=202)
    visit(second).post(page_of(member), status=422)
    values = {**VALUES, "email": member.email}
    visitor.post(NEW, values, status=202)
    assert "sits on a panel" in visit(second).post(NEW, values, status=422).text
    assert not administers(db, member)


def test_a_deactivated_account_is_not_made_an_administrator(
    visit: Visit, db: Session, make: Make, administrator: Person, second: Person
) -> None:
    person = make.person(is_active=False)
    visit(administrator).post(page_of(person), status=202)
    visit(second).post(page_of(person), status=422)
    assert not administers(db, person)


def test_a_single_administrator_is_told_how_a_second_is_made(visit: Visit, make: Make, administrator: Person) -> None:
    person = make.person()
    for address in (NEW, page_of(person)):
        assert "panel create-administrator" in visit(administrator).get(address).text


@pytest.mark.parametrize("role", list(Role))
def test_no_role_on_a_panel_makes_administrators(visit: Visit, make: Make, role: Role) -> None:
    """F7: whoever runs a panel cannot make themselves a second account with more rights."""
    visitor = visit(make.person(role, make.panel()))
    visitor.get(NEW, status=403)
    visitor.post(NEW, VALUES, status=403)


def test_an_administrator_may_be_there_before_the_first_panel(visit: Visit, db: Session, administrator: Person) -> None:
    token = create_first_link(db, now=clock.now())
    db.commit()
    values = {
        "panel_ja": "有識者会議",
        "panel_en": "Panel",
        "family_name": "事務局",
        "email": administrator.email,
        "password": "kite meadow ferry ladder",
    }
    assert "Another account has this address" in visit().post(f"/account/first/{token}", values, status=422).text
    visit().post(f"/account/first/{token}", {**values, "email": "secretariat@example.org"})

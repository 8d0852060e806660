"""Sign-ins end when they must: by their own hand, after their time, and for good even while a request still runs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from panel import clock, passwords
from panel.models.events import SignIn
from panel.models.people import Person
from tests.account.signing import PASSWORD
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]
NEW = "a horse of another colour"


@pytest.fixture
def ends_meanwhile(db: Session, member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a password is being hashed, somebody ends every sign-in of its owner."""
    hashed, matches = passwords.hashed, passwords.matches

    def ended() -> None:
        db.execute(update(SignIn).where(SignIn.person_id == member.id).values(ended_at=clock.now()))
        db.commit()

    monkeypatch.setattr(passwords, "hashed", lambda *given, **how: (ended(), hashed(*given, **how))[1])
    monkeypatch.setattr(passwords, "matches", lambda *given, **how: (ended(), matches(*given, **how))[1])


@pytest.mark.usefixtures("ends_meanwhile")
def test_a_request_that_is_still_running_brings_no_ended_sign_in_back(
    visit: Visit, db: Session, member: Person
) -> None:
    """7.4.1: the test of SecureDrop: sign-ins are ended while a request that would renew one is under way."""
    before = member.password_hash
    for address, values in (
        ("/account/password", {"present_password": PASSWORD, "password": NEW}),
        ("/account/prove", {"password": PASSWORD}),
    ):
        visitor = visit(member)
        visitor.post(address, values, status=401)
        visitor.get("/account", status=302)
    assert db.scalars(select(SignIn.id).where(SignIn.ended_at.is_(None))).all() == []
    db.refresh(member)
    assert member.password_hash == before


def test_signing_out_everywhere_leaves_nobody_signed_in(visit: Visit, db: Session, member: Person) -> None:
    visitors = [visit(member) for _ in range(3)]
    assert "Sign out everywhere" in visitors[0].get("/account").text
    assert visitors[0].post("/account/sign-ins/end-all").location == "/account/sign-in"
    for visitor in visitors:
        visitor.get("/account", status=302)


def test_a_new_password_gives_the_sign_in_that_stays_a_new_id(visit: Visit, member: Person) -> None:
    """7.2.4"""
    visitor = visit(member)
    with visitor.client.session_transaction() as cookie:
        before = cookie["_user_id"]
    visitor.post("/account/password", {"present_password": PASSWORD, "password": NEW})
    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
        cookie["_user_id"] = before
    visitor.get("/account", status=302)


@pytest.mark.parametrize(("administers", "minutes"), [(True, 15), (False, 60)])
def test_an_idle_sign_in_ends_sooner_for_who_can_do_more(
    visit: Visit, make: Make, monkeypatch: pytest.MonkeyPatch, administers: bool, minutes: int
) -> None:
    """7.1.1, 7.3.1: 60 minutes, 15 for an administrator."""
    begun = clock.now()
    for after, status in ((minutes - 1, 200), (minutes + 1, 302)):
        visitor = visit(make.person(is_administrator=administers))
        monkeypatch.setattr(clock, "now", lambda after=after: begun + timedelta(minutes=after))
        visitor.get("/account", status=status)
        monkeypatch.undo()


def test_a_sign_in_in_use_goes_on(visit: Visit, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, begun = visit(make.person(is_administrator=True)), clock.now()
    for after in range(0, 50, 10):
        monkeypatch.setattr(clock, "now", lambda after=after: begun + timedelta(minutes=after))
        visitor.get("/account")


@pytest.mark.parametrize(("administers", "hours"), [(True, 4), (False, 12)])
def test_no_sign_in_outlasts_its_day(
    visit: Visit, db: Session, make: Make, monkeypatch: pytest.MonkeyPatch, administers: bool, hours: int
) -> None:
    """7.1.1, 7.3.2: twelve hours in all, four for an administrator."""
    person, begun = make.person(is_administrator=administers), clock.now()
    for age, status in ((timedelta(hours=hours, minutes=-1), 200), (timedelta(hours=hours, minutes=1), 302)):
        visitor = visit(person)
        for row in db.scalars(select(SignIn).where(SignIn.person_id == person.id)):
            row.created_at, row.expires_at = begun - age, begun - age + timedelta(hours=12)
        db.commit()
        visitor.get("/account", status=status)

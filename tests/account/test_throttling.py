"""Guesses are slowed down by account and by address, and nobody else is kept out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.account import throttling
from panel.models.events import Event
from panel.models.people import Person, Throttle
from tests.account.signing import PASSWORD, sign_in
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def test_five_failures_make_even_the_right_password_wait_fifteen_minutes(
    visit: Visit, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        sign_in(visit(), member.email, "wrong", status=422)
    answer = visit().post("/account/sign-in", {"email": member.email, "password": PASSWORD}, status=429)
    assert answer.headers["Retry-After"] == "900"
    assert "Wait 15 minutes" in answer.text
    later = clock.now() + throttling.WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    sign_in(visit(), member.email)


def test_attempts_while_waiting_do_not_prolong_the_wait(
    visit: Visit, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = clock.now()
    for minute in range(15):
        now = begun + timedelta(minutes=minute)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        visit().client.get("/")
        visit().post(
            "/account/sign-in", {"email": member.email, "password": "wrong"}, status=422 if minute < 5 else 429
        )
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(minutes=15, seconds=1))
    sign_in(visit(), member.email)


def test_an_unknown_account_waits_like_a_known_one(visit: Visit) -> None:
    for _ in range(5):
        sign_in(visit(), "nobody@example.org", status=422)
    sign_in(visit(), "nobody@example.org", status=429)


def test_guesses_at_one_account_keep_nobody_else_out(visit: Visit, make: Make, member: Person) -> None:
    colleague = make.person(password_hash=member.password_hash)
    for attempt in range(throttling.PER_ADDRESS + 10):
        sign_in(visit(), member.email, "wrong", status=422 if attempt < 5 else 429)
    sign_in(visit(), colleague.email)


def test_one_guess_at_many_accounts_makes_the_address_wait(visit: Visit, db: Session, member: Person) -> None:
    visitor = visit()
    for n in range(throttling.PER_ADDRESS):
        sign_in(visitor, f"guess{n}@example.org", status=422)
    sign_in(visitor, member.email, status=429)
    assert "sign_in.throttled" in set(db.scalars(select(Event.action)))
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    visitor.post("/account/sign-in", {"email": member.email, "password": PASSWORD}, **elsewhere)


def test_a_forwarded_address_does_not_reset_the_count(visit: Visit, member: Person) -> None:
    for n in range(6):
        visit().post(
            "/account/sign-in",
            {"email": member.email, "password": "wrong"},
            status=422 if n < 5 else 429,
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
        )


def test_the_right_password_begins_the_count_anew(visit: Visit, db: Session, member: Person) -> None:
    for _ in range(3):
        for _ in range(4):
            sign_in(visit(), member.email, "wrong", status=422)
        sign_in(visit(), member.email)
    assert not [key for key in db.scalars(select(Throttle.key)) if key.startswith("account:")]


def test_what_is_counted_does_not_tell_the_address_that_was_typed(visit: Visit, db: Session) -> None:
    sign_in(visit(), "a-password-typed-by-mistake", status=422)
    assert not [key for key in db.scalars(select(Throttle.key)) if "mistake" in key]


def test_proving_is_slowed_down_like_signing_in(visit: Visit, member: Person) -> None:
    visitor = visit(member)
    for n in range(6):
        visitor.post("/account/prove", {"password": "wrong"}, status=422 if n < 5 else 429)

"""F28, ASVS 6.3.1: guesses are slowed down by account and by network, and nobody else is kept out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel import clock, create_app, throttling, tokens
from panel.config import Settings
from panel.db import Database
from panel.errors import TooMany
from panel.models.events import Event, Outbox
from panel.models.people import LinkPurpose, Person, Throttle
from tests.account.signing import PASSWORD, sign_in
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """at(later): from now on it is so much later than when the test began."""
    begun = clock.now()

    def set_to(later: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: begun + later)

    set_to(timedelta())
    return set_to


@pytest.fixture
def small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a network may fail is soon used up, so that a test is soon over."""
    monkeypatch.setattr(throttling, "PER_NETWORK", 12)


def from_(address: str, **headers: str) -> dict[str, Any]:
    """The arguments of a request that comes from this address."""
    return {"environ_base": {"REMOTE_ADDR": address}, "headers": headers}


def guess(visit: Visit, email: str | None, status: int = 422, **more: Any) -> Any:
    """One wrong password."""
    return visit().post("/account/sign-in", {"email": email, "password": "wrong"}, status=status, **more)


def actions(db: Session) -> list[str]:
    """What the ledger says has happened, in order."""
    return list(db.scalars(select(Event.action).order_by(Event.seq)))


def test_the_wait_grows_from_one_to_fifteen_minutes_and_no_further(
    visit: Visit, member: Person, at: Callable[[timedelta], None]
) -> None:
    for _ in range(throttling.FREE):
        guess(visit, member.email)
    passed = timedelta()
    for minutes in (1, 2, 4, 8, 15, 15, 15):
        at(passed)
        answer = guess(visit, member.email, status=429)
        assert answer.headers["Retry-After"] == str(60 * minutes)
        assert f"Wait {minutes} min" in answer.text
        passed += minutes * MINUTE
        at(passed)
        guess(visit, member.email)


def test_hundreds_of_guesses_later_the_owner_is_in_within_fifteen_minutes(
    visit: Visit, member: Person, at: Callable[[timedelta], None], app: Flask
) -> None:
    """B92: attempts while waiting are refused unread and do not prolong the wait."""
    database, key = app.extensions["panel"].database, app.extensions["panel"].settings.session_key
    n_read = 0
    for n in range(300):
        at(n * MINUTE / 4)
        try:
            throttling.admit(database, throttling.attempt(key, str(member.email), f"10.{n % 250}.0.1"), clock.now())
            n_read += 1
        except TooMany:
            pass
    assert n_read < 20
    at(300 * MINUTE / 4 + 15 * MINUTE)
    sign_in(visit(), member.email)


def test_a_link_by_mail_lets_the_owner_in_while_the_account_waits(visit: Visit, db: Session, member: Person) -> None:
    for _ in range(throttling.FREE):
        guess(visit, member.email)
    sign_in(visit(), member.email, status=429)
    token = tokens.create_link(db, member.id, LinkPurpose.RESET, clock.now())
    db.commit()
    visit().post(f"/account/link/{token}", {"password": "an entirely new phrase"})


def test_an_unknown_account_waits_like_a_known_one(visit: Visit, member: Person) -> None:
    for email in ("nobody@example.org", member.email):
        for _ in range(throttling.FREE):
            guess(visit, email)
        guess(visit, email, status=429)


def test_unknown_wrong_unset_and_deactivated_cost_one_verification_each(
    visit: Visit, make: Make, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 6.3.8: the same work, counted in calls of the slow function and not by the clock."""
    off = make.person(password_hash=member.password_hash, is_active=False)
    guess(visit, "warm-up@example.org")
    n_verified = 0
    verify = PasswordHasher.verify

    def counting(*arguments: Any) -> bool:
        nonlocal n_verified
        n_verified += 1
        return verify(*arguments)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    for n, email in enumerate(("nobody@example.org", member.email, make.person().email, off.email), start=1):
        guess(visit, email)
        assert n_verified == n


@pytest.mark.usefixtures("small_budget")
def test_guesses_at_one_account_keep_nobody_else_out(visit: Visit, make: Make, member: Person) -> None:
    colleague = make.person(password_hash=member.password_hash)
    for n in range(throttling.PER_NETWORK + 10):
        guess(visit, member.email, status=422 if n < throttling.FREE else 429)
    sign_in(visit(), colleague.email)


@pytest.mark.usefixtures("small_budget")
def test_one_guess_at_many_accounts_makes_the_network_wait_and_no_other(
    visit: Visit, db: Session, member: Person
) -> None:
    """B92, the other way round: the whole /24 waits; another network does not."""
    for n in range(throttling.PER_NETWORK):
        guess(visit, f"guess{n}@example.org", **from_(f"192.0.2.{n}"))
    right = {"email": member.email, "password": PASSWORD}
    visit().post("/account/sign-in", right, status=429, **from_("192.0.2.200"))
    visit().post("/account/sign-in", right, **from_("198.51.100.1"))
    said = actions(db)
    assert said.count("sign_in.alarm") == 1
    assert said.index("sign_in.alarm") < throttling.PER_NETWORK


def test_an_office_that_signs_in_rightly_raises_no_alarm(visit: Visit, db: Session, make: Make, member: Person) -> None:
    for _ in range(throttling.MANY_ACCOUNTS + 2):
        sign_in(visit(), make.person(password_hash=member.password_hash).email)
    for _ in range(throttling.FREE - 1):
        guess(visit, member.email)
    assert "sign_in.alarm" not in actions(db)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "unknown"),
        (None, "unknown"),
    ],
)
def test_clients_are_counted_by_network(address: str | None, network: str) -> None:
    assert throttling.network_of(address) == network


@pytest.mark.usefixtures("small_budget")
def test_a_forwarded_address_changes_nothing_where_no_proxy_is_configured(visit: Visit, member: Person) -> None:
    """F27, B59, ASVS 15.3.4."""
    for n in range(throttling.PER_NETWORK + 1):
        spoofed = {"X-Forwarded-For": f"10.{n}.0.1", "X-Real-IP": f"10.{n}.0.1", "Forwarded": f"for=10.{n}.0.1"}
        status = 422 if n < throttling.PER_NETWORK else 429
        guess(visit, f"guess{n}@example.org", status, **from_("192.0.2.1", **spoofed))


@pytest.mark.parametrize(
    ("n_proxies", "forwarded", "network"),
    [
        (0, "203.0.113.9", "192.0.2.0/24"),
        (1, "203.0.113.9", "203.0.113.0/24"),
        (1, "10.9.9.9, 203.0.113.9", "203.0.113.0/24"),  # the client wrote the first part, the proxy the last
        (2, "10.9.9.9, 203.0.113.9, 198.51.100.2", "203.0.113.0/24"),
        (1, "nonsense", "unknown"),
    ],
)
def test_behind_proxies_the_address_is_what_the_configured_one_has_seen(
    settings: Settings, database: Database, db: Session, n_proxies: int, forwarded: str, network: str
) -> None:
    """F27: as many proxies as configured are believed, and not one more."""
    app = create_app(replace(settings, n_proxies=n_proxies), database)
    headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
    guess(lambda: Visitor(app, db, None, "en"), "nobody@example.org", **from_("192.0.2.1", **headers))
    assert db.scalars(select(Event.detail).where(Event.action == "sign_in.fail")).one() == {"network": network}


def test_the_right_password_begins_the_count_anew(visit: Visit, db: Session, member: Person) -> None:
    for _ in range(3):
        for _ in range(throttling.FREE - 1):
            guess(visit, member.email)
        sign_in(visit(), member.email)
    assert not [key for key in db.scalars(select(Throttle.key)) if key.startswith("account:")]


def test_a_day_later_slips_are_forgotten_and_their_rows_gone(
    visit: Visit, db: Session, member: Person, at: Callable[[timedelta], None]
) -> None:
    for _ in range(throttling.FREE):
        guess(visit, member.email)
    at(timedelta(hours=25))
    guess(visit, "somebody-else@example.org")
    assert len(db.scalars(select(Throttle.key)).all()) == 4  # account, network, pair, spread


def test_failures_stand_in_the_ledger_without_what_was_typed(visit: Visit, db: Session, member: Person) -> None:
    """ASVS 16.3.1, 16.2.5: a password typed into the wrong field is nowhere to be found, not even as a plain hash."""
    typed = "my-secret-pass-phrase"
    guess(visit, typed)
    guess(visit, member.email)
    failures = db.scalars(select(Event).where(Event.action == "sign_in.fail").order_by(Event.seq)).all()
    assert [event.object for event in failures][1:] == [f"person:{member.id}"]
    kept = " ".join([*db.scalars(select(Throttle.key)), *(f"{event.object} {event.detail}" for event in failures)])
    assert typed not in kept
    assert tokens.hash_of(typed)[:16] not in kept
    assert str(member.email) not in kept


def test_what_is_counted_can_be_guessed_at_only_with_the_key_of_the_site() -> None:
    counted = {throttling.attempt(key, "somebody@example.org", None).account for key in (b"", b"one", b"another")}
    assert len(counted) == 3


def test_the_owner_is_told_once_that_somebody_guesses(
    with_mail: Flask, visit: Visit, db: Session, member: Person, at: Callable[[timedelta], None]
) -> None:
    for run in range(3):  # each ended by the right password
        for _ in range(throttling.FREE):
            guess(visit, member.email)
        at(2 * (run + 1) * MINUTE)
        sign_in(visit(), member.email)
    letter = db.scalars(select(Outbox)).one()
    assert letter.person_id == member.id
    assert "http://127.0.0.1:8000/account/forgotten" in letter.body


def test_proving_is_slowed_down_and_the_guesses_of_others_do_not_count(visit: Visit, member: Person) -> None:
    visitor = visit(member)
    for _ in range(throttling.FREE):
        guess(visit, member.email)
    for n in range(throttling.FREE + 1):
        visitor.post("/account/prove", {"password": "wrong"}, status=422 if n < throttling.FREE else 429)


def test_guesses_sent_at_the_same_moment_cannot_all_slip_through(
    settings: Settings, migrated: Database, database_kind: str
) -> None:
    now, trying = clock.now(), throttling.attempt(settings.session_key, f"crowd-{database_kind}", "192.0.2.1")

    def one(_n: int) -> bool:
        try:
            throttling.admit(migrated, trying, now)
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(one, range(16))) == throttling.FREE
    with migrated.transaction(write=True) as db:
        db.query(Throttle).delete()
        db.commit()


def test_the_language_button_counts_no_attempt(visit: Visit, db: Session) -> None:
    visit().post("/account/sign-in", {"email": "a@example.org", "password": "x", "_language": "ja"}, status=200)
    assert db.scalar(select(func.count()).select_from(Throttle)) == 0

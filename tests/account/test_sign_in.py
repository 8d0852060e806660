"""Signing in and out: one answer for every failure, guesses slowed down, and a cookie that dies with its sign-in."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock, passwords
from panel.models.events import Event, SignIn
from panel.models.people import Person, Role, Throttle
from tests.account.signing import PASSWORD, sign_in
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def test_the_right_password_leads_home_and_is_remembered_in_the_ledger(
    visit: Visit, db: Session, member: Person
) -> None:
    visitor = visit()
    assert sign_in(visitor, member.email) == "/"
    assert member.name in visitor.get("/account").text
    assert db.scalars(select(Event.action).order_by(Event.seq.desc())).first() == "sign_in.begin"


def test_the_address_is_found_in_any_case_and_with_blanks_around_it(visit: Visit, member: Person) -> None:
    sign_in(visit(), f"  {str(member.email).upper()} ")


def test_unknown_deactivated_wrong_and_unset_get_the_same_answer(visit: Visit, make: Make, member: Person) -> None:
    off = make.person(password_hash=member.password_hash, is_active=False)
    unset = make.person(password_hash=None)
    pages = set()
    for email, password in (
        ("nobody@example.org", PASSWORD),
        (off.email, PASSWORD),
        (unset.email, PASSWORD),
        (member.email, "wrong"),
    ):
        answer = visit().post("/account/sign-in", {"email": email, "password": password}, status=422)
        pages.add(re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text).replace(str(email), "EMAIL"))
    assert len(pages) == 1
    assert "do not belong together" in pages.pop()


def test_what_was_typed_stays_but_never_the_password(visit: Visit) -> None:
    page = visit().post("/account/sign-in", {"email": "nobody@example.org", "password": "secret words"}, status=422)
    assert 'value="nobody@example.org"' in page.text
    assert "secret words" not in page.text


@pytest.mark.parametrize("email", ["a\r\nBcc: x@example.org", "a\x00b@example.org", "x" * 300])
def test_an_address_with_control_characters_or_without_end_is_refused(visit: Visit, email: str) -> None:
    page = visit().post("/account/sign-in", {"email": email, "password": PASSWORD}, status=422)
    assert 'id="email-error"' in page.text


def test_a_field_sent_twice_is_refused(visit: Visit, member: Person) -> None:
    page = visit().post(
        "/account/sign-in", {"email": [member.email, "b@example.org"], "password": PASSWORD}, status=422
    )
    assert "sent more than once" in page.text


def test_an_outdated_hash_is_renewed_at_sign_in(visit: Visit, db: Session, make: Make) -> None:
    weaker = passwords.PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    person = make.person(password_hash=weaker)
    sign_in(visit(), person.email)
    db.expire_all()
    stored = db.get_one(Person, person.id).password_hash
    assert stored != weaker
    assert passwords.matches(stored, PASSWORD, quick=True)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "https://evil.example",
        "http:evil",
        "///evil",
        "/\\evil.example",
        "/account/sign-out",
        "/account/sign-ins/1/end",
        "/no/such/page",
        "/static/shared/base.css",
        "javascript:alert(1)",
        "/account\nSet-Cookie: a=b",
        "",
    ],
)
def test_signing_in_never_leads_off_the_site_or_into_an_act(visit: Visit, member: Person, target: str) -> None:
    answer = visit().post(
        "/account/sign-in", {"email": member.email, "password": PASSWORD}, query_string={"next": target}
    )
    assert answer.location == "/"


def test_signing_in_leads_on_to_the_page_that_was_asked_for(visit: Visit, member: Person) -> None:
    visitor = visit()
    asked = visitor.get("/account?x=防衛", status=302).location
    assert asked.startswith("/account/sign-in?next=")
    assert sign_in(visitor, member.email, url=asked).startswith("/account?x=")


def test_signing_in_gives_a_new_cookie_whatever_the_browser_held(visit: Visit, app: Flask, member: Person) -> None:
    visitor = visit()
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"], cookie["planted"] = "fixed-by-somebody", "x"
    sign_in(visitor, member.email)
    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] != "fixed-by-somebody"
        assert "planted" not in cookie


def copied(visitor: Visitor, app: Flask) -> Visitor:
    """Another browser with a copy of this one's cookie."""
    thief = Visitor(app, None, None, "en")  # type: ignore[arg-type]
    cookie = visitor.client.get_cookie("panel")
    assert cookie is not None
    thief.client.set_cookie("panel", cookie.value)
    return thief


def test_a_copied_cookie_is_worth_nothing_after_signing_out(visit: Visit, app: Flask, member: Person) -> None:
    visitor = visit()
    sign_in(visitor, member.email)
    thief = copied(visitor, app)
    thief.get("/account")
    answer = visitor.post("/account/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert thief.get("/account", status=302).location.startswith("/account/sign-in")


def test_after_signing_out_the_page_before_shows_nothing(visit: Visit, member: Person) -> None:
    visitor = visit()
    sign_in(visitor, member.email)
    assert visitor.get("/account").headers["Cache-Control"] == "no-store"
    visitor.post("/account/sign-out")
    assert member.name not in visitor.get("/account", status=302).text


def test_signing_out_takes_a_post(visit: Visit, member: Person) -> None:
    visit(member).get("/account/sign-out", status=405)


def test_a_deactivated_person_is_refused_at_the_next_request(
    visit: Visit, db: Session, make: Make, member: Person
) -> None:
    visitors = [visit(member) for _ in range(3)]
    for visitor in visitors:
        visitor.get("/account")
    member.is_active = False
    db.commit()
    for visitor in visitors:
        visitor.get("/account", status=302)
        visitor.post("/account/names", {"family_name": "x"}, status=401)


def test_the_same_post_sent_again_after_signing_out_does_nothing(visit: Visit, db: Session, member: Person) -> None:
    visitor = visit(member)
    visitor.post("/account/sign-out")
    visitor.post("/account/sign-ins/end-others", status=401)
    assert db.scalar(select(Event.seq).where(Event.action == "sign_in.end_others")) is None


@pytest.mark.parametrize("cut", [0, 10, 40])
def test_an_edited_cookie_is_nobody(visit: Visit, app: Flask, member: Person, cut: int) -> None:
    visitor = visit(member)
    cookie = visitor.client.get_cookie("panel")
    assert cookie is not None
    visitor.client.set_cookie("panel", cookie.value[:cut] + "A" + cookie.value[cut + 1 :] if cut else "x" * 4000)
    visitor.get("/account", status=302)


def test_an_idle_sign_in_has_to_begin_anew(visit: Visit, member: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = visit(member)
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    visitor.get("/account", status=302)


def test_the_language_button_keeps_the_typed_address_and_counts_no_attempt(visit: Visit, db: Session) -> None:
    page = visit(language="en").post(
        "/account/sign-in", {"email": "nobody@example.org", "password": "x", "_language": "ja"}, status=200
    )
    assert 'value="nobody@example.org"' in page.text
    assert '<html lang="ja"' in page.text
    assert db.scalars(select(Throttle.key)).all() == []


def test_proving_who_one_is_opens_what_asks_for_it(visit: Visit, db: Session, make: Make, member: Person) -> None:
    panel = make.panel()
    cycle = make.cycle(panel)
    secretariat = make.person(Role.SECRETARIAT, panel, password_hash=member.password_hash)
    invited = make.person(Role.MEMBER, panel)
    visitor = visit(secretariat)
    _age_the_proof(db, secretariat, clock.now() - timedelta(minutes=11))
    address = f"/cycles/{cycle.id}/people/{invited.id}/link"
    asked = visitor.get(address, status=302).location
    assert asked.startswith("/account/prove?next=")
    visitor.post(asked, {"password": "wrong"}, status=422)
    assert visitor.post(asked, {"password": PASSWORD}).location == address
    visitor.get(address)


def _age_the_proof(db: Session, person: Person, proved_at: datetime) -> None:
    for row in db.scalars(select(SignIn).where(SignIn.person_id == person.id)):
        row.proved_at = proved_at
    db.commit()

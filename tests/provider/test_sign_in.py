"""Signing in with the account of one's office: only who was invited, only what is proven, each journey once."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import ECKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from panel import clock, tokens
from panel.config import MailServer
from panel.models.events import Event, Outbox, SignIn
from panel.models.identities import Identity
from panel.models.people import LinkPurpose, Person
from panel.provider import exchange, journeys
from tests.make import Make
from tests.provider.conftest import begin
from tests.provider.office import ISSUER, Office, answer
from tests.visit import Visitor

Visit = Callable[..., Visitor]
SignsIn = Callable[..., TestResponse]


def n_sign_ins(db: Session) -> int:
    """How many sign-ins there are."""
    return db.scalar(select(func.count()).select_from(SignIn)) or 0


def test_an_invited_person_signs_in_and_is_known_by_subject_from_then_on(
    visit: Visit, db: Session, signs_in: SignsIn, office: Office, member: Person
) -> None:
    first = visit()
    assert signs_in(first).location == "/"
    assert member.name in first.get("/account").text
    linked = db.scalars(select(Identity)).one()
    assert (linked.person_id, linked.issuer, linked.subject) == (member.id, ISSUER, "subject-1")
    office.claims = {"email": "new-address@example.org", "email_verified": False}
    signs_in(visit())
    recorded = db.scalars(select(Event.action).where(Event.action.in_(("identity.link", "sign_in.begin"))))
    assert sorted(recorded) == ["identity.link", "sign_in.begin", "sign_in.begin"]


def test_linking_uses_up_an_open_invitation(visit: Visit, db: Session, signs_in: SignsIn, member: Person) -> None:
    """T11: who has come in by the provider leaves no second door open."""
    token = tokens.create_link(db, member.id, LinkPurpose.INVITATION, clock.now())
    db.commit()
    signs_in(visit())
    visit().get(f"/account/link/{token}", status=404)


def test_the_owner_is_told_of_the_new_way_in(
    app: Flask, visit: Visit, db: Session, signs_in: SignsIn, member: Person
) -> None:
    """ASVS 6.3.7."""
    site = app.extensions["panel"]
    mail = MailServer("mail.example.org", sender="panel@example.org")
    app.extensions["panel"] = replace(site, settings=replace(site.settings, mail=mail))
    signs_in(visit())
    signs_in(visit())
    assert db.scalars(select(Outbox.person_id)).all() == [member.id]


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["panel-client", "another-client"]},  # without azp
        {"aud": ["panel-client", "another-client"], "azp": "another-client"},
        {"aud": None},
        {"azp": "another-client"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": 4_000_000_000},
        {"iat": None},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 7},
        {"amr": "mfa"},
        {"at_hash": "wrong"},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": None},
        {"email": ["member@example.org"]},
        {"email": "not an address"},
        {"email": "stranger@example.org"},
    ],
    ids=str,
)
def test_a_token_that_proves_too_little_lets_nobody_in(
    visit: Visit, db: Session, signs_in: SignsIn, office: Office, member: Person, claims: dict[str, Any]
) -> None:
    office.claims = claims
    page = signs_in(visit(), status=403)
    assert "You are not signed in" in page.text
    assert n_sign_ins(db) == 0
    assert db.scalars(select(Identity.id)).all() == []
    assert db.scalars(select(Event.action).where(Event.action == "sign_in.fail")).all() == ["sign_in.fail"]


def test_several_audiences_are_fine_when_the_token_was_made_for_us(
    visit: Visit, signs_in: SignsIn, office: Office, member: Person
) -> None:
    office.claims = {"aud": ["panel-client", "another-client"], "azp": "panel-client"}
    signs_in(visit())


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {"kid": "unknown"}], ids=str)
def test_a_token_without_a_good_signature_lets_nobody_in(
    visit: Visit, signs_in: SignsIn, office: Office, member: Person, header: dict[str, Any]
) -> None:
    office.header = header
    signs_in(visit(), status=403)


def test_a_token_signed_with_another_key_of_the_same_name_lets_nobody_in(
    visit: Visit, signs_in: SignsIn, office: Office, member: Person
) -> None:
    signs_in(visit())
    office.key = ECKey.generate_key("P-256", {"kid": "one"})
    signs_in(visit(), status=403)


def test_new_keys_of_the_provider_are_fetched_but_not_in_a_flood(
    visit: Visit, signs_in: SignsIn, office: Office, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs_in(visit())
    office.key, office.header = ECKey.generate_key("P-256", {"kid": "two"}), {"kid": "two"}
    signs_in(visit(), status=403)  # looked for keys within the last minute
    later = clock.now() + 2 * exchange.NOT_AGAIN_WITHIN
    monkeypatch.setattr(clock, "now", lambda: later)
    signs_in(visit())
    assert office.asked.count("/keys") == 2
    assert office.asked.count(WELL_KNOWN) == 1


@pytest.mark.parametrize("state", ["", "x", "x" * 43, "é"])
def test_a_return_with_another_state_lets_nobody_in(
    visit: Visit, signs_in: SignsIn, office: Office, member: Person, state: str
) -> None:
    signs_in(visit(), status=403, state=state)
    assert "/token" not in office.asked


def test_a_code_of_another_sign_in_lets_nobody_in(visit: Visit, office: Office, member: Person) -> None:
    """PKCE: a code that was caught elsewhere is worth nothing here."""
    caught = office.authorize(begin(visit()))
    visitor = visit()
    own = office.authorize(begin(visitor))
    visitor.post("/provider/return", {"code": caught["code"], "state": own["state"]}, status=403)


def test_a_return_is_good_once_even_with_a_kept_cookie(visit: Visit, office: Office, member: Person) -> None:
    visitor = visit()
    back = office.authorize(begin(visitor))
    cookie = visitor.client.get_cookie("panel-provider")
    assert cookie is not None
    visitor.post("/provider/return", back)
    assert visitor.client.get_cookie("panel-provider") is None
    visitor.client.set_cookie("panel-provider", cookie.value)
    n_asked = len(office.asked)
    visitor.post("/provider/return", back, status=403)
    assert len(office.asked) == n_asked


def test_the_return_of_one_browser_does_nothing_in_another(visit: Visit, office: Office, member: Person) -> None:
    """Login CSRF: somebody who is sent the return of another does not become the other."""
    one, two = visit(), visit()
    back, theirs = office.authorize(begin(one)), office.authorize(begin(two))
    two.post("/provider/return", back, status=403)
    visit().post("/provider/return", theirs, status=403)
    one.post("/provider/return", back)


def test_the_cookie_of_a_journey_can_neither_be_changed_nor_kept_for_long(
    visit: Visit, office: Office, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B64: and it is no session cookie, nor the other way round."""
    visitor = visit()
    back = office.authorize(begin(visitor))
    cookie = visitor.client.get_cookie("panel-provider")
    assert cookie is not None
    session = visitor.client.get_cookie("panel")
    for bad in ("", "x", cookie.value[:-1], "A" + cookie.value[1:], session.value if session else "x", "x" * 3900):
        visitor.client.set_cookie("panel-provider", bad)
        visitor.post("/provider/return", back, status=403)
    visitor.client.set_cookie("panel-provider", cookie.value)
    later = clock.now() + journeys.LASTS + timedelta(seconds=2)
    with monkeypatch.context() as at:
        at.setattr(clock, "now", lambda: later)
        visitor.post("/provider/return", back, status=403)
    visitor.client.set_cookie("panel-provider", cookie.value)
    visitor.post("/provider/return", back)


def test_the_cookie_of_a_journey_is_guarded(app: Flask, visit: Visit, office: Office) -> None:
    site = app.extensions["panel"]
    app.extensions["panel"] = replace(site, settings=replace(site.settings, base_url="https://panel.example.go.jp"))
    given = visit().post("/provider/start", status=200).headers.getlist("Set-Cookie")
    [cookie] = [one for one in given if one.startswith("__Host-panel-provider=")]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=600"} <= set(cookie.split("; "))


@pytest.mark.parametrize("error", ["access_denied", "server_error", "x" * 500])
def test_who_was_refused_there_is_not_signed_in_here(
    visit: Visit, signs_in: SignsIn, office: Office, member: Person, error: str
) -> None:
    signs_in(visit(), status=403, error=error)
    assert "/token" not in office.asked


def test_a_return_in_the_name_of_another_provider_lets_nobody_in(
    visit: Visit, signs_in: SignsIn, office: Office, member: Person
) -> None:
    """RFC 9207: mix-up of providers."""
    signs_in(visit(), status=403, iss="https://evil.example")
    signs_in(visit(), iss=ISSUER)


def test_unknown_deactivated_and_unverified_get_the_same_page(
    visit: Visit, db: Session, signs_in: SignsIn, office: Office, make: Make, member: Person
) -> None:
    make.person(email="off@example.org", is_active=False)
    pages = set()
    for claims in ({"email": "nobody@example.org"}, {"email": "off@example.org"}, {"email_verified": False}):
        office.claims = claims
        text = signs_in(visit(), status=403).text
        pages.add(json.dumps(text.split("<main")[1]))
    assert len(pages) == 1


def test_who_is_deactivated_later_is_not_let_in_by_subject(
    visit: Visit, db: Session, signs_in: SignsIn, member: Person
) -> None:
    signs_in(visit())
    member.is_active = False
    db.commit()
    signs_in(visit(), status=403)


def test_an_address_given_to_somebody_else_there_does_not_open_the_account(
    visit: Visit, db: Session, signs_in: SignsIn, office: Office, member: Person
) -> None:
    signs_in(visit())
    office.claims = {"sub": "subject-2"}
    signs_in(visit(), status=403)
    assert db.scalars(select(Identity.subject)).all() == ["subject-1"]


def test_no_account_is_ever_made(visit: Visit, db: Session, signs_in: SignsIn, office: Office) -> None:
    before = db.scalar(select(func.count()).select_from(Person))
    signs_in(visit(), status=403)
    assert db.scalar(select(func.count()).select_from(Person)) == before


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/account?x=1", "/account?x=1"),
        ("//evil.example/", "/"),
        ("https://evil.example", "/"),
        ("/account/sign-out", "/"),
    ],
)
def test_signing_in_leads_on_inside_the_site_only(
    visit: Visit, signs_in: SignsIn, member: Person, asked: str, led_to: str
) -> None:
    """B60-B63."""
    assert signs_in(visit(), start={"next": asked}).location == led_to


@pytest.mark.parametrize(("amr", "strong"), [(["pwd", "otp"], True), (["mfa"], True), (["pwd"], False), (None, False)])
def test_a_second_factor_shown_there_counts_here(
    visit: Visit, db: Session, signs_in: SignsIn, office: Office, member: Person, amr: list[str] | None, strong: bool
) -> None:
    office.claims = {"amr": amr}
    signs_in(visit())
    assert (db.scalars(select(SignIn.factor_at)).one() is not None) == strong


# ---- Showing once more who one is ----


def test_a_sign_in_of_this_morning_is_no_recent_proof(
    visit: Visit, db: Session, signs_in: SignsIn, office: Office, member: Person
) -> None:
    """ASVS 7.5.1: what asks for a recent proof asks again, and there a fresh sign-in is demanded."""
    office.claims = {"auth_time": int(clock.now().timestamp()) - 7200}
    visitor = visit()
    signs_in(visitor)
    assert visitor.get("/provider/unlink", status=302).location.startswith("/account/prove")
    again = {"again": "1", "next": "/provider/unlink"}
    signs_in(visitor, status=403, start=again)
    office.claims = {}
    assert signs_in(visitor, start=again).location == "/provider/unlink"
    visitor.get("/provider/unlink")
    assert n_sign_ins(db) == 1


def test_showing_again_asks_the_provider_for_a_fresh_sign_in(visit: Visit, office: Office) -> None:
    assert "prompt=login" in begin(visit(), {"again": "1"})
    assert "max_age=0" in begin(visit(), {"again": "1"})
    assert "prompt" not in begin(visit())


def test_somebody_else_cannot_show_who_i_am(
    visit: Visit, signs_in: SignsIn, office: Office, make: Make, member: Person
) -> None:
    signs_in(visit())
    other = visit(make.person())
    signs_in(other, status=403, start={"again": "1"})


# ---- A provider that does not do as it should ----


def test_a_provider_that_is_down_is_said_to_be_down(visit: Visit, office: Office) -> None:
    office.is_down = True
    page = visit().post("/provider/start", status=503)
    assert "The sign-in provider does not answer" in page.text
    assert "Office ID" in page.text


def test_a_provider_that_breaks_down_on_the_way_is_said_to_be_down(
    visit: Visit, office: Office, member: Person
) -> None:
    visitor = visit()
    back = office.authorize(begin(visitor))
    office.answers["/token"] = answer({"error": "temporarily_unavailable"}, 502)
    visitor.post("/provider/return", back, status=503)


WELL_KNOWN = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        (WELL_KNOWN, b"<html>not json</html>", 200),
        (WELL_KNOWN, [1], 200),
        (WELL_KNOWN, {"issuer": "x" * exchange.LARGEST}, 200),
        (WELL_KNOWN, {}, 302),
        (WELL_KNOWN, {"issuer": "https://evil.example"}, 200),
        ("/token", b"not json", 200),
        ("/token", {"access_token": "x"}, 200),
        ("/token", {}, 302),
        ("/keys", {"keys": 7}, 200),
        ("/keys", {"keys": [{"kty": "unknown"}]}, 200),
        ("/keys", {}, 404),
    ],
)
def test_nonsense_from_the_provider_is_answered_in_words(
    visit: Visit, office: Office, member: Person, path: str, content: object, status: int
) -> None:
    office.answers[path] = answer(content, status)
    visitor = visit()
    if path == WELL_KNOWN:
        visitor.post("/provider/start", status=503)
        return
    visitor.post("/provider/return", office.authorize(begin(visitor)), status=503)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["http://login.office.example/x", "file:///etc/passwd", None, 7, "https://"])
def test_addresses_without_tls_are_not_spoken_to(visit: Visit, office: Office, name: str, address: object) -> None:
    """F31: whatever a provider's description says, nothing but TLS leaves the site."""
    office.description = {name: address}
    visit().post("/provider/start", status=503)
    assert office.asked == [WELL_KNOWN]


# ---- The pages ----


def test_opening_the_return_changes_nothing(visit: Visit, db: Session, office: Office, member: Person) -> None:
    visitor = visit()
    back = office.authorize(begin(visitor))
    page = visitor.get("/provider/return", query_string=back)
    assert f'value="{back["code"]}"' in page.text
    assert n_sign_ins(db) == 0
    visitor.post("/provider/return", back)


def test_a_return_with_markup_in_it_is_shown_as_text(visit: Visit, office: Office) -> None:
    page = visit().get("/provider/return", query_string={"code": '"><script>alert(1)</script>', "state": "x" * 5000})
    assert "<script>alert" not in page.text


def test_without_a_provider_there_are_no_such_pages(visit: Visit) -> None:
    visit().post("/provider/start", status=404)
    visit().get("/provider/return", status=404)
    assert "provider" not in visit().get("/account/sign-in").text


def test_a_journey_is_begun_by_a_post_with_its_token(visit: Visit, office: Office) -> None:
    """B54."""
    visit().get("/provider/start", status=405)
    visit().post("/provider/start", {"csrf_token": "wrong"}, status=403)
    assert office.asked == []


def test_the_link_can_be_removed_from_my_account(
    visit: Visit, db: Session, signs_in: SignsIn, office: Office, member: Person
) -> None:
    visitor = visit()
    signs_in(visitor)
    assert "/provider/unlink" in visitor.get("/account").text
    visitor.get("/provider/unlink")
    visitor.post("/provider/unlink")
    assert "/provider/unlink" not in visitor.get("/account").text
    assert db.scalars(select(Identity.id)).all() == []
    assert db.scalars(select(Event.object).where(Event.action == "identity.unlink")).all() == [f"person:{member.id}"]
    office.claims = {"sub": "subject-2"}
    signs_in(visit())

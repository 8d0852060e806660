"""Signing in with the account of one's office: only who was invited, and only what is proven."""

import json
from collections.abc import Callable
from dataclasses import replace
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
from panel.models.people import LinkPurpose, Person, Role, others_who_grant
from tests.make import Make
from tests.provider.conftest import begin
from tests.provider.office import ISSUER, Office
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


def test_the_owner_is_told_when_the_way_in_is_made_and_removed(
    app: Flask, visit: Visit, db: Session, signs_in: SignsIn, member: Person
) -> None:
    """ASVS 6.3.7."""
    site = app.extensions["panel"]
    mail = MailServer("mail.example.org", sender="panel@example.org")
    app.extensions["panel"] = replace(site, settings=replace(site.settings, mail=mail))
    visitor = visit()
    signs_in(visit())
    signs_in(visitor)
    assert db.scalars(select(Outbox.person_id)).all() == [member.id]
    visitor.post("/provider/unlink")
    assert db.scalars(select(Outbox.person_id)).all() == [member.id] * 2


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": "another-client", "azp": "panel-client"},
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


def test_who_signs_in_by_the_provider_alone_has_an_account_like_others(
    visit: Visit, db: Session, signs_in: SignsIn, make: Make
) -> None:
    """F7: with somebody there to confirm, nobody names officers alone, even where nobody has a password."""
    panel = make.panel()
    make.person(Role.SECRETARIAT, panel, email="member@example.org")
    assert not others_who_grant(db, panel.id, None)
    signs_in(visit())
    assert others_who_grant(db, panel.id, None)


def test_no_account_is_ever_made(visit: Visit, db: Session, signs_in: SignsIn, office: Office) -> None:
    before = db.scalar(select(func.count()).select_from(Person))
    signs_in(visit(), status=403)
    assert db.scalar(select(func.count()).select_from(Person)) == before


@pytest.mark.parametrize(("amr", "strong"), [(["pwd", "otp"], True), (["mfa"], True), (["pwd"], False), (None, False)])
def test_a_second_factor_shown_there_counts_here(
    visit: Visit, db: Session, signs_in: SignsIn, office: Office, member: Person, amr: list[str] | None, strong: bool
) -> None:
    office.claims = {"amr": amr}
    signs_in(visit())
    assert (db.scalars(select(SignIn.factor_at)).one() is not None) == strong


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

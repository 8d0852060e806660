"""A site where everybody signs in with the provider: passwords are closed at every door, and each says so."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock, tokens
from panel.config import Provider
from panel.models.events import SignIn
from panel.models.people import LinkPurpose, Person
from tests.account.signing import PASSWORD
from tests.account.test_links import FIRST
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def _closed(with_mail: Flask) -> None:
    site = with_mail.extensions["panel"]
    provider = Provider("https://login.office.example", "client", "secret", name_ja="職員認証", name_en="Office ID")
    with_mail.extensions["panel"] = replace(site, settings=replace(site.settings, provider=provider, passwords=False))


def test_signing_in_offers_the_provider_and_nothing_to_type(visit: Visit) -> None:
    page = visit().get("/account/sign-in").text
    assert "Sign in with Office ID" in page
    assert 'type="password"' not in page
    assert "/account/forgotten" not in page


def test_a_right_password_is_refused_with_what_to_do_instead(visit: Visit, db: Session, member: Person) -> None:
    answer = visit().post("/account/sign-in", {"email": member.email, "password": PASSWORD}, status=403)
    assert "No passwords are used here" in answer.text
    assert db.scalars(select(SignIn.id)).all() == []


def test_links_and_resets_set_no_password(visit: Visit, db: Session, make: Make, member: Person) -> None:
    invited = make.person()
    token = tokens.create_link(db, invited.id, LinkPurpose.INVITATION, clock.now())
    db.commit()
    for address in (f"/account/link/{token}", "/account/forgotten"):
        assert "Sign in with Office ID" in visit().get(address).text
        visit().post(address, {"password": PASSWORD, "email": member.email}, status=403)
    visit(member).post(
        "/account/password", {"present_password": PASSWORD, "password": "quite another phrase"}, status=403
    )
    db.refresh(invited)
    assert invited.password_hash is None


def test_who_is_signed_in_proves_it_by_the_provider_alone(visit: Visit, member: Person) -> None:
    page = visit(member).get("/account/prove").text
    assert "Confirm through Office ID" in page
    assert 'type="password"' not in page
    visit(member).post("/account/prove", {"password": PASSWORD}, status=422)


def test_the_first_account_of_a_site_is_made_without_a_password(visit: Visit, db: Session) -> None:
    token = tokens.create_link(db, None, LinkPurpose.FIRST, clock.now())
    db.commit()
    assert 'type="password"' not in visit().get(f"/account/first/{token}").text
    visit().post(f"/account/first/{token}", {name: value for name, value in FIRST.items() if name != "password"})
    assert db.scalars(select(Person.password_hash)).one() is None

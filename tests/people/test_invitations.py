"""Invitations: a link shown once or mailed, an account that exists is used, and nobody joins while scores are given."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.config import MailServer
from panel.models.events import Outbox
from panel.models.people import Person, Role
from tests.make import Make
from tests.people.cast import PASSWORD_HASH, VALUES, Cast, link_on, role_of
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def test_an_invited_member_gets_a_link_that_is_shown_once_and_works(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    secretariat.get(f"{cast.people}/invite")
    page = secretariat.post(f"{cast.people}/invite", VALUES, status=200).text
    invited = db.scalars(select(Person).where(Person.email == "new@example.org")).one()
    assert role_of(db, invited) == [Role.MEMBER]
    link = link_on(page)
    assert link.rpartition("/")[2] not in secretariat.get(cast.people).text
    newcomer = visit()
    newcomer.post(link, {"password": "another horse battery"})
    newcomer.get(cast.people)


def test_with_a_mail_server_the_link_is_mailed_and_never_shown(
    visit: Visit, db: Session, app: Flask, cast: Cast
) -> None:
    site = app.extensions["panel"]
    mail = MailServer("mail.example.org", sender="panel@example.org")
    app.extensions["panel"] = replace(site, settings=replace(site.settings, mail=mail))
    answer = visit(cast.secretariat).post(f"{cast.people}/invite", {**VALUES, "family_name": "<b>\u2014 x"})
    assert answer.location == cast.people
    letter = db.scalars(select(Outbox)).one()
    assert "http://127.0.0.1:8000/account/link/" in letter.body
    assert "<b>" not in letter.subject


@pytest.mark.parametrize(
    "email", ["a@b", '"x y"@example.jp', "a b@example.jp", "", "a@example.jp\r\nBcc: b@example.jp"]
)
def test_an_address_that_is_none_is_refused_and_the_rest_kept(
    visit: Visit, db: Session, cast: Cast, email: str
) -> None:
    page = visit(cast.secretariat).post(f"{cast.people}/invite", {**VALUES, "email": email}, status=422).text
    assert 'id="email-error"' in page
    assert 'value="新しい委員"' in page
    assert db.scalar(select(Person.id).where(Person.name_en == "New member")) is None


def test_an_international_address_is_taken_and_found_in_any_case(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    secretariat.post(f"{cast.people}/invite", {**VALUES, "email": "User@例え.jp"}, status=200)
    assert db.scalar(select(Person.id).where(Person.email == "user@例え.jp")) is not None
    page = secretariat.post(f"{cast.people}/invite", {**VALUES, "email": "USER@例え.JP"}, status=422).text
    assert "already sits on the panel" in page


def test_somebody_with_an_account_joins_with_the_account_they_have(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    known = make.person(Role.MEMBER, make.panel("Another"), password_hash=PASSWORD_HASH)
    name = known.family_name
    answer = visit(cast.secretariat).post(f"{cast.people}/invite", {**VALUES, "email": known.email})
    assert answer.location == cast.people
    assert role_of(db, known) == [Role.MEMBER, Role.MEMBER]
    assert (known.family_name, known.password_hash) == (name, PASSWORD_HASH)


def test_who_left_the_panel_can_be_invited_again(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    secretariat.get(f"{cast.people}/{cast.member.id}/end")
    secretariat.post(f"{cast.people}/{cast.member.id}/end")
    assert role_of(db, cast.member) == []
    visit(cast.member).get(cast.people, status=404)
    secretariat.post(f"{cast.people}/invite", {**VALUES, "email": cast.member.email})
    assert role_of(db, cast.member) == [Role.MEMBER]


def test_an_administrator_is_not_given_a_role_on_a_panel(visit: Visit, make: Make, cast: Cast) -> None:
    administrator = make.person(is_administrator=True, password_hash=PASSWORD_HASH)
    visit(cast.secretariat).post(f"{cast.people}/invite", {**VALUES, "email": administrator.email}, status=422)


@pytest.mark.parametrize("who", ["chair", "member"])
def test_only_the_secretariat_invites(visit: Visit, cast: Cast, who: str) -> None:
    visitor = visit(getattr(cast, who))
    visitor.get(f"{cast.people}/invite", status=403)
    visitor.post(f"{cast.people}/invite", VALUES, status=403)
    visitor.get(f"{cast.people}/{cast.member.id}/link", status=403)


def test_while_scores_are_given_nobody_is_invited_and_what_was_typed_is_kept(
    visit: Visit, db: Session, make: Make, cast: Cast
) -> None:
    make.round(cast.cycle)
    page = visit(cast.secretariat).post(f"{cast.people}/invite", VALUES, status=409).text
    assert "新しい委員" in page
    visit(cast.secretariat).get(f"{cast.people}/{cast.member.id}/link")


def test_sending_an_invitation_twice_invites_once(visit: Visit, db: Session, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    for status in (200, 422):
        secretariat.post(f"{cast.people}/invite", {**VALUES, "nonce": "n" * 24}, status=status)
    assert len(db.scalars(select(Person.id).where(Person.email == "new@example.org")).all()) == 1


def test_the_mail_can_be_read_in_both_languages_before_it_goes(app: Flask, visit: Visit, cast: Cast) -> None:
    secretariat = visit(cast.secretariat)
    assert "This site sends no mail" in secretariat.get(f"{cast.people}/invite").text
    known = app.extensions["panel"]
    mail = MailServer("mail.example.org", sender="panel@example.org")
    app.extensions["panel"] = replace(known, settings=replace(known.settings, mail=mail))
    page = secretariat.get(f"{cast.people}/invite").text
    assert "Your invitation to Panel" in page
    assert '<div class="mail-shown" lang="ja">' in page
    assert "/account/link/…" in page

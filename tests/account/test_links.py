"""One-time links: looked at without effect, used once, and all useless ones alike."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel import clock, create_app, passwords, tokens
from panel.account import actions
from panel.config import Settings
from panel.db import Database
from panel.models.cycles import Panel
from panel.models.events import Outbox, SignIn
from panel.models.people import Link, LinkPurpose, Membership, Person, Role
from tests.account.signing import PASSWORD
from tests.make import Make
from tests.visit import Visitor, without_chance

Visit = Callable[..., Visitor]


@pytest.fixture
def invited(make: Make) -> Person:
    """Somebody who has not chosen a password yet."""
    return make.person()


def link(db: Session, person: Person | None, purpose: LinkPurpose = LinkPurpose.INVITATION) -> str:
    """A link of this purpose, as a path."""
    token = tokens.create_link(db, person.id if person else None, purpose, clock.now())
    db.commit()
    return f"/account/{'first' if purpose is LinkPurpose.FIRST else 'link'}/{token}"


def test_looking_at_an_invitation_uses_nothing_up(visit: Visit, db: Session, invited: Person) -> None:
    address = link(db, invited)
    for _ in range(3):
        assert str(invited.email) in visit().get(address).text
    visit().client.head(address)
    visit().post(address, {"password": PASSWORD})


def test_an_invitation_sets_the_password_and_signs_in(visit: Visit, db: Session, invited: Person) -> None:
    visitor = visit()
    assert visitor.post(link(db, invited), {"password": PASSWORD}).location == "/"
    assert invited.name in visitor.get("/account").text
    visit().post("/account/sign-in", {"email": invited.email, "password": PASSWORD})


def test_an_invitation_says_to_which_panel_and_as_what(visit: Visit, db: Session, make: Make) -> None:
    panel, former = make.panel("The panel"), make.panel("A former one")
    person = make.person(Role.OBSERVER, panel)
    ended = Membership(panel_id=former.id, person_id=person.id, role=Role.MEMBER, since_at=clock.now())
    ended.ended_at = clock.now()
    db.add(ended)
    page = visit().get(link(db, person)).text
    assert "The panel" in page
    assert "Observer" in page
    assert "A former one" not in page
    assert "you are invited to" not in visit().get(link(db, person, LinkPurpose.RESET)).text


def test_only_the_hash_of_a_link_is_stored(db: Session, invited: Person) -> None:
    token = link(db, invited).rpartition("/")[2]
    stored = db.scalars(select(Link.token_hash)).one()
    assert token not in stored
    assert stored == tokens.hash_of(token)


@pytest.mark.parametrize("why", ["unknown", "cut", "used", "expired", "replaced", "deactivated", "slash"])
def test_useless_links_look_all_alike(
    visit: Visit, db: Session, invited: Person, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = link(db, invited)
    if why == "unknown":
        address = "/account/link/" + "x" * 43
    elif why == "cut":
        address = address[:-1]
    elif why == "slash":
        address = "/account/link/a%20b%F0%9F%94%91"
    elif why == "used":
        visit().post(address, {"password": PASSWORD})
    elif why == "replaced":
        link(db, invited)
    elif why == "deactivated":
        invited.is_active = False
        db.commit()
    elif why == "expired":
        later = clock.now() + tokens.LINK_LASTS + timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)
    shown = visit().get(address, status=404)
    refused = visit().post(address, {"password": "another horse battery"}, status=404)
    unknown = visit().get("/account/link/none", status=404)
    assert "This link cannot be used" in shown.text
    assert "This link cannot be used" in refused.text
    assert without_chance(shown, unquote(address) + "?") == without_chance(unknown, "/account/link/none?")


def test_a_used_up_link_changes_no_password(visit: Visit, db: Session, invited: Person) -> None:
    address = link(db, invited)
    visit().post(address, {"password": PASSWORD})
    visit().post(address, {"password": "another horse battery"}, status=404)
    visit().post("/account/sign-in", {"email": invited.email, "password": PASSWORD})


def test_a_reset_ends_every_sign_in_and_every_other_link(visit: Visit, db: Session, make: Make) -> None:
    member = make.person(password_hash=passwords.hashed("the old pass phrase", quick=True))
    elsewhere = visit(member)
    elsewhere.get("/account")
    visit().post(link(db, member, LinkPurpose.RESET), {"password": PASSWORD})
    elsewhere.get("/account", status=302)
    visit().post("/account/sign-in", {"email": member.email, "password": "the old pass phrase"}, status=422)
    assert db.scalar(select(func.count()).select_from(Link).where(Link.used_at.is_(None))) == 0


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Choose a password."),
        ("14 characters.", "This has 14 characters; use at least 15."),
        ("x" * 129, "This has 129 characters; at most 128 are taken."),
        ("PERSON1@example.org", "“example” is what others would try first"),
        ("Takahashi-Takahashi-2026", "“takahashi” is what others would try first"),
        ("防衛産業戦略有識者会議2026年", "“有識者” is what others would try first"),
        ("passwordpassword123", "This is among what others would try first."),
        ("x" * 128, "This is among what others would try first."),
    ],
)
def test_a_password_out_of_bounds_is_refused_beside_its_field(
    visit: Visit, db: Session, make: Make, password: str, sentence: str
) -> None:
    """ASVS 6.2.1, 6.2.4, 6.2.9, 6.2.11, 6.2.12."""
    person = make.person(email="person1@example.org", family_name="Takahashi")
    page = visit().post(link(db, person), {"password": password}, status=422)
    assert sentence in page.text
    assert 'id="password-error"' in page.text
    assert db.scalars(select(Person.password_hash)).one() is None


@pytest.mark.parametrize(
    "password",
    [
        "kq7 " + "".join(map(chr, range(0x3400, 0x347C))),
        "  blanks at both ends  ",
        "🔑🚲🌊🍵🎻🪁🧭🌵🐙 went away",
        "fifteen letters",
    ],
)
def test_a_password_is_taken_whole_and_as_typed(visit: Visit, db: Session, invited: Person, password: str) -> None:
    visit().post(link(db, invited), {"password": password})
    visit().post("/account/sign-in", {"email": invited.email, "password": password[:-1]}, status=422)
    visit().post("/account/sign-in", {"email": invited.email, "password": password})


def test_an_invitation_used_by_twenty_at_once_works_for_one(own_database: Database, settings: Settings) -> None:
    """F21."""
    with own_database.transaction(write=True) as db:
        person = Make(db, settings).person()
        address = link(db, person)
    app = create_app(settings, own_database)
    app.config["WTF_CSRF_ENABLED"] = False

    def accept(n: int) -> int:
        return app.test_client().post(address, data={"password": f"{n} quiet rivers at dawn"}).status_code

    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(accept, range(20)))
    assert sorted(answers) == [303] + [404] * 19
    with own_database.transaction(write=False) as db:
        assert db.scalar(select(func.count()).select_from(SignIn)) == 1


@pytest.mark.parametrize("purpose", [LinkPurpose.INVITATION, LinkPurpose.RESET])
def test_an_expired_link_comes_not_back_to_life_through_a_forgotten_password(
    with_mail: Flask, visit: Visit, db: Session, invited: Person, purpose: LinkPurpose, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F21: the answer is the usual one, but nobody who never accepted is sent a way in."""
    address = link(db, invited, purpose)
    later = clock.now() + tokens.LINK_LASTS + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    visit().post(address, {"password": PASSWORD}, status=404)
    visit().post("/account/forgotten", {"email": invited.email})
    assert db.scalars(select(Outbox.id)).all() == []
    assert db.scalar(select(func.count()).select_from(Link)) == 1


def test_a_stranger_who_asks_for_a_reset_does_not_end_an_open_invitation(
    with_mail: Flask, visit: Visit, db: Session, invited: Person
) -> None:
    address = link(db, invited)
    visit().post("/account/forgotten", {"email": invited.email})
    visit().post(address, {"password": PASSWORD})


def test_whoever_is_signed_in_as_somebody_else_is_told_and_that_sign_in_ends(
    visit: Visit, db: Session, make: Make, invited: Person
) -> None:
    """T11: accepting rests on the link alone, and leaves no second sign-in behind."""
    colleague = make.person(family_name="Colleague")
    visitor, address = visit(colleague), link(db, invited)
    page = visitor.get(address).text
    assert "You are signed in as Colleague." in page
    assert "You are signed in as" not in visit().get(address).text
    visitor.post(address, {"password": PASSWORD})
    assert invited.name in visitor.get("/account").text
    assert db.scalars(select(SignIn.ended_at).where(SignIn.person_id == colleague.id)).one() is not None


# ---- The first link of an empty site ----

FIRST = {
    "panel_ja": "有識者会議",
    "panel_en": "Expert panel",
    "family_name": "事務局",
    "email": "Secretariat@Example.org",
    "password": PASSWORD,
}


def test_the_first_link_makes_panel_and_secretariat_and_leads_to_the_first_cycle(visit: Visit, db: Session) -> None:
    token = actions.create_first_link(db, now=clock.now())
    db.commit()
    visitor = visit()
    visitor.get(f"/account/first/{token}")
    assert visitor.post(f"/account/first/{token}", FIRST).location == "/cycles/new"
    visitor.get("/cycles/new")
    person = db.scalars(select(Person)).one()
    assert person.email == "secretariat@example.org"
    assert db.scalars(select(Membership.role)).one() == Role.SECRETARIAT
    visit().get(f"/account/first/{token}", status=404)


def test_what_is_wrong_on_the_first_page_is_said_field_by_field_and_nothing_is_lost(visit: Visit, db: Session) -> None:
    address = link(db, None, LinkPurpose.FIRST)
    wrong = {**FIRST, "panel_ja": "\u202e", "email": "a@b", "family_name": "\u200b"}
    page = visit().post(address, wrong, status=422)
    for field in ("panel_ja", "email", "family_name"):
        assert f'id="{field}-error"' in page.text
    assert 'value="Expert panel"' in page.text
    assert db.scalars(select(Panel.id)).all() == []
    visit().post(address, FIRST)


def test_a_link_of_another_purpose_makes_no_first_account(visit: Visit, db: Session, invited: Person) -> None:
    token = link(db, invited).rpartition("/")[2]
    visit().get(f"/account/first/{token}", status=404)
    first = link(db, None, LinkPurpose.FIRST).rpartition("/")[2]
    visit().get(f"/account/link/{first}", status=404)


# ---- Forgotten passwords ----


def test_without_a_mail_server_the_secretariat_is_named(visit: Visit) -> None:
    page = visit().get("/account/forgotten").text
    assert "Ask the secretariat" in page
    assert "<form id" not in page


def test_a_forgotten_password_is_answered_alike_for_known_and_unknown(
    with_mail: Flask, visit: Visit, db: Session, member: Person
) -> None:
    answers = set()
    for email in (member.email, "nobody@example.org"):
        visitor = visit()
        assert visitor.post("/account/forgotten", {"email": email}).location == "/account/sign-in"
        answers.add("a mail with a link is on its way" in visitor.get("/account/sign-in").text)
    assert answers == {True}
    mail = db.scalars(select(Outbox)).one()
    assert mail.person_id == member.id
    assert "http://127.0.0.1:8000/account/link/" in mail.body


def test_the_mailed_link_stays_in_the_language_and_host_of_the_settings(
    with_mail: Flask, visit: Visit, db: Session, make: Make
) -> None:
    """F21, X4: the host of the request is not repeated."""
    reader = make.person(language="ja", password_hash=passwords.hashed(PASSWORD, quick=True))
    visit().post("/account/forgotten", {"email": reader.email}, headers={"Host": "localhost"})
    mail = db.scalars(select(Outbox)).one()
    assert "localhost" not in mail.body
    assert mail.subject == "Panelの新しいパスワード"


def test_one_address_is_sent_a_handful_of_mails_at_most(
    with_mail: Flask, visit: Visit, db: Session, member: Person
) -> None:
    for n in range(8):
        visit().post("/account/forgotten", {"email": member.email}, status=303 if n < 5 else 429)
    assert db.scalar(select(func.count()).select_from(Outbox)) == 5


@pytest.mark.parametrize("email", ["a@b", '"x y"@example.jp', "a\r\nBcc: x@example.org", "", "x" * 400])
def test_what_is_no_address_is_refused(with_mail: Flask, visit: Visit, email: str) -> None:
    assert 'id="email-error"' in visit().post("/account/forgotten", {"email": email}, status=422).text

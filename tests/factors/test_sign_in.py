"""Signing in in two steps: what a half sign-in opens, what is taken as a code, and who is asked for one."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import passwords, tokens
from panel.models.events import Event, Outbox, SignIn
from panel.models.factors import Factor, RecoveryCode
from panel.models.people import LinkPurpose, Membership, Person, Role
from tests.factors.owner import PASSWORD, Clock, Owner
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def test_who_must_have_a_factor_and_has_none_sets_one_up_and_reaches_nothing_before(
    visit: Visit, db: Session, chair: Person, now: Clock
) -> None:
    """6.3.3: the enrolment page comes right after the password, and everything else waits for it."""
    owner = Owner(visit(), chair, now)
    assert owner.signs_in() == "/"
    asked = owner.browser.get("/", status=302).location
    assert asked == "/factors?next=/"
    assert "Your role asks for a second factor" in owner.browser.get(asked).text
    for address in ("/account", "/account/names", "/cycles/new"):
        owner.browser.get(address, status=302)
    owner.browser.get("/account", status=401, headers={"Accept": "application/json"})
    owner.browser.post("/account/sign-ins/end-others", status=401)
    assert owner.sets_up_app(onward="?next=/account") == "/factors/codes?next=/account"
    assert len(set(owner.makes_codes())) == 10
    assert "Authenticator app" in owner.browser.get("/account").text
    assert db.scalars(select(Event.action).where(Event.action.like("factor.%"))).all() == ["factor.add", "factor.codes"]


def test_who_sets_up_the_first_factor_reads_how_far_they_are(visit: Visit, chair: Person, now: Clock) -> None:
    owner = Owner(visit(), chair, now)
    owner.signs_in()
    for address in ("/factors", "/factors/apps/add", "/factors/passkeys/add"):
        assert step_in(owner.browser.get(address).text) == "Second factor"
    owner.sets_up_app()
    assert step_in(owner.browser.get("/factors/codes").text) == "Recovery codes"
    assert step_in(owner.browser.post("/factors/codes", status=200).text) == "Recovery codes"
    for address in ("/factors", "/factors/apps/add", "/factors/codes"):
        assert step_in(owner.browser.get(address).text) is None
    again = owner.browser.post("/factors/codes", status=200).text
    assert step_in(again) is None
    assert "Codes made before no longer work." in again


def step_in(page: str) -> str | None:
    """The step at which a page says its reader is; None where it speaks of no steps."""
    found = re.search(r'<li class="path-now" aria-current="step">\s*<span[^>]*>\d</span>([^<]+)</li>', page)
    return found and found[1]


def test_a_half_sign_in_shows_nothing_of_the_panel_and_can_be_left(at_desk: Owner, half: Owner) -> None:
    for address in ("/factors/show", "/help", "/account/sign-in"):
        page = half.browser.get(address).text
        assert "First cycle" not in page
        assert 'class="stages"' not in page
    assert "First cycle" in at_desk.browser.get("/help").text
    assert half.browser.post("/account/sign-out").location == "/account/sign-in"
    half.browser.get("/", status=302)


def test_a_half_sign_in_cannot_add_a_factor_of_its_own(half: Owner) -> None:
    """The password alone must not be enough to put another factor beside the owner's."""
    for address in ("/factors", "/factors/apps/add", "/factors/passkeys/add", "/factors/codes"):
        assert half.browser.get(address, status=302).location.startswith("/factors/show?next=")
    half.browser.post("/factors/codes", status=401)
    half.browser.post("/account/password", {"present_password": PASSWORD, "password": "x" * 12}, status=401)


def test_the_code_of_the_app_completes_the_sign_in_under_a_new_id(db: Session, half: Owner) -> None:
    """7.2.4: the id from before the second step is worth nothing after it."""
    with half.browser.client.session_transaction() as cookie:
        before = cookie["_user_id"]
    assert half.shows(one_time_code=half.code) == "/"
    half.browser.get("/")
    with half.browser.client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
        cookie["_user_id"] = before
    half.browser.get("/", status=302)
    assert "sign_in.factor" in set(db.scalars(select(Event.action)))


def test_the_cookie_holds_the_token_and_nothing_of_the_factor(half: Owner) -> None:
    half.shows(one_time_code=half.code)
    with half.browser.client.session_transaction() as cookie:
        assert set(cookie) <= {"_user_id", "_fresh", "_id", "_permanent", "seen", "language", "csrf_token", "_flashes"}


def test_a_code_is_taken_once(visit: Visit, half: Owner) -> None:
    """B93, 6.5.1: the same code again, in its own window, is refused."""
    code = half.code
    half.shows(one_time_code=code)
    again = Owner(visit(), half.person, half.now)
    again.signs_in()
    page = again.browser.post("/factors/show", {"one_time_code": code}, status=422).text
    assert "used already" in page
    assert 'id="one_time_code-error"' in page


def test_a_code_is_taken_as_people_and_keyboards_write_it(half: Owner) -> None:
    wide = half.code.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    half.shows(one_time_code=f" {wide[:3]} {wide[3:]}")


def test_another_code_is_refused_beside_its_field(half: Owner) -> None:
    for code in ("", "１２３４５", "9" * 39, "9" * 41, "'; DROP", "a\x00b"):
        page = half.browser.post("/factors/show", {"one_time_code": code}, status=422).text
        assert 'id="one_time_code-error"' in page
    half.browser.get("/", status=302)


def test_the_code_of_somebody_else_is_refused(visit: Visit, make: Make, half: Owner) -> None:
    other = make.person(password_hash=passwords.hashed(PASSWORD, quick=True))
    stranger = Owner(visit(other), other, half.now)
    stranger.sets_up_app()
    half.now.moves(minutes=1)
    half.shows(422, one_time_code=stranger.code)


def test_guesses_of_codes_are_slowed_down_and_their_owner_is_told(visit: Visit, db: Session, half: Owner) -> None:
    """6.3.1: counted by account like passwords; a second browser does not begin anew, a recovery code does not help."""
    for _ in range(5):
        half.shows(422, one_time_code="000000")
    half.shows(429, one_time_code=half.code)
    half.shows(429, recovery_code=half.codes[0])
    assert "wrong codes" in "".join(db.scalars(select(Outbox.body)))
    half.now.moves(minutes=16)
    half.signs_in()
    half.shows(one_time_code=half.code)


def test_the_field_for_the_code_helps_who_types_or_pastes(half: Owner) -> None:
    """W15: one field, filled by managers and messages, nothing limited that a paste could exceed."""
    field = re.search(r'<input[^>]*name="one_time_code"[^>]*>', half.browser.get("/factors/show").text)
    assert field is not None
    assert 'autocomplete="one-time-code"' in field[0]
    assert 'inputmode="numeric"' in field[0]
    assert "maxlength" not in field[0]
    assert "onpaste" not in field[0]


def test_a_recovery_code_works_once_and_its_owner_is_told(visit: Visit, db: Session, half: Owner) -> None:
    read_aloud = half.codes[3].lower().replace("-", " ")
    half.shows(recovery_code=read_aloud)
    assert "9 are left" in half.browser.get("/").text
    assert "recovery code was used" in "".join(db.scalars(select(Outbox.body)))
    again = Owner(visit(), half.person, half.now)
    again.signs_in()
    again.shows(422, recovery_code=half.codes[3])
    again.shows(recovery_code=half.codes[4])


def test_a_new_set_of_recovery_codes_ends_the_old_one(visit: Visit, at_desk: Owner) -> None:
    old = at_desk.codes[0]
    new = at_desk.makes_codes()[0]
    other = Owner(visit(), at_desk.person, at_desk.now)
    other.signs_in()
    other.shows(422, recovery_code=old)
    other.shows(recovery_code=new)


def test_a_member_without_a_factor_is_not_asked_and_one_with_a_factor_is(
    visit: Visit, member: Person, now: Clock
) -> None:
    owner = Owner(visit(), member, now)
    owner.signs_in()
    owner.browser.get("/")
    owner.sets_up_app()
    now.moves(minutes=1)
    again = Owner(visit(), member, now)
    again.secret = owner.secret
    again.signs_in()
    assert again.browser.get("/account", status=302).location == "/factors/show?next=/account"
    again.shows(one_time_code=again.code)
    again.browser.get("/account")


@pytest.mark.parametrize(("asked_of", "status"), [("off", 200), ("officers", 200), ("everybody", 302)])
def test_the_setting_says_of_whom_a_factor_is_asked(
    app: Flask, visit: Visit, member: Person, asked_of: str, status: int
) -> None:
    site = app.extensions["panel"]
    app.extensions["panel"] = replace(site, settings=replace(site.settings, second_factor=asked_of))
    visit(member).get("/", status=status)


def test_a_role_given_meanwhile_asks_for_a_factor_at_the_next_request(
    visit: Visit, db: Session, member: Person
) -> None:
    visitor = visit(member)
    visitor.get("/")
    seat = db.scalars(select(Membership).where(Membership.person_id == member.id)).one()
    seat.role = Role.DEPUTY
    db.commit()
    assert visitor.get("/", status=302).location == "/factors?next=/"
    kept = visitor.post("/account/names", {"family_name": "typed while it was given"}, status=401).text
    assert "typed while it was given" in kept
    assert "Send it again" in kept


def test_an_administrator_is_an_officer(visit: Visit, make: Make, now: Clock) -> None:
    visit(make.person(is_administrator=True)).get("/", status=302)


def test_a_new_password_by_link_leaves_the_second_factor_in_force(visit: Visit, db: Session, at_desk: Owner) -> None:
    """6.4.3: whoever reads somebody's mail has one factor, not two."""
    link = tokens.create_link(db, at_desk.person.id, LinkPurpose.RESET, at_desk.now.at)
    db.commit()
    browser = visit()
    browser.post(f"/account/link/{link}", {"password": "another horse battery"})
    assert browser.get("/", status=302).location == "/factors/show?next=/"
    at_desk.browser.get("/", status=302)
    assert db.scalar(select(Factor.id)) is not None
    assert "password of your account on Panel has been changed" in "".join(db.scalars(select(Outbox.body)))


def test_no_page_and_no_column_gives_a_secret_back(visit: Visit, db: Session, at_desk: Owner) -> None:
    """F28: the secret of an app is readable by nobody after it was set up, the database included."""
    stored = db.scalars(select(Factor.sealed_secret)).one()
    assert stored is not None
    assert at_desk.secret.encode() not in stored
    assert not any(code in hashed for code in at_desk.codes for hashed in db.scalars(select(RecoveryCode.code_hash)))
    for address in ("/factors", f"/factors/{db.scalars(select(Factor.id)).one()}", "/account"):
        for kind in ("text/html", "application/json"):
            answer = at_desk.browser.get(address, headers={"Accept": kind})
            assert at_desk.secret not in answer.text
            assert at_desk.codes[0] not in answer.text


def test_signing_in_says_by_what_the_second_factor_was_shown(db: Session, half: Owner) -> None:
    half.shows(recovery_code=half.codes[0])
    assert "Recovery code" in half.browser.get("/account").text
    assert {row.factor for row in db.scalars(select(SignIn))} == {"app", "recovery"}


def test_under_another_key_every_factor_is_refused_and_nothing_breaks(app: Flask, half: Owner) -> None:
    site = app.extensions["panel"]
    app.extensions["panel"] = replace(site, settings=replace(site.settings, factor_key=b"x" * 32))
    half.shows(422, one_time_code=half.code)
    half.shows(422, recovery_code=half.codes[0])

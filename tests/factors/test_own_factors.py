"""My second factors: named, removed, replaced; who has lost them; and that each change is proved, told and recorded."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import passwords
from panel.models.cycles import Panel
from panel.models.events import Event, Outbox, SignIn
from panel.models.factors import Factor, RecoveryCode
from panel.models.people import Membership, Person, Role
from tests.factors.owner import PASSWORD, Clock, Owner, hidden
from tests.make import Make
from tests.visit import Visitor, without_chance

Visit = Callable[..., Visitor]
CHANGES = (
    "/factors/apps/add",
    "/factors/passkeys/add",
    "/factors/passkeys/options",
    "/factors/codes",
    "/factors/{}",
    "/factors/{}/remove",
)
PAGES = ("/factors", "/factors/apps/add", "/factors/passkeys/add", "/factors/codes", "/account/prove")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_opens_in_both_languages(visit: Visit, db: Session, at_desk: Owner, language: str) -> None:
    factor = db.scalars(select(Factor.id)).one()
    with at_desk.browser.client.session_transaction() as cookie:
        cookie["language"] = language
    for address in (*PAGES, f"/factors/{factor}", f"/factors/{factor}/remove"):
        assert f'<html lang="{language}"' in at_desk.browser.get(address).text
    for address in ("/factors/sign-in", "/account/sign-in"):
        assert f'<html lang="{language}"' in visit(language=language).get(address).text


def test_nobody_opens_them_without_having_signed_in(visit: Visit, at_desk: Owner, db: Session) -> None:
    factor = db.scalars(select(Factor.id)).one()
    for address in (*PAGES, *CHANGES, "/factors/show", "/factors/show/options"):
        asked = visit().get(address.format(factor), status=302).location
        assert asked.startswith("/account/sign-in?next=")


def test_a_change_asks_once_more_who_one_is(at_desk: Owner, db: Session) -> None:
    """7.5.1: ten minutes after the last proof, the password and a code are asked for; either alone is not enough."""
    at_desk.now.moves(minutes=11)
    factor = db.scalars(select(Factor.id)).one()
    for address in CHANGES:
        asked = at_desk.browser.get(address.format(factor), status=302).location
        assert asked == f"/account/prove?next={address.format(factor)}"
        at_desk.browser.post(address.format(factor), status=405 if address.endswith("options") else 401)
    at_desk.browser.get("/factors")
    asked = "/account/prove?next=/factors/apps/add"
    for half in ({"password": PASSWORD}, {"one_time_code": at_desk.code}, {"passkey": "x"}, {}):
        at_desk.browser.post(asked, half, status=422)
    at_desk.now.moves(seconds=30)
    both = {"password": PASSWORD, "one_time_code": at_desk.code}
    assert at_desk.browser.post(asked, both).location == "/factors/apps/add"
    at_desk.browser.get("/factors/apps/add")
    assert db.scalars(select(Event.detail).where(Event.action == "sign_in.prove")).one()["kind"] == "app"


def test_proving_gives_a_new_id_and_keeps_the_forms_of_other_windows(at_desk: Owner) -> None:
    """7.2.4: a new id, and no text lost by it."""
    at_desk.now.moves(minutes=1)
    with at_desk.browser.client.session_transaction() as cookie:
        before = dict(cookie)
    at_desk.browser.post("/account/prove", {"password": PASSWORD, "one_time_code": at_desk.code})
    with at_desk.browser.client.session_transaction() as cookie:
        assert cookie["_user_id"] != before["_user_id"]
        assert cookie["csrf_token"] == before["csrf_token"]


def test_who_has_nothing_to_show_proves_nothing(visit: Visit, db: Session, make: Make, now: Clock) -> None:
    somebody = make.person(password_hash=None)
    visitor = visit(somebody)
    for given in ({}, {"password": "x"}, {"passkey": "x"}, {"one_time_code": "1"}, {"recovery_code": "1"}):
        visitor.post("/account/prove", given, status=422)
    assert "sign_in.prove" not in set(db.scalars(select(Event.action)))


def test_a_factor_is_named_and_removed_by_its_owner_alone(
    visit: Visit, db: Session, at_desk: Owner, member: Person
) -> None:
    at_desk.now.moves(minutes=1)
    first = db.scalars(select(Factor.id)).one()
    at_desk.sets_up_app("Old phone")
    at_desk.browser.post(f"/factors/{first}", {"name": "予備の端末"})
    assert "予備の端末" in at_desk.browser.get("/factors").text
    stranger = visit(member)
    for path in ("", "/remove"):
        theirs, unknown = f"/factors/{first}{path}", f"/factors/99999{path}"
        answers = [without_chance(stranger.get(address, status=404), address) for address in (theirs, unknown)]
        assert answers[0] == answers[1]
        stranger.post(f"/factors/{first}{path}", {"name": "x"}, status=404)
    at_desk.browser.post(f"/factors/{first}/remove")
    assert db.scalars(select(Factor.name)).all() == ["Old phone"]
    assert db.scalars(select(RecoveryCode.id)).all() != []


@pytest.mark.parametrize("name", ["", "\u200b", "x" * 61, "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_kept_is_refused(db: Session, at_desk: Owner, name: str) -> None:
    factor = db.scalars(select(Factor.id)).one()
    page = at_desk.browser.post(f"/factors/{factor}", {"name": name}, status=422)
    assert 'id="name-error"' in page.text


def test_the_last_factor_of_an_officer_stays(db: Session, at_desk: Owner) -> None:
    factor = db.scalars(select(Factor.id)).one()
    assert "this is your last one" in at_desk.browser.get(f"/factors/{factor}/remove").text
    at_desk.browser.post(f"/factors/{factor}/remove", status=422)
    assert db.scalars(select(Factor.id)).all() == [factor]


def test_the_last_factor_of_a_member_goes_with_the_recovery_codes(
    visit: Visit, db: Session, member: Person, now: Clock
) -> None:
    owner = Owner(visit(member), member, now)
    owner.sets_up_app()
    owner.makes_codes()
    owner.browser.post(f"/factors/{db.scalars(select(Factor.id)).one()}/remove")
    assert db.scalars(select(RecoveryCode.id)).all() == []
    owner.browser.get("/")


def test_each_change_is_told_and_ends_other_sign_ins(visit: Visit, db: Session, member: Person, now: Clock) -> None:
    """6.3.7, 7.4.3: mail on each change of a credential; whoever else is signed in has to begin anew."""
    owner, elsewhere = Owner(visit(member), member, now), visit(member)
    owner.sets_up_app()
    assert elsewhere.get("/account", status=302).location.startswith("/account/sign-in")
    owner.makes_codes()
    now.moves(minutes=1)
    owner.browser.post(f"/factors/{db.scalars(select(Factor.id)).one()}/remove")
    told = "\n".join(db.scalars(select(Outbox.body).order_by(Outbox.id)))
    for change in ("factor has been added", "recovery codes have been made", "factor has been removed"):
        assert change in told
    assert owner.secret not in told
    assert not any(code in told for code in owner.codes)


def test_a_secret_that_the_page_did_not_give_out_is_refused(visit: Visit, db: Session, at_desk: Owner) -> None:
    page = at_desk.browser.get("/factors/apps/add").text
    values = {"nonce": hidden(page, "nonce"), "name": "x", "secret": "forged", "one_time_code": "123456"}
    at_desk.browser.post("/factors/apps/add", values, status=422)
    at_desk.now.moves(minutes=1)
    again = at_desk.browser.post("/factors/apps/add", {**values, "secret": hidden(page, "secret")}, status=422).text
    assert hidden(again, "secret") == hidden(page, "secret")  # a slip of the finger does not ask for a new picture
    assert len(db.scalars(select(Factor.id)).all()) == 1


def test_at_most_ten_are_kept(db: Session, at_desk: Owner, make: Make) -> None:
    for n in range(9):
        factor = {"kind": "passkey", "credential_id": bytes([n]), "public_key": b"x"}
        db.add(Factor(person_id=at_desk.person.id, name=str(n), created_at=at_desk.now.at, **factor))
    db.commit()
    values = at_desk.reads(at_desk.browser.get("/factors/apps/add").text)
    page = at_desk.browser.post("/factors/apps/add", {**values, "name": "One more"}, status=422).text
    assert "You have 10 second factors" in page


# ---- Who has lost everything ----


@pytest.fixture
def officers(make: Make, at_desk: Owner, db: Session) -> list[Person]:
    """Two secretariat accounts on the chair's panel, who have a second factor each."""
    panel = db.scalars(select(Membership.panel_id).where(Membership.person_id == at_desk.person.id)).one()
    hashed = passwords.hashed(PASSWORD, quick=True)
    people = []
    for n in range(2):
        person = make.person(Role.SECRETARIAT, None, password_hash=hashed)
        db.add(Membership(panel_id=panel, person_id=person.id, role=Role.SECRETARIAT, since_at=at_desk.now.at))
        db.add(
            Factor(
                person_id=person.id,
                kind="passkey",
                name="Key",
                created_at=at_desk.now.at,
                credential_id=bytes([200 + n]),
                public_key=b"x",
            )
        )
        people.append(person)
    db.commit()
    return people


def _signed_in(visit: Visit, db: Session, person: Person) -> Visitor:
    visitor = visit(person)
    for row in db.scalars(select(SignIn).where(SignIn.person_id == person.id)):
        row.factor, row.factor_at = "passkey", row.created_at
    db.commit()
    return visitor


def test_two_officers_reset_what_is_lost_and_its_owner_begins_anew(
    visit: Visit, db: Session, make: Make, at_desk: Owner, officers: list[Person]
) -> None:
    """A lost phone without codes: asked for by one, confirmed by another, told to the person, enrolled anew."""
    panel = db.scalars(select(Membership.panel_id).where(Membership.person_id == at_desk.person.id)).one()
    cycle = make.cycle(db.get_one(Panel, panel))
    first, second = (_signed_in(visit, db, person) for person in officers)
    address = f"/cycles/{cycle.id}/people/{at_desk.person.id}/factors/reset"
    assert address in first.get(f"/cycles/{cycle.id}/people").text
    first.get(address)
    first.post(address, status=202)
    first.post(address, status=403)
    at_desk.browser.get("/account")
    assert "Reset the second factors of somebody" in second.get("/").text
    assert "Confirm the reset" in second.get(address).text
    second.post(address)
    at_desk.browser.get("/account", status=302)
    assert "removed your second factors" in "".join(db.scalars(select(Outbox.body)))
    assert "factor.reset" in set(db.scalars(select(Event.action)))
    at_desk.now.moves(minutes=1)
    again = Owner(visit(), at_desk.person, at_desk.now)
    again.signs_in()
    assert again.browser.get("/", status=302).location == "/factors?next=/"
    again.sets_up_app("New phone")


def test_nobody_resets_their_own_and_members_reset_nobodys(
    visit: Visit, db: Session, make: Make, at_desk: Owner, officers: list[Person], member: Person
) -> None:
    panel = db.scalars(select(Membership.panel_id).where(Membership.person_id == at_desk.person.id)).one()
    cycle = make.cycle(db.get_one(Panel, panel))
    first, second = (_signed_in(visit, db, person) for person in officers)
    own = f"/cycles/{cycle.id}/people/{officers[0].id}/factors/reset"
    assert "Nobody resets their own" in first.get(own, status=403).text
    first.post(own, status=403)
    second.post(own, status=202)
    first.post(own, status=403)
    assert db.scalars(select(Factor.id).where(Factor.person_id == officers[0].id)).all() != []
    at_desk.browser.post(own, status=403)
    visit(member).get(own, status=404)
    visit(member).post(f"/people/{at_desk.person.id}/factors/reset", status=403)


def test_officers_reach_nobody_of_another_panel(
    visit: Visit, db: Session, make: Make, at_desk: Owner, officers: list[Person], member: Person
) -> None:
    """F16: who sits elsewhere is not found; who sits on both panels, or administers, is left to the administrators."""
    here, elsewhere = (
        db.scalars(select(Membership.panel_id).where(Membership.person_id == person.id)).one()
        for person in (at_desk.person, member)
    )
    cycle = make.cycle(db.get_one(Panel, here))
    first, second = (_signed_in(visit, db, person) for person in officers)
    first.get(f"/cycles/{cycle.id}/people/{member.id}/factors/reset", status=404)
    db.add(Membership(panel_id=elsewhere, person_id=at_desk.person.id, role=Role.MEMBER, since_at=at_desk.now.at))
    db.commit()
    address = f"/cycles/{cycle.id}/people/{at_desk.person.id}/factors/reset"
    assert "also sits on another panel" in first.get(address).text
    first.post(address, status=202)
    second.post(address, status=422)
    assert db.scalars(select(Factor.id).where(Factor.person_id == at_desk.person.id)).all() != []


def test_two_administrators_reset_anybodys(visit: Visit, db: Session, make: Make, at_desk: Owner) -> None:
    first, second = (_signed_in(visit, db, make.person(is_administrator=True)) for _ in range(2))
    address = f"/people/{at_desk.person.id}/factors/reset"
    assert address in first.get(f"/administration/accounts/{at_desk.person.id}").text
    first.post(address, status=202)
    assert address in second.get("/").text
    second.post(address)
    assert db.scalars(select(Factor.id).where(Factor.person_id == at_desk.person.id)).all() == []

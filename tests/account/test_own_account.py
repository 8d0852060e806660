"""My account: names, language, password, sign-ins; nobody else's."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import passwords
from panel.models.events import SignIn
from panel.models.people import Person
from tests.account.signing import PASSWORD
from tests.make import Make
from tests.visit import Visitor, without_chance

Visit = Callable[..., Visitor]
NAMES = {"family_name": "座長", "given_name": "", "name_en": "Chair", "language": "ja", "version": "1"}


@pytest.mark.parametrize("address", ["/account", "/account/names", "/account/password", "/account/prove"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_of_the_account_opens_in_both_languages_and_for_nobody_else(
    visit: Visit, member: Person, address: str, language: str
) -> None:
    assert f'<html lang="{language}"' in visit(member, language).get(address).text
    assert visit().get(address, status=302).location.startswith("/account/sign-in?next=")


def test_names_and_language_are_changed(visit: Visit, db: Session, member: Person) -> None:
    visitor = visit(member)
    visitor.post("/account/names", NAMES)
    db.refresh(member)
    assert (member.family_name, member.name_en, member.language, member.version) == ("座長", "Chair", "ja", 2)
    assert '<html lang="ja"' in visitor.get("/account").text


@pytest.mark.parametrize("name", ["", " ", "\u200b", "x" * 101, "a\x00b", "a\u202eb", "a\nb"])
def test_a_name_that_cannot_be_kept_is_refused_beside_its_field(
    visit: Visit, db: Session, member: Person, name: str
) -> None:
    before = member.family_name
    page = visit(member).post("/account/names", {**NAMES, "family_name": name}, status=422)
    assert 'id="family_name-error"' in page.text
    assert 'value="Chair"' in page.text
    db.refresh(member)
    assert member.family_name == before


@pytest.mark.parametrize("name", ["=1+1", "<script>alert(1)</script>", "{{7*7}}", "神\U000233b4"])
def test_any_other_name_is_kept_and_shown_as_typed(visit: Visit, db: Session, member: Person, name: str) -> None:
    visitor = visit(member)
    visitor.post("/account/names", {**NAMES, "family_name": name})
    db.refresh(member)
    assert member.family_name == name
    assert "<script>alert" not in visitor.get("/account").text


def test_a_stale_form_shows_both_and_keeps_what_was_typed(visit: Visit, db: Session, member: Person) -> None:
    first, second = visit(member), visit(member)
    first.post("/account/names", {**NAMES, "family_name": "theirs"})
    page = second.post("/account/names", {**NAMES, "family_name": "mine"}, status=409)
    assert 'value="mine"' in page.text
    assert "theirs" in page.text
    second.post("/account/names", {**NAMES, "family_name": "mine", "version": "2"})
    db.refresh(member)
    assert member.family_name == "mine"


@pytest.mark.parametrize("version", ["", "999999", "-1", "x", "１"])
def test_a_version_that_no_page_sent_is_refused(visit: Visit, member: Person, version: str) -> None:
    status = 409 if version == "999999" else 422
    visit(member).post("/account/names", {**NAMES, "version": version}, status=status)


def test_fields_that_the_form_does_not_have_change_nothing(visit: Visit, db: Session, member: Person) -> None:
    extra = {"is_administrator": "1", "email": "other@example.org", "id": "99", "password_hash": "x"}
    visit(member).post("/account/names", {**NAMES, **extra})
    db.refresh(member)
    assert not member.is_administrator
    assert member.email != "other@example.org"
    assert passwords.matches(member.password_hash, PASSWORD, quick=True)


def test_the_language_button_in_the_frame_is_remembered_by_the_account(
    visit: Visit, db: Session, member: Person
) -> None:
    visitor = visit(member)
    answer = visitor.post("/account/language", {"language": "ja", "next": "/account/names"})
    assert answer.location == "/account/names"
    db.refresh(member)
    assert (member.language, member.version) == ("ja", 1)
    assert '<html lang="ja"' in visitor.get("/account").text


def test_somebody_without_an_account_chooses_a_language_too(visit: Visit) -> None:
    visitor = visit(language="en")
    visitor.post("/account/language", {"language": "ja", "next": "//evil.example/"})
    assert '<html lang="ja"' in visitor.get("/account/sign-in").text


def test_another_language_is_refused(visit: Visit) -> None:
    visit().post("/account/language", {"language": "xx"}, status=422)


def test_the_language_button_on_a_form_keeps_what_was_typed(visit: Visit, db: Session, member: Person) -> None:
    page = visit(member).post("/account/names", {**NAMES, "family_name": "typed", "_language": "ja"}, status=200)
    assert 'value="typed"' in page.text
    assert '<html lang="ja"' in page.text
    db.refresh(member)
    assert member.family_name != "typed"


def test_changing_the_password_ends_all_other_sign_ins(visit: Visit, member: Person) -> None:
    here, elsewhere = visit(member), visit(member)
    elsewhere.get("/account")
    here.post("/account/password", {"present_password": PASSWORD, "password": "another horse battery"})
    here.get("/account")
    elsewhere.get("/account", status=302)
    visit().post("/account/sign-in", {"email": member.email, "password": PASSWORD}, status=422)
    visit().post("/account/sign-in", {"email": member.email, "password": "another horse battery"})


def test_the_present_password_must_be_right(visit: Visit, member: Person) -> None:
    visitor = visit(member)
    values = {"present_password": "wrong", "password": "another horse battery"}
    page = visitor.post("/account/password", values, status=422)
    assert 'id="present_password-error"' in page.text
    for _ in range(4):
        visitor.post("/account/password", values, status=422)
    visitor.post("/account/password", {**values, "present_password": PASSWORD}, status=429)


def test_one_sign_in_is_ended_from_another(visit: Visit, db: Session, member: Person) -> None:
    here, elsewhere = visit(member), visit(member)
    other = db.scalars(select(SignIn.id).order_by(SignIn.id.desc())).first()
    assert here.get("/account").text.count("End this sign-in") == 1
    here.post(f"/account/sign-ins/{other}/end")
    elsewhere.get("/account", status=302)
    here.get("/account")


def test_all_other_sign_ins_are_ended_at_once(visit: Visit, member: Person) -> None:
    here, *others = (visit(member) for _ in range(3))
    here.post("/account/sign-ins/end-others")
    for other in others:
        other.get("/account", status=302)
    here.get("/account")


def test_the_sign_in_of_somebody_else_looks_like_one_that_does_not_exist(
    visit: Visit, db: Session, make: Make, member: Person
) -> None:
    theirs = visit(make.person())
    their_id = db.scalars(select(SignIn.id).order_by(SignIn.id.desc())).first()
    visitor = visit(member)
    hidden, unknown = (visitor.post(f"/account/sign-ins/{n}/end", status=404) for n in (their_id, 99999999))
    assert without_chance(hidden) == without_chance(unknown)
    assert list(hidden.headers.keys()) == list(unknown.headers.keys())
    theirs.get("/account")


def test_the_page_needs_as_many_queries_for_three_sign_ins_as_for_one(
    visit: Visit, member: Person, n_queries: Callable[[], int]
) -> None:
    visitor = visit(member)
    n_queries()
    visitor.get("/account")
    for_one = n_queries()
    for _ in range(2):
        visit(member)
    n_queries()
    visitor.get("/account")
    assert n_queries() == for_one <= 8


def test_a_device_is_named_as_people_would_say_it(visit: Visit, db: Session, member: Person) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    visitor = visit()
    visitor.post("/account/sign-in", {"email": member.email, "password": PASSWORD}, headers={"User-Agent": agent})
    assert "Firefox, Windows" in visitor.get("/account").text

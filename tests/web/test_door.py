"""The door: what a request must be before anything looks at it, and what every answer carries."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from panel.models.people import Person
from panel.web.door import BODY_LIMIT, FIELDS_LIMIT, TEXT_LIMIT
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]
FORM = "application/x-www-form-urlencoded"
NAMES = {"family_name": "changed", "language": "en", "version": "1"}


@pytest.fixture
def member(make: Make) -> Person:
    """Somebody with an account."""
    return make.person(family_name="before")


def name(db: Session, member: Person) -> str:
    """What the account says now."""
    db.refresh(member)
    return member.family_name


@pytest.mark.parametrize("token", ["", "wrong", "a.b.c"])
def test_a_post_without_its_token_is_refused_and_its_text_kept_to_be_sent_again(
    visit: Visit, db: Session, member: Person, token: str
) -> None:
    page = visit(member).post("/account/names", {**NAMES, "csrf_token": token}, status=403).text
    assert "This form has expired" in page
    assert '<textarea name="family_name" hidden>\nchanged</textarea>' in page
    assert name(db, member) == "before"


def test_the_token_of_another_session_is_refused(visit: Visit, db: Session, make: Make, member: Person) -> None:
    theirs = visit(make.person())._token()
    visit(member).post("/account/names", {**NAMES, "csrf_token": theirs}, status=403)
    assert name(db, member) == "before"


def test_a_refused_form_is_sent_again_with_one_press(visit: Visit, db: Session, member: Person) -> None:
    visitor = visit(member)
    page = visitor.post("/account/names", {**NAMES, "csrf_token": "old"}, status=403).text
    assert 'action="/account/names"' in page
    visitor.post("/account/names", NAMES)
    assert name(db, member) == "changed"


def test_a_refused_form_never_gives_a_password_back(visit: Visit, member: Person) -> None:
    typed = {"present_password": "my present words", "password": "my new words", "csrf_token": ""}
    page = visit(member).post("/account/password", typed, status=403).text
    assert "words" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_post_from_elsewhere_is_refused_even_with_a_valid_token(
    visit: Visit, db: Session, member: Person, headers: dict[str, str]
) -> None:
    visit(member).post("/account/names", NAMES, status=403, headers=headers)
    assert name(db, member) == "before"


@pytest.mark.parametrize(("says", "status"), [({}, 403), ({"Sec-Fetch-Site": "same-origin"}, 303)])
def test_where_there_is_tls_a_form_without_origin_needs_the_browsers_word(
    visit: Visit, app: Flask, member: Person, monkeypatch: pytest.MonkeyPatch, says: dict[str, str], status: int
) -> None:
    """V3.5.1: a page of ours sends no referrer, so its own forms have the origin "null", as those of strangers may."""
    visitor = visit(member)
    filled = {**NAMES, "csrf_token": visitor._token()}
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    visitor.post("/account/names", filled, status=status, headers={"Origin": "null", **says})


def test_a_post_from_here_is_taken(visit: Visit, db: Session, member: Person) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    visit(member).post("/account/names", NAMES, headers=headers)
    assert name(db, member) == "changed"


@pytest.mark.parametrize("part", ["script", "style", "image", "iframe", "object", "embed", "worker", "made-up"])
def test_no_page_is_taken_as_a_part_of_another(visit: Visit, member: Person, part: str) -> None:
    """V3.5.8, F12."""
    visitor = visit(member)
    visitor.get("/account", status=403, headers={"Sec-Fetch-Dest": part})
    assert (
        visitor.client.get("/static/shared/base.css", headers={"Sec-Fetch-Dest": part}, buffered=True).status_code
        == 200
    )


@pytest.mark.parametrize("part", ["document", "empty"])
def test_a_page_is_opened_or_fetched(visit: Visit, member: Person, part: str) -> None:
    visit(member).get("/account", headers={"Sec-Fetch-Dest": part})


@pytest.mark.parametrize("query", ["next=/help&next=/", "q=%FF", "q=%ED%A0%80"])
def test_an_address_says_each_thing_once_and_in_text(visit: Visit, query: str) -> None:
    """V15.3.7, B66, B71."""
    visit().get(f"/account/sign-in?{query}", status=400)


def test_a_field_is_not_taken_from_the_address_and_the_body_at_once(visit: Visit, db: Session, member: Person) -> None:
    """V15.3.7, B66."""
    visit(member).post("/account/names?family_name=other", NAMES, status=400)
    assert name(db, member) == "before"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", ""])
def test_another_host_is_refused_without_a_page(visit: Visit, host: str) -> None:
    answer = visit().client.get("/account/sign-in", headers={"Host": host})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_forwarding_headers_change_nothing(visit: Visit, member: Person) -> None:
    forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
    answer = visit().get("/account", status=302, headers=forwarded)
    assert answer.location == "/account/sign-in?next=/account"
    assert "evil.example" not in visit(member).get("/account", headers=forwarded).text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "PROPFIND", "TRACE", "OPTIONS"])
def test_other_methods_are_refused(visit: Visit, method: str) -> None:
    assert visit().client.open("/account/sign-in", method=method).status_code == 405


@pytest.mark.parametrize("extra", [{"_method": "DELETE"}, {}])
def test_a_method_is_never_overridden(visit: Visit, db: Session, member: Person, extra: dict[str, str]) -> None:
    headers = {"X-HTTP-Method-Override": "GET"}
    visit(member).post("/account/names", {**NAMES, **extra}, headers=headers)
    assert name(db, member) == "changed"


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("text/plain", 415),
        ("application/json", 400),
        ("", 415),
        ("multipart/form-data", 400),
        ("application/x-www-form-urlencoded; charset=shift_jis", 415),
        ("application/x-www-form-urlencoded; charset=utf-16", 415),
    ],
)
def test_a_body_of_another_kind_is_refused(visit: Visit, content_type: str, status: int) -> None:
    answer = visit().client.post("/account/sign-in", data=b"email=a", headers={"Content-Type": content_type})
    assert answer.status_code == status


def test_bytes_that_are_no_text_are_refused(visit: Visit, db: Session, member: Person) -> None:
    visitor = visit(member)
    body = f"csrf_token={visitor._token()}&version=1&language=en&family_name=%FFa".encode()
    answer = visitor.client.post("/account/names", data=body, content_type=FORM)
    assert answer.status_code == 400
    assert name(db, member) == "before"


@pytest.mark.parametrize(("length", "kept"), [(BODY_LIMIT, True), (TEXT_LIMIT, False)])
def test_a_body_that_is_too_large_is_refused_and_given_back_up_to_the_size_of_a_long_text(
    visit: Visit, member: Person, length: int, kept: bool
) -> None:
    """V4.2.5, B9, R8."""
    page = visit(member).post("/account/names", {**NAMES, "family_name": "x" * length}, status=413).text
    assert ("x" * BODY_LIMIT in page) == kept


def test_a_refused_form_gives_back_no_more_fields_than_any_form_has(visit: Visit, member: Person) -> None:
    visitor = visit(member)
    answer = visitor.client.post("/account/names", data=b"a=1&" * 4 * FIELDS_LIMIT, content_type=FORM)
    assert answer.status_code == 413
    assert answer.text.count("<textarea") < 2 * FIELDS_LIMIT + 10


def test_too_many_fields_and_endless_names_are_refused(visit: Visit, member: Person) -> None:
    many = {f"f{n}": "x" for n in range(FIELDS_LIMIT + 1)}
    visit(member).post("/account/names", {**NAMES, **many}, status=413)
    visit(member).post("/account/names", {**NAMES, "x" * 100_000: "x"}, status=400)


@pytest.mark.parametrize(
    "path", ["//account", "/account;x", "/ACCOUNT", "/account/%2e%2e/account", "/static/../panel/config.py", "/%00"]
)
def test_no_spelling_of_an_address_leads_around_the_door(visit: Visit, member: Person, path: str) -> None:
    answer = visit(member).client.get(path)
    assert answer.status_code in (302, 308, 400, 404)
    assert "before" not in answer.text.partition("<main")[2]


@pytest.mark.parametrize("address", ["/account", "/help", "/no/such/page", "/account/sign-in"])
def test_every_page_carries_the_policy_and_stays_in_no_cache(visit: Visit, member: Person, address: str) -> None:
    headers = visit(member).client.get(address).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_the_cookie_is_for_the_server_alone_and_for_this_site(visit: Visit, app: Flask) -> None:
    visitor = visit()
    visitor.post("/account/language", {"language": "ja"})
    cookie = visitor.client.get_cookie("panel")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    assert app.config["SESSION_COOKIE_SECURE"] is False  # the tests speak plain HTTP; see the next one


def test_over_tls_the_cookie_is_bound_to_the_host(settings: object) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from panel import flask_settings  # noqa: PLC0415

    config = flask_settings(replace(settings, base_url="https://panel.example.org"))  # type: ignore[type-var]
    assert (config["SESSION_COOKIE_NAME"], config["SESSION_COOKIE_SECURE"]) == ("__Host-panel", True)

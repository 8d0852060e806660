"""To the provider and back: one browser, one return, ten minutes; and the pages on the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from panel import clock
from panel.models.events import SignIn
from panel.models.people import Person, Throttle
from panel.provider import journeys
from tests.provider.conftest import begin
from tests.provider.office import ISSUER, Office
from tests.visit import Visitor

Visit = Callable[..., Visitor]
SignsIn = Callable[..., TestResponse]


def n_sign_ins(db: Session) -> int:
    """How many sign-ins there are."""
    return db.scalar(select(func.count()).select_from(SignIn)) or 0


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


def test_opening_the_return_changes_nothing(visit: Visit, db: Session, office: Office, member: Person) -> None:
    visitor = visit()
    back = office.authorize(begin(visitor))
    page = visitor.get("/provider/return", query_string=back)
    assert f'value="{back["code"]}"' in page.text
    assert n_sign_ins(db) == 0
    visitor.post("/provider/return", back)


def test_the_way_to_the_provider_names_it_and_its_host(visit: Visit, office: Office) -> None:
    page = visit(language="en").post("/provider/start", status=200).text
    for fact in ("Office ID", "login.office.example"):
        assert f"<dd>{fact}</dd>" in page


def test_who_gets_in_leaves_no_failure_behind(visit: Visit, db: Session, signs_in: SignsIn, member: Person) -> None:
    """An office of a hundred shares one network, and all of them sign in at nine."""
    signs_in(visit())
    assert [row.n_failures for row in db.scalars(select(Throttle))] == [0]


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

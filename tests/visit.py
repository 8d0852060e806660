"""A visitor to the site: signs in, follows redirects when asked, and checks the hygiene of every page it gets."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from panel.models.events import SignIn
from panel.web.login import hash_of

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


class Visitor:
    """One browser. `get` and `post` return the answer; every HTML page is checked on the way."""

    def __init__(self, app: Flask, db: Session, person: Any, language: str) -> None:
        self.client = app.test_client()
        self.app = app
        if person is not None:
            self._sign_in(db, person.id)
        with self.client.session_transaction() as cookie:
            cookie["language"] = language

    def _sign_in(self, db: Session, person_id: int) -> None:
        now = datetime.now(UTC)
        token = f"token-{person_id}-{now.timestamp()}"
        db.add(
            SignIn(
                token_hash=hash_of(token),
                person_id=person_id,
                created_at=now,
                proved_at=now,
                expires_at=now + timedelta(hours=1),
            )
        )
        db.commit()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
            cookie["seen"] = int(now.timestamp())

    def get(self, url: str, status: int = 200, **arguments: Any) -> TestResponse:
        """The page at an address; fails unless it answers with `status`."""
        return self._checked(self.client.get(url, **arguments), status)

    def post(self, url: str, values: dict[str, Any] | None = None, status: int = 303, **arguments: Any) -> TestResponse:
        """Send a form with its token; fails unless it answers with `status`."""
        token = {} if "csrf_token" in (values or {}) else {"csrf_token": self._token()}
        return self._checked(self.client.post(url, data={**token, **(values or {})}, **arguments), status)

    def post_json(self, url: str, values: dict[str, Any], status: int = 303) -> TestResponse:
        """Send a form as a program does: a JSON object, the token in a header, an answer in JSON."""
        headers = {"X-CSRFToken": self._token(), "Accept": "application/json"}
        return self._checked(self.client.post(url, json=values, headers=headers), status)

    def _token(self) -> str:
        with self.app.test_request_context(), self.client.session_transaction() as cookie:
            from flask import g, session  # noqa: PLC0415
            from flask_wtf.csrf import generate_csrf  # noqa: PLC0415 - needs the request context pushed above

            session.update(cookie)
            g.pop("csrf_token", None)
            token = generate_csrf()
            cookie["csrf_token"] = session["csrf_token"]
        return token

    def _checked(self, answer: TestResponse, status: int) -> TestResponse:
        assert answer.status_code == status, f"{answer.status_code} instead of {status}: {_gist(answer)}"
        kept = answer.headers.get("Content-Disposition", "").startswith("attachment")
        if answer.mimetype == "text/html" and answer.status_code not in (302, 303) and not kept:
            check_page(answer.text)
        return answer


def without_chance(answer: TestResponse, *asked: object) -> str:
    """A page without what differs every time: form tokens, the number of the request, and the address asked for."""
    text = re.sub(r'value="[\w.-]{60,}"', "", answer.text)
    text = re.sub(r'(administrator: |"request_id": ")[0-9a-f]{12}', "", text)
    for one in asked:
        text = text.replace(str(one), "ASKED")
    return text


def _gist(answer: TestResponse) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.text) if answer.mimetype == "text/html" else answer.text
    return re.sub(r"\s+", " ", text)[:1500]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.n_h1 = 0
        self.titled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if "style" in values or tag == "style" or any(name.startswith("on") for name in values):
            self.problems.append(f"inline style or script on <{tag}>")
        if tag == "script" and not values.get("src"):
            self.problems.append("inline script")
        self.n_h1 += tag == "h1"
        self.titled = self.titled or tag == "title"
        if tag == "label" and values.get("for"):
            self.labelled.add(str(values["for"]))
        shown = "hidden" not in values and values.get("type") not in ("hidden", "submit")
        if tag in ("input", "select", "textarea") and shown:
            self.inputs.append((tag, {**values, "_in_label": "yes" if "label" in self.open else None}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes <{self.open[-1] if self.open else 'nothing'}>")
        else:
            self.open.pop()


def check_page(html: str) -> None:
    """Assert what every page must be: one heading, a title, unique ids, labelled inputs, nesting, nothing inline."""
    page = _Page()
    page.feed(html)
    doubled = {name for name in page.ids if page.ids.count(name) > 1}
    unnamed = [
        tag + str({name: values.get(name) for name in ("id", "name")})
        for tag, values in page.inputs
        if not (
            values.get("id") in page.labelled
            or values.get("aria-label")
            or values.get("aria-labelledby")
            or values["_in_label"]
        )
    ]
    assert page.problems == []
    assert page.n_h1 == 1, f"{page.n_h1} main headings"
    assert page.titled, "no title"
    assert doubled == set()
    assert unnamed == []

"""Somebody who reads pages over one keep-alive connection and sends the forms they find there."""

import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

_GONE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took from the first byte sent to the last received."""

    status: int
    body: bytes
    seconds: float


class Reader:
    """One connection of one person."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict([cookie.split("=", 1)] if cookie else [])
        self.keeps_cookies = True

    def get(self, path: str) -> Answer:
        """Read a page."""
        return self._send("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, urlencode(fields), kind)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Accept": "text/html", "Accept-Language": "ja", **headers}
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except _GONE:  # the server closes a connection that was idle; a browser opens it again, too
            self.connection.close()
            began = time.perf_counter()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - began
        if self.keeps_cookies:
            for new in answer.headers.get_all("Set-Cookie", []):
                name, _, value = new.partition(";")[0].partition("=")
                self.cookies[name] = value
        return Answer(answer.status, content, seconds)


def session_cookie(key: bytes, token: str) -> str:
    """The cookie of somebody who has signed in with that token, signed as the site signs it."""
    signer = Flask(__name__)
    signer.secret_key = key
    serializer = SecureCookieSessionInterface().get_signing_serializer(signer)
    assert serializer is not None
    session = {"_user_id": token, "_fresh": True, "seen": int(time.time()), "language": "ja"}
    return f"panel={serializer.dumps(session)}"


@dataclass
class _Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(_Form(values.get("action", "")))
        if not self.forms or "name" not in values:
            return
        name, form = values["name"], self.forms[-1]
        if tag == "textarea":
            form.texts.append(name)
        elif values.get("type") == "hidden":
            form.fields[name] = values.get("value", "")
        elif values.get("type") == "radio":
            form.choices.setdefault(name, []).append(values["value"])


def hidden_fields(page: bytes, action: str) -> dict[str, str]:
    """What the form that is sent to this address holds by itself: its token, for one."""
    return next(form.fields for form in _forms(page) if form.action == action)


def filled_sheet(page: bytes, reason: str) -> dict[str, str]:
    """The scoring form of a page as a member would send it: the fourth step everywhere, and a reason."""
    form = max(_forms(page), key=lambda found: len(found.choices))
    marks = {
        name: next((value for value in values if value == "4"), values[0]) for name, values in form.choices.items()
    }
    return {**form.fields, **marks, **dict.fromkeys(form.texts, reason)}


def _forms(page: bytes) -> list[_Form]:
    reading = _Forms()
    reading.feed(page.decode())
    return reading.forms

"""Somebody with a browser and an authenticator app, and the clock by which both go."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from panel.models.people import Person
from tests.visit import Visitor

PASSWORD = "correct horse battery"


@dataclass
class Clock:
    """A clock that stands still."""

    at: datetime

    def moves(self, **by: float) -> None:
        """Let some time pass."""
        self.at += timedelta(**by)


class Owner:
    """One person at one browser; `secret` is what their app has read."""

    def __init__(self, visitor: Visitor, person: Person, now: Clock) -> None:
        self.browser = visitor
        self.person = person
        self.now = now
        self.secret = ""
        self.codes: list[str] = []

    def signs_in(self, status: int = 303, url: str = "/account/sign-in") -> str:
        """The first step: address and password."""
        values = {"email": self.person.email, "password": PASSWORD}
        return self.browser.post(url, values, status=status).location or ""

    @property
    def code(self) -> str:
        """What the app shows now."""
        return pyotp.TOTP(self.secret).at(self.now.at)

    def sets_up_app(self, name: str = "My phone", onward: str = "") -> str:
        """Read the picture and confirm it by a code; returns where the answer leads."""
        address = f"/factors/apps/add{onward}"
        page = self.browser.get(address).text
        return self.browser.post(address, {**self.reads(page), "name": name}).location or ""

    def reads(self, page: str) -> dict[str, str]:
        """Let the app read the picture of a page; what the form then sends."""
        self.secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
        return {"secret": hidden(page, "secret"), "nonce": hidden(page, "nonce"), "one_time_code": self.code}

    def makes_codes(self) -> list[str]:
        """Make a set of recovery codes."""
        page = self.browser.post("/factors/codes", status=200).text
        self.codes = re.findall(r"<li><code>([\w-]+)</code></li>", page)
        return self.codes

    def shows(self, status: int = 303, **given: str) -> str:
        """The second step: `one_time_code`, `recovery_code` or `passkey`."""
        return self.browser.post("/factors/show", given, status=status).location or ""


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found.group(1)

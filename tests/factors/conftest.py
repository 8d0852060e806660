"""A site that asks its officers for a second factor, reached by a name, at a time that stands still until told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from panel import clock, passwords
from panel.config import MailServer, Settings
from panel.models.people import Person, Role
from tests.factors.owner import PASSWORD, Clock, Owner
from tests.factors.token import SoftwareToken
from tests.make import Make
from tests.rolled_back import RolledBack
from tests.visit import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def settings_here(settings: Settings) -> Settings:
    """The settings of this folder's site."""
    mail = MailServer("mail.invalid", sender="panel@example.org")
    return replace(settings, second_factor="officers", base_url="http://localhost", mail=mail)


@pytest.fixture
def app(shared_app: Flask, database: RolledBack, settings_here: Settings) -> Iterator[Flask]:
    """The application with these settings, on this test's database."""
    site = shared_app.extensions["panel"]
    shared_app.extensions["panel"] = replace(site, database=database, settings=settings_here)
    yield shared_app
    shared_app.extensions["panel"] = site


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the site: it stands still until a test moves it."""
    stopped = Clock(datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1))
    monkeypatch.setattr(clock, "now", lambda: stopped.at)
    return stopped


@pytest.fixture
def chair(make: Make, now: Clock) -> Person:
    """Somebody who must have a second factor and has none."""
    hashed, panel = passwords.hashed(PASSWORD, quick=True), make.panel()
    make.cycle(panel)
    return make.person(Role.CHAIR, panel, password_hash=hashed)


@pytest.fixture
def member(make: Make, now: Clock) -> Person:
    """Somebody who may have a second factor."""
    hashed = passwords.hashed(PASSWORD, quick=True)
    return make.person(Role.MEMBER, make.panel(), password_hash=hashed)


@pytest.fixture
def at_desk(visit: Visit, chair: Person, now: Clock) -> Owner:
    """The chair, enrolled with an app and recovery codes, and signed in."""
    owner = Owner(visit(), chair, now)
    owner.signs_in()
    owner.sets_up_app()
    owner.makes_codes()
    return owner


@pytest.fixture
def half(visit: Visit, at_desk: Owner) -> Owner:
    """The chair at another browser, the first step done."""
    at_desk.now.moves(minutes=1)
    other = Owner(visit(), at_desk.person, at_desk.now)
    other.secret, other.codes = at_desk.secret, at_desk.codes
    other.signs_in()
    return other


@pytest.fixture
def token() -> SoftwareToken:
    """A security key made of software."""
    return SoftwareToken("localhost", "http://localhost")

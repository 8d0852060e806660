"""Somebody who can sign in, a site that sends mail, and a database in which several can act at once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from panel import passwords, schema
from panel.config import MailServer
from panel.db import Database
from panel.models.people import Person
from tests.account.signing import PASSWORD
from tests.make import Make


@pytest.fixture
def member(make: Make) -> Person:
    """A member with a password and a sign-in of the ordinary kind."""
    return make.person(password_hash=passwords.hashed(PASSWORD, quick=True))


@pytest.fixture
def with_mail(app: Flask) -> Flask:
    """The application with a mail server in its settings."""
    site = app.extensions["panel"]
    mail = MailServer("mail.example.org", sender="panel@example.org")
    app.extensions["panel"] = replace(site, settings=replace(site.settings, mail=mail))
    return app


@pytest.fixture
def own_database(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database of the test's own, in which what is committed stays: for what many do at the same moment."""
    url = f"sqlite:///{tmp_path / 'panel.sqlite3'}"
    if database_kind == "postgresql":
        server = create_engine(request.getfixturevalue("postgres_url"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS at_once"))
            connection.execute(text("CREATE DATABASE at_once"))
        url = server.url.set(database="at_once").render_as_string(hide_password=False)
        server.dispose()
    database = Database(url)
    schema.upgrade(database.engine)
    yield database
    database.engine.dispose()

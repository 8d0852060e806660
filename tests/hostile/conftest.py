"""The world of the rights, in which everything hostile is tried, and every form found in it."""

from collections.abc import Iterator
from functools import cache

import pytest

from panel import create_app, schema
from panel.config import Settings
from panel.db import Database
from tests.hostile.places import FormPlace, form_places
from tests.hostile.sending import Send, Sender
from tests.rights.conftest import nobody_is_seen
from tests.rights.conftest import world as rights_world
from tests.rights.world import World
from tests.rolled_back import RolledBack

__all__ = ["nobody_is_seen", "rights_world"]
_form_places = cache(form_places)


@pytest.fixture(scope="session")
def sqlite_world(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in an embedded database of its own, so that several modules can share it."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'panel.sqlite3'}")
    schema.upgrade(database.engine)
    with RolledBack(database.engine) as rolled_back:
        yield World(create_app(settings, rolled_back), rolled_back, settings)
    database.engine.dispose()


@pytest.fixture(scope="module")
def world(database_kind: str, request: pytest.FixtureRequest) -> World:
    """The world on either database; a module that needs one alone says so."""
    found: World = request.getfixturevalue("sqlite_world" if database_kind == "sqlite" else "rights_world")
    return found


@pytest.fixture(scope="module")
def forms(world: World) -> list[FormPlace]:
    """Every form of the site, where somebody may send it, filled in as it would be taken."""
    return _form_places(world)


@pytest.fixture(scope="module")
def send(world: World) -> Send:
    """send(place, values): what became of a form; asserts that it did not crash, and that a refusal wrote nothing."""
    return Sender(world)

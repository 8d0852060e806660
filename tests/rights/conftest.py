"""The world of the rights, built once a module and database; and the specification, where it is at hand."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from panel.config import ROOT, Settings
from panel.db import Database
from panel.web import visits
from tests.make import Make
from tests.rights.recusing import Case
from tests.rights.world import World
from tests.rolled_back import RolledBack


@pytest.fixture(scope="module")
def world(migrated: Database, shared_app: Flask, settings: Settings) -> Iterator[World]:
    """The world, in a transaction that is rolled back when the module ends; see `World` for what it offers."""
    site = shared_app.extensions["panel"]
    settings = replace(settings, database_url=migrated.engine.url.render_as_string())
    with RolledBack(migrated.engine) as database:
        shared_app.extensions["panel"] = replace(site, database=database, settings=settings)
        yield World(shared_app, database, settings)
    shared_app.extensions["panel"] = site


@pytest.fixture(autouse=True)
def nobody_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """That somebody was here is no doing of theirs; what is kept of it: tests/web/test_visits.py."""
    monkeypatch.setattr(visits, "keep", lambda _actor: None)


@pytest.fixture
def access_csv() -> Path:
    """The specified table, one row a cell; skipped, with this reason, only where it is not beside the project."""
    folder = Path(os.environ.get("PANEL_REFERENCE", ROOT.parent / "shared" / "reference"))
    if not (folder / "access.csv").is_file():
        pytest.skip("the specified table of rights is not beside the project")
    return folder / "access.csv"


@pytest.fixture
def case(make: Make) -> Case:
    """A scored panel and the proposal of it that somebody is recused from."""
    return Case(make)

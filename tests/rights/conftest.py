"""The world of the rights, built once a module and database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from panel.config import Settings
from panel.db import Database
from tests.rights.world import World
from tests.rolled_back import RolledBack


@pytest.fixture(scope="module")
def world(migrated: Database, shared_app: Flask, settings: Settings) -> Iterator[World]:
    """The world, in a transaction that is rolled back when the module ends; see `World` for what it offers."""
    site = shared_app.extensions["panel"]
    with RolledBack(migrated.engine) as database:
        shared_app.extensions["panel"] = replace(site, database=database)
        yield World(shared_app, database, settings)
    shared_app.extensions["panel"] = site

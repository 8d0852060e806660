"""An instance of its own with an embedded database, whose files can be read."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from panel import schema
from panel.config import Settings
from panel.db import Database


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Settings:
    """An instance of its own with an embedded database and its keys."""
    instance = tmp_path / "instance"
    (instance / "keys").mkdir(parents=True)
    return replace(settings, instance=instance, database_url=f"sqlite:///{instance / 'panel.sqlite3'}")


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded database of the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("blank") / "panel.sqlite3"
    made = Database(f"sqlite:///{path}")
    schema.upgrade(made.engine)
    made.engine.dispose()
    return path


@pytest.fixture
def database(here: Settings, blank: Path) -> Iterator[Database]:
    shutil.copyfile(blank, here.instance / "panel.sqlite3")
    made = Database(here.database_url)
    yield made
    made.engine.dispose()

"""What every test is given: a database rolled back after it, a cast named by role, a visitor who checks pages."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import event
from sqlalchemy.orm import Session

from panel import create_app, schema
from panel.config import Settings
from panel.db import Database
from panel.web import visits
from tests.chromium import running_chromium
from tests.make import Make
from tests.postgres import running_postgres
from tests.rolled_back import RolledBack
from tests.visit import Visitor


def pytest_addoption(parser: pytest.Parser) -> None:
    """On which databases the suite runs, both where PostgreSQL is to be had; and another file of test vectors."""
    parser.addoption("--database", default="both", choices=("sqlite", "postgresql", "both"))
    parser.addoption("--vectors", type=Path, default=Path(__file__).parent / "calc" / "vectors.json")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that asks for a database runs once on each, unless it is marked as one that need not."""
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = ("sqlite", "postgresql") if chosen == "both" else (chosen,)
        if metafunc.definition.get_closest_marker("one_database"):
            kinds = kinds[:1]
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window, one for all tests; skipped where there is none, unless the run requires it."""
    with running_chromium() as started:
        yield started


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own for this run; skipped where there is none, unless the run requires it."""
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings for tests: throw-away keys, cheap password hashes."""
    return Settings(
        instance=tmp_path_factory.mktemp("instance"),
        database_url="",
        session_key=b"s" * 32,
        seal_key=b"k" * 32,
        factor_key=b"f" * 32,
        second_factor="off",
        trusted_hosts=("localhost", "127.0.0.1"),
        reads_a_minute=10**9,
        quick_hashes=True,
        testing=True,
    )


@pytest.fixture(autouse=True)
def nothing_known_outside(settings: Settings) -> Iterator[None]:
    """What a test's record left beside the keys is forgotten with it: the next test has a record of its own."""
    yield
    (settings.instance / "keys" / "head.json").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def migrated(
    database_kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Database]:
    """A database brought to the newest schema once a run."""
    if database_kind == "postgresql":
        url = request.getfixturevalue("postgres_url")
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('database') / 'panel.sqlite3'}"
    database = Database(url)
    schema.upgrade(database.engine)
    yield database
    database.engine.dispose()


@pytest.fixture
def database(migrated: Database) -> Iterator[RolledBack]:
    """The database of one test: whatever the code under test commits is rolled back afterwards."""
    with RolledBack(migrated.engine) as rolled_back:
        yield rolled_back


@pytest.fixture
def db(database: RolledBack) -> Iterator[Session]:
    """A session in the test's transaction."""
    with database.transaction(write=True) as session:
        yield session


@pytest.fixture(scope="session")
def shared_app(settings: Settings, migrated: Database) -> Flask:
    """One application for the run; `app` gives it each test's database."""
    return create_app(settings, migrated)


@pytest.fixture
def app(shared_app: Flask, database: RolledBack) -> Iterator[Flask]:
    """The application on this test's database."""
    site = shared_app.extensions["panel"]
    shared_app.extensions["panel"] = replace(site, database=database)
    yield shared_app
    shared_app.extensions["panel"] = site


@pytest.fixture
def make(db: Session, settings: Settings) -> Make:
    """Factories: plain functions that write what a test needs."""
    return Make(db, settings)


@pytest.fixture
def visit(app: Flask, db: Session) -> Callable[..., Visitor]:
    """visit(person): a browser signed in as that person (or as nobody), which checks every page it gets."""

    def visitor(person: object | None = None, language: str = "en") -> Visitor:
        return Visitor(app, db, person, language)

    return visitor


@pytest.fixture
def n_queries(database: RolledBack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """n_queries(): how many statements have been sent since the last call, but for what is kept of a visit: once in
    ten minutes there is one more, and `tests/web/test_visits.py` counts it."""
    monkeypatch.setattr(visits, "keep", lambda _actor: None)
    counted = 0

    def count(*_arguments: object) -> None:
        nonlocal counted
        counted += 1

    def since() -> int:
        nonlocal counted
        n, counted = counted, 0
        return n

    event.listen(database.connection, "before_cursor_execute", count)
    yield since
    event.remove(database.connection, "before_cursor_execute", count)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real scorings; a test that needs it is skipped, with this reason, only where it is absent."""
    folder = Path(os.environ.get("PANEL_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data" / "real"))
    if not folder.is_dir():
        pytest.skip("the folder of real scorings is not beside the project")
    return folder

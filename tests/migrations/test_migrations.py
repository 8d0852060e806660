"""Migrations: head is what the models say, every step goes down and up again, and data comes through."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

import panel.models  # noqa: F401 - makes the metadata complete
from panel import owners, schema
from panel.config import ROOT, Settings
from panel.db import Base, Database, wal_is_safe
from panel.errors import SettingsError
from panel.models.ballots import BallotOwner
from tests.make import Make
from tests.scored import Scored

FILES = (ROOT / "migrations" / "versions").glob("[0-9]*.py")
REVISIONS = (*sorted((path.name[:4] for path in FILES), reverse=True), "base")


@pytest.fixture
def empty(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database without a single table."""
    if database_kind == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        yield database.engine
        database.engine.dispose()
        return
    url = request.getfixturevalue("postgres_url")
    owner = create_engine(url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS migrations"))
        connection.execute(text("CREATE DATABASE migrations"))
    database = Database(owner.url.set(database="migrations").render_as_string(hide_password=False))
    yield database.engine
    database.engine.dispose()
    owner.dispose()


def _differences(engine: Engine) -> list[object]:
    """What autogenerate would change; SQLite cannot reflect full-text tables or indexes on expressions."""

    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
        return not (name or "").startswith(("search_fts", "ix_search_text_words"))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
        return list(compare_metadata(context, Base.metadata))


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_newest_schema_is_what_the_models_say(empty: Engine) -> None:
    schema.upgrade(empty)
    assert _differences(empty) == []


def test_every_step_goes_down_and_up_again(empty: Engine) -> None:
    schema.upgrade(empty)
    for revision in REVISIONS[1:]:
        schema.downgrade(empty, revision)
    schema.upgrade(empty)
    schema.check(empty)


def test_people_survive_a_step_down_and_up(empty: Engine) -> None:
    schema.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO panel (id, title_ja, title_en, created_at)"
                " VALUES (1, '有識者会議', 'Panel', '2026-11-01 00:00:00')"
            )
        )
    schema.downgrade(empty, "0001")
    schema.upgrade(empty)
    with empty.connect() as connection:
        assert connection.execute(text("SELECT title_ja FROM panel")).scalar_one() == "有識者会議"


def test_owners_of_ballots_are_converted_both_ways_and_only_with_the_seal_key(
    empty: Engine, settings: Settings
) -> None:
    schema.upgrade(empty)
    with Session(empty) as db:
        scored = Scored.prepared(Make(db, settings))
        scored.score()
        round_id, mine = scored.round.id, scored.members[0].id
        before = owners.participation(db, settings.seal_key, scored.round)
        (mark,) = owners.marks_of(settings.seal_key, scored.round, mine, [scored.proposals[0].id])
    with pytest.raises(SettingsError, match="only with the seal key"):
        schema.downgrade(empty, "0006")
    schema.downgrade(empty, "0006", seal_key=settings.seal_key)
    with empty.connect() as connection:
        plain = connection.execute(text("SELECT count(*) FROM ballot_owner WHERE person_id = :id"), {"id": mine})
        assert plain.scalar_one() == before[mine]
    schema.upgrade(empty, seal_key=settings.seal_key)
    with Session(empty) as db:
        assert owners.participation(db, settings.seal_key, owners.keys_of(db, round_id)) == before
        assert db.get(BallotOwner, mark) is None, "another key gives other marks"


def test_a_database_of_another_release_is_refused_with_what_to_do(empty: Engine) -> None:
    with pytest.raises(SettingsError, match="empty: run `panel init`"):
        schema.check(empty)
    schema.upgrade(empty, "0002")
    with pytest.raises(SettingsError, match="has schema 0002"):
        schema.check(empty)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_the_write_ahead_log_is_used_only_where_it_is_repaired(version: tuple[int, ...], safe: bool) -> None:
    assert wal_is_safe(version) is safe

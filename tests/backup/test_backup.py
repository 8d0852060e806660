"""Backups: whole or not there, checked, and back again with what was there kept."""

import os
import shutil
import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from panel import backup, ledger, owners, schema, seal
from panel.config import Settings
from panel.db import Database
from panel.errors import SettingsError
from panel.models.people import Person
from tests.postgres import programs, without
from tests.scored import scored_in

NOW = datetime(2026, 12, 1, tzinfo=UTC)


# ---- Making one ----


def test_a_backup_is_the_database_and_is_checked(database: Database, here: Settings) -> None:
    """R14."""
    scored = scored_in(database, here)
    target = backup.create(database, here, here.instance / "first.backup")
    assert target.stat().st_mode & 0o077 == 0
    copied = Database(f"sqlite:///{target}")
    with copied.transaction(write=False) as db:
        found = owners.participation(db, here.seal_key, owners.keys_of(db, scored.round.id))
        assert sum(found.values()) == 8
        assert ledger.n_events(db) == 1
    copied.engine.dispose()


def test_a_backup_overwrites_nothing_and_lies_among_no_keys(database: Database, here: Settings) -> None:
    target = here.instance / "first.backup"
    target.write_bytes(b"mine")
    with pytest.raises(SettingsError, match="there is a file"):
        backup.create(database, here, target)
    assert target.read_bytes() == b"mine"
    with pytest.raises(SettingsError, match="among the keys"):
        backup.create(database, here, here.instance / "keys" / "second.backup")


def test_a_backup_of_a_broken_record_is_not_made(database: Database, here: Settings) -> None:
    scored_in(database, here)
    with database.engine.begin() as connection:
        for trigger in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f'DROP TRIGGER "{trigger[0]}"')
        connection.exec_driver_sql("UPDATE event SET object = 'round:2'")
    with pytest.raises(SettingsError, match="event 1 of the record does not fit"):
        backup.create(database, here, here.instance / "first.backup")
    assert [path.name for path in here.instance.glob("*backup*")] == []
    assert [path.name for path in here.instance.glob(".*")] == []


def test_a_backup_while_others_write_is_of_one_moment(database: Database, here: Settings, tmp_path: Path) -> None:
    """R14: two rows are always written together; no backup has one without the other."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with database.transaction(write=True) as db:
                for name in ("one", "two"):
                    db.add(Person(family_name=name, created_at=NOW))
                db.commit()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for number in range(2):
            copy = backup.create(database, here, tmp_path / f"{number}.backup")
            with sqlite3.connect(copy) as connection:
                counts = dict(connection.execute("SELECT family_name, count(*) FROM person GROUP BY 1").fetchall())
            assert counts.get("one", 0) == counts.get("two", 0)
    finally:
        stop.set()
        for writer in writers:
            writer.join()


# ---- And back ----


def test_a_backup_comes_back_and_what_was_there_is_kept(database: Database, here: Settings) -> None:
    """R15."""
    scored = scored_in(database, here)
    copy = backup.create(database, here, here.instance / "first.backup")
    with database.transaction(write=True) as db:
        db.execute(text("UPDATE panel SET title_en = 'Later'"))
        db.commit()
    database.engine.dispose()
    with pytest.raises(SettingsError, match="--replace"):
        backup.restore(here, copy, replace=False, now=NOW)
    kept = backup.restore(here, copy, replace=True, now=NOW)
    assert kept is not None
    for place, title in ((here.instance / "panel.sqlite3", "Panel"), (kept, "Later")):
        with sqlite3.connect(place) as connection:
            assert connection.execute("SELECT title_en FROM panel").fetchone() == (title,)
    with database.transaction(write=False) as db:
        assert owners.key_fits(db, here.seal_key)
        assert not owners.key_fits(db, b"x" * 32), "sealed scores stay sealed under any other key"
        own = seal.own_ballot(
            db, here.seal_key, owners.keys_of(db, scored.round.id), scored.members[0].id, scored.proposals[0].id
        )
        assert own is not None


@pytest.mark.parametrize("damage", ["cut", "not a database", "page"])
def test_a_damaged_backup_does_not_come_back(database: Database, here: Settings, damage: str) -> None:
    scored_in(database, here)
    copy = backup.create(database, here, here.instance / "first.backup")
    content = bytearray(copy.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "page":
        with sqlite3.connect(copy) as connection:
            (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'event'").fetchone()
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        content[(page - 1) * size : page * size] = b"\xff" * size
    else:
        content = bytearray(b"not a database at all " * 100)
    copy.write_bytes(content)
    before = (here.instance / "panel.sqlite3").read_bytes()
    with pytest.raises(SettingsError):
        backup.restore(here, copy, replace=True, now=NOW)
    assert (here.instance / "panel.sqlite3").read_bytes() == before


def test_without_its_own_program_postgresql_is_not_copied_and_a_sentence_says_so(
    settings: Settings, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_postgres = replace(settings, database_url=postgres_url, instance=tmp_path)
    database = Database(postgres_url)
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    with pytest.raises(SettingsError, match="pg_dump is not installed"):
        backup.create(database, of_postgres, tmp_path / "first.backup")
    assert list(tmp_path.iterdir()) == []
    database.engine.dispose()


def test_postgresql_is_copied_and_brought_back_by_its_own_programs(
    settings: Settings, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R14 and R15 on the other database."""
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, programs()), os.environ["PATH"]]))
    if shutil.which("pg_dump") is None or shutil.which("pg_restore") is None:
        without("postgresql", "pg_dump and pg_restore are not installed")
    url = make_url(postgres_url)
    owner = create_engine(url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS copied"))
        connection.execute(text("CREATE DATABASE copied"))
    own = replace(
        settings, database_url=url.set(database="copied").render_as_string(hide_password=False), instance=tmp_path
    )
    database = Database(own.database_url)
    schema.upgrade(database.engine)
    scored = scored_in(database, own)
    copy = backup.create(database, own, tmp_path / "first.backup")
    with database.transaction(write=True) as db:
        db.execute(text("UPDATE panel SET title_en = 'Later'"))
        db.commit()
    with pytest.raises(SettingsError, match="--replace"):
        backup.restore(own, copy, replace=False, now=NOW)
    kept = backup.restore(own, copy, replace=True, now=NOW)
    with database.transaction(write=False) as db:
        assert db.scalar(text("SELECT title_en FROM panel")) == "Panel"
        assert len(owners.owners(db, own.seal_key, owners.keys_of(db, scored.round.id))) == 8
    assert kept is not None
    assert kept.is_file()
    database.engine.dispose()
    owner.dispose()

"""A copy of everything the database holds, checked before it has its name; the keys are never in it.

Scores of open rounds stay sealed in a backup, and nobody's name lies beside a score: the key that could change that is
kept elsewhere, by somebody else.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url

from panel import ledger
from panel.config import Settings
from panel.db import Database
from panel.errors import SettingsError

CREATED: Final = "backup.create"
"""The event of a backup; whoever asks for one records it in the transaction they are in."""
_PATIENCE: Final = 15.0  # seconds for a writer that is committing at this moment


def create(database: Database, settings: Settings, target: Path) -> Path:
    """Copy the database to a file that must not exist yet, while others go on writing; returns the file.

    The copy is that of one moment. Raises SettingsError where it cannot be made or is not sound; then there is no file.
    """
    if target.exists():
        raise SettingsError(f"{target}: there is a file of this name already")
    keys = (settings.instance / "keys").resolve()
    if target.resolve().is_relative_to(keys):
        raise SettingsError(f"{target}: a backup does not belong among the keys")
    with _unfinished(target) as part:
        if database.engine.dialect.name == "sqlite":
            _copy_sqlite(_file_of(database.engine.url), part)
            check(part)
        else:
            _run(_program("pg_dump"), database.engine.url, "--format=custom", "--no-owner", f"--file={part}")
            _check_ledger(database)
    return target


def check(copy: Path) -> None:
    """Raise SettingsError unless a copy of the embedded database is whole: its pages, its references, its ledger."""
    address = f"file:{copy.resolve().as_posix()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as problem:
        raise SettingsError(f"{copy.name} is not a backup of the embedded database: {problem}") from None
    if found != "ok" or dangling is not None:
        raise SettingsError(f"{copy.name} is damaged: {found if found != 'ok' else 'a reference leads nowhere'}")
    database = Database(f"sqlite:///{copy.resolve()}")
    try:
        _check_ledger(database)
    finally:
        database.engine.dispose()


def restore(settings: Settings, source: Path, *, replace: bool, now: datetime) -> Path | None:
    """Put a backup in the place of the database; returns where the one that was there is kept, if there was one.

    The site must not be running. Raises SettingsError for a damaged backup, and for a database that is there already
    unless it is to be replaced; then nothing has changed.
    """
    database = Database(settings.database_url)
    if database.engine.dialect.name != "sqlite":
        try:
            return _restore_postgresql(database, settings, source, replace=replace, now=now)
        finally:
            database.engine.dispose()
    place = _file_of(database.engine.url)
    if place.exists() and not replace:
        raise SettingsError(f"{place}: there is a database already; --replace puts the backup in its place")
    with _unfinished(place, may_exist=True) as part:
        shutil.copyfile(source, part)
        check(part)
        return _put_aside(place, now) if place.exists() else None


def _put_aside(place: Path, now: datetime) -> Path:
    """Give the database another name; what it has not yet written into itself is written first."""
    with closing(sqlite3.connect(place, timeout=_PATIENCE, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise SettingsError("the database is in use: stop the site first") from None
        connection.execute("ROLLBACK")
    kept = _kept_name(place, now)
    place.rename(kept)
    return kept


def _kept_name(place: Path, now: datetime) -> Path:
    return place.with_name(f"{place.name}.before-{now:%Y%m%d-%H%M%S}")


def _restore_postgresql(
    database: Database, settings: Settings, source: Path, *, replace: bool, now: datetime
) -> Path | None:
    url = database.engine.url
    with database.engine.connect() as connection:
        is_empty = not connection.dialect.get_table_names(connection)
    if not is_empty and not replace:
        raise SettingsError("the database holds tables already; --replace puts the backup in their place")
    kept = None if is_empty else create(database, settings, _kept_name(settings.instance / "panel.dump", now))
    steps = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _run(_program("pg_restore"), url, *steps, str(source))
    _check_ledger(database)
    return kept


# ---- How ----


def _file_of(url: URL) -> Path:
    if not url.database:
        raise SettingsError("a database in memory cannot be backed up")
    return Path(url.database)


@contextmanager
def _unfinished(target: Path, *, may_exist: bool = False) -> Iterator[Path]:
    """A file for its owner alone that gets its name only when everything has gone well and is on the disk."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
        _on_disk(part)
        if may_exist:
            part.replace(target)
        else:
            os.link(part, target)  # fails where somebody else took the name meanwhile
        _on_disk(target.parent)
    except FileExistsError:
        raise SettingsError(f"{target}: there is a file of this name already") from None
    finally:
        part.unlink(missing_ok=True)


def _on_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_sqlite(source: Path, part: Path) -> None:
    """One moment of the database, without what was deleted from it."""
    try:
        with closing(sqlite3.connect(source, timeout=_PATIENCE, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
    except sqlite3.Error as problem:
        raise SettingsError(f"the database cannot be copied: {problem}") from None


def _check_ledger(database: Database) -> None:
    with database.transaction(write=False) as db:
        broken = ledger.first_break(db)
    if broken is not None:
        raise SettingsError(f"event {broken} of the record does not fit: run `panel verify` before anything else")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SettingsError(f"{name} is not installed: it comes with the client programs of PostgreSQL")
    return found


def _run(program: str, url: URL, *arguments: str) -> None:
    """A program of PostgreSQL on our database; the password is handed over where no other process can read it."""
    address = make_url(url).set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    command: Sequence[str] = (program, f"--dbname={address}", *arguments)
    done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise SettingsError(done.stderr.strip().partition("\n")[0] or f"{Path(program).name} failed")

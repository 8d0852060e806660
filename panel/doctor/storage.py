"""The controls of where things are kept: keys, folders, disk, and the settings of the database read back."""

import os
import shutil
import sqlite3
import stat
from pathlib import Path
from typing import Final

from sqlalchemy import text

from panel import schema
from panel.db import wal_is_safe
from panel.doctor.circumstances import Circumstances
from panel.errors import SettingsError

_LEAST_FREE: Final = 10**9  # bytes
_SYNCHRONOUS: Final = {"0": "OFF", "1": "NORMAL", "2": "FULL", "3": "EXTRA"}
_OF_POSTGRESQL: Final = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}


def keys(here: Circumstances) -> str | None:
    """Each key is one file of 32 bytes that its owner alone can read, in a folder of its own."""
    folder = here.settings.instance / "keys"
    files = sorted(folder.glob("*.key")) if folder.is_dir() else []
    loose = [path.name for path in files if stat.S_IMODE(path.stat().st_mode) & 0o377]
    if files and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        loose.append(folder.name)
    return None if files and not loose else ", ".join(loose) or str(folder)


def keys_apart(here: Circumstances) -> str | None:
    """A backup that held the keys would open what it holds."""
    folder, backups = ((here.settings.instance / name).resolve() for name in ("keys", "backups"))
    if folder.is_relative_to(backups) or backups.is_relative_to(folder):
        return str(backups)
    copied = [str(path.relative_to(backups)) for path in sorted(backups.rglob("*.key"))]
    return ", ".join(copied) or None


def instance(here: Circumstances) -> str | None:
    """What the site holds is for its owner only."""
    database = Path(here.database.engine.url.database or "") if here.on_sqlite else None
    open_to_others = [
        f"{path.name} ({stat.S_IMODE(path.stat().st_mode):03o})"
        for path in (here.settings.instance, database)
        if path and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077 and path.stat().st_uid == os.getuid()
    ]
    return ", ".join(open_to_others) or None


def disk(here: Circumstances) -> str | None:
    """Room for what members write, and for the backups."""
    free = shutil.disk_usage(here.settings.instance).free
    return None if free >= _LEAST_FREE else f"{free // 10**6} MB"


def database(here: Circumstances) -> str | None:
    """What was acknowledged survives a crash, read back from the database itself."""
    return _sqlite(here) if here.on_sqlite else _postgresql(here)


def _sqlite(here: Circumstances) -> str | None:
    with here.database.transaction(write=False) as db:
        found = {
            name: str(db.scalar(text(f"PRAGMA {name}"))) for name in ("foreign_keys", "synchronous", "journal_mode")
        }
    wal = wal_is_safe(sqlite3.sqlite_version_info)
    durable = {"wal": ("2", "3"), "truncate": ("2", "3"), "delete": ("3",)}
    wrong = [] if found["foreign_keys"] == "1" else ["foreign_keys=OFF"]
    if found["synchronous"] not in durable.get(found["journal_mode"], ()):
        wrong.append(f"synchronous={_SYNCHRONOUS.get(found['synchronous'], '?')}")
    if found["journal_mode"] not in durable or (found["journal_mode"] == "wal" and not wal):
        wrong.append(f"journal_mode={found['journal_mode']} (SQLite {sqlite3.sqlite_version})")
    return ", ".join(wrong) or None


def _postgresql(here: Circumstances) -> str | None:
    with here.database.transaction(write=False) as db:
        found = {name: str(db.scalar(text(f"SHOW {name}"))) for name in _OF_POSTGRESQL}
    return ", ".join(f"{name}={value}" for name, value in found.items() if value != _OF_POSTGRESQL[name]) or None


def schema_version(here: Circumstances) -> str | None:
    """The database has exactly the tables this release knows."""
    try:
        schema.check(here.database.engine)
    except SettingsError as problem:
        return str(problem)
    return None

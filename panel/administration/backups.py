"""The backups in the instance folder: when each was made and how large it is. No page hands one out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from panel import backup
from panel.config import Settings
from panel.db import Database


@dataclass(frozen=True)
class Made:
    """A backup that stands complete in its folder: it was checked before it got its name."""

    name: str
    made_at: datetime
    n_bytes: int


def folder(settings: Settings) -> Path:
    """Where backups started from the web are put; copying them elsewhere is for the command line."""
    return settings.instance / "backups"


def made(settings: Settings) -> list[Made]:
    """The backups there are, the newest first; one that is being made has not got its name yet."""
    if not folder(settings).is_dir():
        return []
    found = [_made(path) for path in folder(settings).iterdir() if path.is_file() and not path.name.startswith(".")]
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def make(settings: Settings, database: Database, now: datetime) -> Made:
    """A new backup. Raises SettingsError or OSError where it cannot be made; then there is none."""
    folder(settings).mkdir(mode=0o700, exist_ok=True)
    ending = "sqlite3" if database.engine.dialect.name == "sqlite" else "dump"
    return _made(backup.create(database, settings, folder(settings) / f"panel-{now:%Y%m%d-%H%M%S}.{ending}"))


def _made(path: Path) -> Made:
    about = path.stat()
    return Made(path.name, datetime.fromtimestamp(about.st_mtime, UTC), about.st_size)

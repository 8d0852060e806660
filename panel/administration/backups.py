"""The backups in the instance folder: when each was made and how large it is. No page hands one out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from panel.config import Settings


@dataclass(frozen=True)
class Backup:
    """A backup that stands complete in its folder: it was checked before it got its name."""

    name: str
    made_at: datetime
    n_bytes: int


def folder(settings: Settings) -> Path:
    """Where backups started from the web are put; copying them elsewhere is for the command line."""
    return settings.instance / "backups"


def made(settings: Settings) -> list[Backup]:
    """The backups there are, the newest first; one that is being made has not got its name yet."""
    if not folder(settings).is_dir():
        return []
    found = [path for path in folder(settings).iterdir() if path.is_file() and not path.name.startswith(".")]
    backups = [
        Backup(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC), path.stat().st_size) for path in found
    ]
    return sorted(backups, key=lambda backup: backup.made_at, reverse=True)

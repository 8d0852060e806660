"""Whether the site could go on working: each part is tried, and says in a few words what it found."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from panel import ledger, post
from panel.administration import backups
from panel.config import Settings
from panel.db import Database
from panel.models.events import Event, Outbox
from panel.models.people import Throttle

LEAST_FREE = 200_000_000  # bytes; below that, a save may fail half way through a day
CLOCKS_DIFFER = timedelta(seconds=60)
MAIL_WAITS = timedelta(hours=1)
BACKUP_LASTS = timedelta(hours=26)  # one a day, and two hours for the one that runs late
_PROBE = "health"


@dataclass(frozen=True)
class Part:
    """One part of the site: its name (database, disk, clock, mail, backup, record), and what was found."""

    name: str
    is_well: bool
    found: str


_Check = Callable[[Session, datetime], tuple[bool, str]]


def look(settings: Settings, database: Database, now: datetime) -> tuple[Part, ...]:
    """Try every part; those that fail come first. A database that does not answer fails all that rests on it."""
    parts = [Part("disk", *_disk(settings)), Part("backup", *_backup(settings, now))]
    for name, check, write in (
        ("database", _database, True),
        ("power", _power, False),
        ("clock", _clock, False),
        ("mail", _mail, False),
        ("record", _record, False),
    ):
        parts.append(Part(name, *_asked(database, check, now, write=write)))
    return tuple(sorted(parts, key=lambda part: part.is_well))


def failing(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """The names of the parts that fail."""
    return tuple(part.name for part in parts if not part.is_well)


def _asked(database: Database, check: _Check, now: datetime, *, write: bool) -> tuple[bool, str]:
    try:
        with database.transaction(write=write) as db:
            return check(db, now)
    except SQLAlchemyError:
        return False, _("The database does not answer, or takes no writes.")


def _database(db: Session, now: datetime) -> tuple[bool, str]:
    """Write a row; nobody commits it, so looking at the page changes nothing."""
    db.execute(insert(Throttle).values(key=_PROBE, window_from=now, n_failures=0))
    return True, _("A row was written and taken back.")


def _power(db: Session, _now: datetime) -> tuple[bool, str]:
    """Whether what is saved survives a power cut, as the database itself says."""
    asks, wants = _SAFE[db.get_bind().dialect.name]
    found = {name: str(db.scalar(text(f"{asks} {name}"))) for name in wants}
    said = ", ".join(f"{name} = {value}" for name, value in found.items())
    return all(found[name] in values for name, values in wants.items()), said


_SAFE: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "sqlite": ("PRAGMA", {"synchronous": ("2", "3"), "journal_mode": ("wal", "truncate", "delete")}),
    "postgresql": ("SHOW", {"synchronous_commit": ("on", "remote_apply"), "fsync": ("on",)}),
}


def _clock(db: Session, now: datetime) -> tuple[bool, str]:
    """The clock of the server against that of the database, and against the last entry of the record."""
    theirs = db.scalar(select(func.now(type_=Event.at.type)))
    last = db.scalar(select(func.max(Event.at)))
    apart = abs(now - theirs) if theirs else timedelta()
    behind = last - now if last and last > now else timedelta()
    if max(apart, behind) > CLOCKS_DIFFER:
        return False, _("The clock differs by %(n)s seconds.", n=round(max(apart, behind).total_seconds()))
    return True, _("The clock agrees with the database and with the record.")


def _mail(db: Session, now: datetime) -> tuple[bool, str]:
    """The oldest mail that is still being tried; one that was given up is counted beside it."""
    waits = Outbox.sent_at.is_(None)
    tried = Outbox.n_tries < post.GIVES_UP_AFTER
    n_waiting, oldest = db.execute(select(func.count(), func.min(Outbox.created_at)).where(waits, tried)).one()
    n_given_up = db.scalar(select(func.count()).select_from(Outbox).where(waits, ~tried))
    found = _("Mails that wait: %(waiting)s; given up: %(given_up)s", waiting=n_waiting, given_up=n_given_up)
    return oldest is None or now - oldest <= MAIL_WAITS, found


def _record(db: Session, _now: datetime) -> tuple[bool, str]:
    """The head of the record: entries are numbered without a gap, so there must be as many as its number says."""
    head = ledger.head(db)
    if head is None:
        return True, _("The record is empty.")
    return ledger.n_events(db) == head.seq, _("Entry %(n)s, %(hash)s", n=head.seq, hash=head.hash[:16])


def _disk(settings: Settings) -> tuple[bool, str]:
    free = shutil.disk_usage(settings.instance).free
    return free >= LEAST_FREE, _("Free: %(n)s MB", n=f"{free // 1_000_000:,}")


def _backup(settings: Settings, now: datetime) -> tuple[bool, str]:
    made = [backup.made_at for backup in backups.made(settings)]
    if not made:
        return False, _("There is no backup yet.")
    age = now - max(made)
    return age <= BACKUP_LASTS, _("The newest is %(n)s hours old.", n=int(age / timedelta(hours=1)))

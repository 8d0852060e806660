"""The controls of what the site remembers: ledger, checkpoints, backups, the clock, and accounts that are no one's."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from panel import ledger
from panel.doctor.circumstances import Circumstances
from panel.models.events import Checkpoint, Event
from panel.models.people import Person

BACKUP: Final = "backup.create"
_DAY: Final = timedelta(hours=26)  # what is done daily may once take longer
_DRIFT: Final = timedelta(seconds=60)
_RELEASED: Final = datetime(2026, 11, 1, tzinfo=UTC)
_EXAMPLE: Final = "%@example.org"
_APPEND_ONLY: Final = ("event", "checkpoint")
_GUARDS: Final = {f"{table}_no_{change}" for table in _APPEND_ONLY for change in ("update", "delete")}
_TRIGGERS_OF_SQLITE: Final = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_TRIGGERS_OF_POSTGRESQL: Final = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"


def ledger_whole(here: Circumstances) -> str | None:
    """No event was changed, cut or put in behind the back of the application."""
    with here.database.transaction(write=False) as db:
        broken = ledger.first_break(db)
    return None if broken is None else str(broken)


def append_only(here: Circumstances) -> str | None:
    """The database itself refuses to change an event or a checkpoint, whoever asks in the application's name."""
    catalogue = _TRIGGERS_OF_SQLITE if here.on_sqlite else _TRIGGERS_OF_POSTGRESQL
    with here.database.transaction(write=False) as db:
        standing = set(db.scalars(text(catalogue)))
        held = [] if here.on_sqlite else _privileges(db)
    return ", ".join([*sorted(_GUARDS - standing), *held]) or None


def _privileges(db: Session) -> list[str]:
    """What the application's role may do to the record although it never needs to."""
    asked = text("SELECT has_table_privilege(current_user, :name, :verb)")
    return [
        f"{verb} {name}"
        for name in _APPEND_ONLY
        for verb in ("UPDATE", "DELETE", "TRUNCATE")
        if db.scalar(asked, {"name": name, "verb": verb})
    ]


def checkpoint_age(here: Circumstances) -> str | None:
    """Every event that is older than a day lies under a checkpoint, so that its end cannot be cut off unseen."""
    with here.database.transaction(write=False) as db:
        covered = db.scalar(select(func.max(Checkpoint.seq))) or 0
        oldest = db.scalar(select(func.min(Event.at)).where(Event.seq > covered))
    return None if oldest is None or here.now - oldest <= _DAY else _hours(here.now - oldest)


def backup_age(here: Circumstances) -> str | None:
    """A site that has something to lose has a backup of it that is not older than a day."""
    with here.database.transaction(write=False) as db:
        first = db.scalar(select(func.min(Event.at)))
        last = db.scalar(select(func.max(Event.at)).where(Event.action == BACKUP))
    if first is None or here.now - (last or first) <= _DAY:
        return None
    return _hours(here.now - last) if last else "0"


def _hours(age: timedelta) -> str:
    return f"{age // timedelta(hours=1)} h"


def clock_sane(here: Circumstances) -> str | None:
    """The clock stands after this release and after the record, and together with the database's."""
    with here.database.transaction(write=False) as db:
        last = db.scalar(select(func.max(Event.at)))
        elsewhere = None if here.on_sqlite else _moment(db)
    behind = max(_RELEASED - here.now, (last or here.now) - here.now, timedelta(0))
    apart = max(behind, abs(elsewhere - here.now) if elsewhere else timedelta(0))
    return None if apart <= _DRIFT else f"{here.now:%Y-%m-%d %H:%M} UTC, {int(apart.total_seconds())} s"


def _moment(db: Session) -> datetime:
    moment: Any = db.scalar(text("SELECT clock_timestamp()"))
    return datetime.fromisoformat(str(moment)).astimezone(UTC)


def example_accounts(here: Circumstances) -> str | None:
    """Accounts with a password that is printed on every start of the example."""
    with here.database.transaction(write=False) as db:
        known = select(func.count()).where(
            Person.email.like(_EXAMPLE), Person.is_active, Person.password_hash.is_not(None)
        )
        n = db.scalar(known)
    return str(n) if n else None

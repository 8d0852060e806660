"""Whether the site could go on working: each part is tried, and says in a few words what it found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from panel import ledger, post
from panel.doctor import Circumstances, record, storage
from panel.models.events import Outbox
from panel.models.people import Throttle

MAIL_WAITS: Final = timedelta(hours=1)
_PROBE: Final = "health"


@dataclass(frozen=True)
class Part:
    """One part of the site, and what was found: of a part that works only what is worth reading."""

    name: str
    is_well: bool
    found: str


def look(here: Circumstances) -> tuple[Part, ...]:
    """Try every part; those that fail come first. A database that does not answer fails all that rests on it."""
    return tuple(sorted((_tried(here, name) for name in _PARTS), key=lambda part: part.is_well))


def failing(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """The names of the parts that fail."""
    return tuple(part.name for part in parts if not part.is_well)


def _tried(here: Circumstances, name: str) -> Part:
    try:
        return Part(name, *_PARTS[name](here))
    except SQLAlchemyError:
        return Part(name, False, _("The database does not answer, or takes no writes."))


def _database(here: Circumstances) -> tuple[bool, str]:
    """Write a row; nobody commits it, so looking at the page changes nothing."""
    with here.database.transaction(write=True) as db:
        db.execute(insert(Throttle).values(key=_PROBE, window_from=here.now, n_failures=0))
    return True, _("A row was written and taken back.")


def _mail(here: Circumstances) -> tuple[bool, str]:
    """The oldest mail that is still being tried; those that were given up are counted beside it."""
    waits, tried = Outbox.sent_at.is_(None), Outbox.n_tries < post.GIVES_UP_AFTER
    with here.database.transaction(write=False) as db:
        n_waiting, oldest = db.execute(select(func.count(), func.min(Outbox.created_at)).where(waits, tried)).one()
        n_given_up = db.scalar(select(func.count()).select_from(Outbox).where(waits, ~tried))
    found = _("Mails that wait: %(waiting)s; given up: %(given_up)s", waiting=n_waiting, given_up=n_given_up)
    return oldest is None or here.now - oldest <= MAIL_WAITS, found


def _head(here: Circumstances) -> tuple[bool, str]:
    """The head of the ledger: entries are numbered without a gap, so there must be as many as its number says."""
    with here.database.transaction(write=False) as db:
        head, n_events = ledger.head(db), ledger.n_events(db)
    if head is None:
        return True, _("The ledger is empty.")
    return n_events == head.seq, _("Entry %(n)s, %(hash)s", n=head.seq, hash=head.hash[:16])


def _as_examined(control: Callable[[Circumstances], str | None]) -> Callable[[Circumstances], tuple[bool, str]]:
    """A control of `panel doctor` as a part: it says in names and numbers what is wrong, or None."""

    def check(here: Circumstances) -> tuple[bool, str]:
        wrong = control(here)
        return wrong is None, wrong or ""

    return check


_PARTS: Final[Mapping[str, Callable[[Circumstances], tuple[bool, str]]]] = {
    "database": _database,
    "power": _as_examined(storage.database),
    "disk": _as_examined(storage.disk),
    "clock": _as_examined(record.clock_sane),
    "mail": _mail,
    "backup": _as_examined(record.backup_age),
    "ledger": _head,
}

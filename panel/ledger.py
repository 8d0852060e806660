"""The append-only, hash-chained record of who did what; written in the transaction of the change itself."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Text, cast, func, select, text, type_coerce
from sqlalchemy.orm import Session

from panel import clock
from panel.calc import chain
from panel.calc.chain import Link
from panel.calc.text import nfc
from panel.config import VERSION
from panel.models.events import Event
from panel.policy.subjects import Actor

Detail = str | int | bool | None
SYSTEM: Final = "system"  # what the record calls the site itself
MILESTONES: Final = frozenset({"round.open", "round.close", "tally.compute", "decision.record", "phase.published"})
"""After these the state of the ledger is signed, and kept outside the database."""

SHEET: Final = "score.save"
"""The one kind of event whose actor is an alias: that somebody handed in a sheet."""

_NO_CONTENT: Final[Mapping[str, str]] = MappingProxyType({})
_LAST = select(Event.seq, Event.hash, Event.at).order_by(Event.seq.desc()).limit(1)
_APPEND_LOCK = 7_205_759  # an arbitrary number, the same in every process
_SQLITE_MOMENT = "%Y-%m-%d %H:%M:%S.%f"


@dataclass(frozen=True)
class Head:
    """The last event: its number, its hash, and when it was written."""

    seq: int
    hash: str
    at: datetime


def record(
    db: Session,
    actor: Actor | str | None,
    action: str,
    thing: str,
    content: Mapping[str, str] = _NO_CONTENT,
    /,
    *,
    panel_id: int | None = None,
    **detail: Detail,
) -> Event:
    """Append one event; `thing` names the object ("round:7"), `detail` holds no texts, scores or secrets.

    Where the record must not tell who it was, `actor` is an alias; None is the system. `content` are the commitments to
    what was written (`panel.commitments`). Appending is serialised: by the single writer on SQLite, by an advisory lock
    on PostgreSQL.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _APPEND_LOCK})
    last = db.execute(_LAST).one_or_none()
    now = clock.now()
    event = Event(
        seq=last.seq + 1 if last else 1,
        at=max(now, last.at) if last else now,  # the record never goes back in time
        actor=_named(actor),
        panel_id=panel_id,
        action=action,
        object=nfc(thing),
        detail={name: nfc(value) if isinstance(value, str) else value for name, value in detail.items()},
        request=db.info.get("request", ""),
        software=VERSION,
        content=dict(content),
        format=chain.PRESENT,
        previous=last.hash if last else chain.GENESIS,
    )
    event.hash = chain.event_hash(event.format, event.previous, content_of(event))
    db.add(event)
    db.flush()
    if action in MILESTONES:
        db.info.setdefault("milestones", []).append(event)
    return event


def _named(actor: Actor | str | None) -> str:
    if isinstance(actor, Actor):
        return f"person:{actor.person_id}"
    return actor or SYSTEM


def content_of(event: Any) -> dict[str, object]:
    """What the hash of an event covers: everything but format and hashes."""
    return {
        "seq": event.seq,
        "at": event.at.isoformat(timespec="microseconds") if isinstance(event.at, datetime) else event.at,
        "actor": event.actor,
        "panel": event.panel_id,
        "action": event.action,
        "object": event.object,
        "detail": event.detail,
        "request": event.request,
        "software": event.software,
        "content": event.content,
    }


# ---- Checking ----


def first_break(db: Session) -> int | None:
    """The number of the first event that does not fit the chain, or None when all do."""
    return chain.first_break(links(db))


def links(db: Session) -> Iterator[Link]:
    """The stored events, read without trusting any of their columns."""
    if db.get_bind().dialect.name == "sqlite":  # where a column takes values of any type, ours are read as they are
        columns: list[Any] = [
            type_coerce(column, Text).label(column.key) for column in (Event.at, Event.detail, Event.content)
        ]
    else:
        columns = [Event.at, *(cast(column, Text).label(column.key) for column in (Event.detail, Event.content))]
    stored = select(
        *(Event.seq, Event.actor, Event.panel_id, Event.action, Event.object, Event.request, Event.software),
        *(Event.format, Event.previous, Event.hash),
        *columns,
    ).order_by(Event.seq)
    with db.execute(stored.execution_options(yield_per=1000)) as rows:
        for row in rows:
            event = content_of(row)
            event.update(at=_moment(row.at), detail=_parsed(row.detail), content=_parsed(row.content))
            yield Link(row.format, event, row.previous, row.hash)


def _moment(stored: Any) -> Any:
    """A moment as it is hashed; what was not written by us is left as it is, and fits no hash."""
    if isinstance(stored, datetime):
        return stored.isoformat(timespec="microseconds")
    try:
        read = datetime.strptime(stored, _SQLITE_MOMENT)
    except (TypeError, ValueError):
        return stored
    return f"{read.isoformat(timespec='microseconds')}+00:00" if read.strftime(_SQLITE_MOMENT) == stored else stored


def _parsed(stored: Any) -> Any:
    """JSON as it is hashed; text that differs from what we write, be it by a space, is left as text."""
    try:
        read = json.loads(stored)
    except (TypeError, ValueError, RecursionError):
        return stored
    return read if json.dumps(read) == stored else stored


def head(db: Session) -> Head | None:
    """The last event, None in an empty ledger."""
    last = db.execute(_LAST).one_or_none()
    return Head(*last) if last else None


def n_events(db: Session) -> int:
    """How many events the ledger holds."""
    return db.scalar(select(func.count()).select_from(Event)) or 0

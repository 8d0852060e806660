"""The append-only, hash-chained record of who did what; written in the transaction of the change itself."""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from panel import clock
from panel.calc import chain
from panel.models.events import Event
from panel.policy.subjects import Actor

Detail = str | int | bool | None
_LAST = select(Event.seq, Event.hash, Event.at).order_by(Event.seq.desc()).limit(1)
_APPEND_LOCK = 7_205_759  # an arbitrary number, the same in every process


def record(
    db: Session,
    actor: Actor | None,
    action: str,
    thing: str,
    *,
    panel_id: int | None = None,
    **detail: Detail,
) -> Event:
    """Append one event; `thing` names the object ("round:7"), `detail` holds no texts, scores or secrets.

    Appending is serialised: by the single writer on SQLite, by an advisory lock on PostgreSQL.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _APPEND_LOCK})
    last = db.execute(_LAST).one_or_none()
    now = clock.now()
    event = Event(
        seq=last.seq + 1 if last else 1,
        at=max(now, last.at) if last else now,  # the record never goes back in time
        actor=f"person:{actor.person_id}" if actor else "system",
        panel_id=panel_id,
        action=action,
        object=thing,
        detail=dict(detail),
        previous=last.hash if last else chain.GENESIS,
    )
    event.hash = chain.event_hash(event.previous, content_of(event))
    db.add(event)
    db.flush()
    return event


def content_of(event: Event) -> dict[str, object]:
    """What the hash of an event covers: everything but the hashes themselves."""
    return {
        "seq": event.seq,
        "at": event.at.isoformat(timespec="microseconds"),
        "actor": event.actor,
        "panel": event.panel_id,
        "action": event.action,
        "object": event.object,
        "detail": event.detail,
    }


def first_break(db: Session) -> int | None:
    """The number of the first event that does not fit the chain, or None when all do."""
    events = db.scalars(select(Event).order_by(Event.seq).execution_options(yield_per=1000))
    return chain.first_break((content_of(event), event.previous, event.hash) for event in events)


def n_events(db: Session) -> int:
    """How many events the ledger holds."""
    return db.scalar(select(func.count()).select_from(Event)) or 0

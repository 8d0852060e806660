"""What the ledger commits to: salted digests of texts and sheets, so that a row changed without an event is found.

A commitment is SHA-256("content-v1" + salt + table and columns as JSON), under the name of the row. The salt lies
beside the content: where both are erased, the commitment tells nothing. Later events supersede earlier ones.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from panel.calc.canonical import digest, exact
from panel.db import Base
from panel.models.ballots import Ballot
from panel.models.comments import Comment, CommentVersion
from panel.models.cycles import Round
from panel.models.decisions import Decision, DecisionVersion
from panel.models.events import Event
from panel.models.proposals import ProposalVersion
from panel.models.reports import Report

_FORMAT: Final = "content-v1"
_COMMITTED: Final[tuple[type[Base], ...]] = (
    ProposalVersion,
    Comment,
    CommentVersion,
    Decision,
    DecisionVersion,
    Report,
)
_BALLOTS: Final = select(
    *(Ballot.id, Ballot.receipt, Ballot.recorded),
    *(Ballot.voided, Ballot.stakeholder_group, Ballot.confidence, Ballot.reason),
).order_by(Ballot.id)
_NOT_COVERED: Final = frozenset({"id", "salt", "document", "published_at"})
"""Of a report's document its SHA-256 is covered; that it was published is an event of its own."""

_AT_ONCE: Final = 1000


def of(*records: Base) -> dict[str, str]:
    """The commitments to rows as they stand, for the event that tells of their change: {name of the row: digest}."""
    tables: list[Any] = [record.__table__ for record in records]
    return dict(
        _named(table, {column.key: getattr(record, column.key) for column in table.columns})
        for table, record in zip(tables, records, strict=True)
    )


def of_ballots(db: Session, round_id: int) -> dict[str, str]:
    """The commitments to all ballots of a round, sealed and opened; for the event that closes it.

    Any earlier event would tie a ballot to the moment it was saved at, and so to whoever was at the site then.
    """
    return dict(map(_ballot, db.execute(_BALLOTS.where(Ballot.round_id == round_id))))


def of_everything(db: Session) -> Iterator[tuple[str, str]]:
    """The commitments to all rows there are: what the events together must say."""
    for record in _COMMITTED:
        table: Any = record.__table__
        columns = [column for column in table.columns if column.key != "document"]
        stored = select(*columns).order_by(table.c.id).execution_options(yield_per=_AT_ONCE)
        with db.execute(stored) as rows:
            yield from (_named(table, row._asdict()) for row in rows)
    closed = _BALLOTS.join(Round, Round.id == Ballot.round_id).where(Round.closed_at.is_not(None))
    with db.execute(closed.execution_options(yield_per=_AT_ONCE)) as ballots:
        yield from map(_ballot, ballots)


def told(db: Session) -> dict[str, str]:
    """What the events say about every row, the last one counting."""
    contents = select(Event.content).order_by(Event.seq).execution_options(yield_per=_AT_ONCE)
    return {name: digest_ for content in db.scalars(contents) for name, digest_ in content.items()}


def untold(db: Session) -> dict[str, str]:
    """The commitments to rows of which no event speaks yet: those an example or an earlier release left."""
    known = told(db)
    return {name: digest_ for name, digest_ in of_everything(db) if name not in known}


def _named(table: Table, values: Mapping[str, Any]) -> tuple[str, str]:
    covered = {column.key: _plain(values[column.key]) for column in table.columns if column.key not in _NOT_COVERED}
    return f"{table.name}:{values['id']}", digest(_FORMAT + values["salt"] + exact([table.name, covered]))


def _ballot(row: Any) -> tuple[str, str]:
    """A ballot is salted by its random id; by its name in the ledger nobody can sort or find it without that id."""
    name = sha256(b"ballot" + row.id.encode()).hexdigest()[:32]
    sealed = sha256(row.recorded or b"").hexdigest()
    opened = [row.voided, row.stakeholder_group, row.confidence, row.reason]
    return f"ballot:{name}", digest(_FORMAT + row.id + exact([row.receipt, sealed, *opened]))


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value

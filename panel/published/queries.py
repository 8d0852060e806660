"""The published edition of a cycle, for readers without an account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.document import Document
from panel.calc.document_json import from_json
from panel.calc.report.variants import public
from panel.errors import Missing
from panel.models.cycles import Cycle
from panel.models.reports import Report
from panel.policy.places import CycleHere, cycle_here
from panel.policy.subjects import Actor, Place


@dataclass(frozen=True)
class Edition:
    """A published edition: which it is, since when, and the cycle it reports on."""

    id: int
    number: int
    published_at: datetime
    cycle: CycleHere

    @property
    def place(self) -> Place:
        """Where the edition stands: in its cycle."""
        return self.cycle.place


def edition(db: Session, _actor: Actor | None, name: str) -> Edition:
    """The edition that was published of the cycle with this name. Raises Missing where none was."""
    row = db.execute(
        select(Report.id, Report.number, Report.published_at, Report.cycle_id)
        .join(Cycle, Cycle.id == Report.cycle_id)
        .where(Cycle.name == name, Report.published_at.is_not(None))
        .order_by(Report.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.published_at is None:
        raise Missing
    return Edition(row.id, row.number, row.published_at, cycle_here(db, row.cycle_id, clock.now()))


def document(db: Session, published: Edition) -> Document:
    """The document of a published edition as the public is given it."""
    return public(from_json(db.scalars(select(Report.document).where(Report.id == published.id)).one()))

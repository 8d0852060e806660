"""The published edition of a cycle, for readers without an account."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.document import Document
from panel.calc.document_json import from_json, sha256
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


@dataclass(frozen=True)
class PublicReport:
    """The document as the public is given it, and its fingerprint, which every JSON file of it carries."""

    document: Document
    sha256: str


def report(db: Session, published: Edition) -> PublicReport:
    """What everybody may read of a published edition."""
    return _made_public(db.scalars(select(Report.document).where(Report.id == published.id)).one())


@lru_cache(maxsize=4)
def _made_public(stored: str) -> PublicReport:
    """Worked out once: an edition never changes, and reading it takes longer than drawing a page of it."""
    shown = public(from_json(stored))
    return PublicReport(shown, sha256(shown))

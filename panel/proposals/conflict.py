"""Two texts of one proposal that were written at the same time: where they differ, and who was faster."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from panel.calc.difference import Piece, difference
from panel.models.people import Person
from panel.models.proposals import WRITTEN_FIELDS, ProposalVersion
from panel.policy.places import ProposalHere
from panel.proposals.queries import full_name
from panel.proposals.words import shown


@dataclass(frozen=True)
class Clash:
    """One field that both have written differently; the pieces lead from theirs to mine."""

    field: str
    mine: str
    theirs: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Faster:
    """Who saved the text that stands now, and when."""

    author: str
    author_en: str
    at: datetime


_LATEST = (
    select(Person.family_name, Person.given_name, Person.name_en, ProposalVersion.created_at)
    .outerjoin(Person, Person.id == ProposalVersion.author_id)
    .where(ProposalVersion.proposal_id == bindparam("proposal_id"))
    .order_by(ProposalVersion.number.desc())
    .limit(1)
)


def clashes(mine: Mapping[str, str | None], stored: Mapping[str, str]) -> list[Clash]:
    """The fields that differ between what was typed and what is stored, in the order of the form."""
    differing = [name for name in WRITTEN_FIELDS if (mine[name] or "") != stored[name]]
    return [_clash(name, shown(name, mine[name]), shown(name, stored[name])) for name in differing]


def _clash(field: str, mine: str, theirs: str) -> Clash:
    return Clash(field, mine, theirs, tuple(difference(theirs, mine)))


def faster(db: Session, here: ProposalHere) -> Faster:
    """Who saved last; a text is never without its first version."""
    row = db.execute(_LATEST, {"proposal_id": here.id}).one()
    return Faster(full_name(row.family_name, row.given_name), row.name_en or "", row.created_at)

"""What a proposal said at each version, and what changed between two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.difference import Piece, difference
from panel.errors import Missing
from panel.models.people import Person
from panel.models.proposals import WRITTEN_FIELDS, ProposalVersion
from panel.policy.places import ProposalHere
from panel.policy.subjects import Actor
from panel.proposals.queries import full_name
from panel.proposals.words import shown


@dataclass(frozen=True)
class Version:
    """What a proposal said at one version; `label` counts submitted versions from 1, drafts have none."""

    number: int
    label: int | None
    written: dict[str, Any]
    author: str
    author_en: str
    created_at: datetime


@dataclass(frozen=True)
class Change:
    """One field that differs between two versions."""

    field: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Compared:
    """Two versions against each other."""

    old: Version
    new: Version
    changes: tuple[Change, ...]


def versions_of(db: Session, actor: Actor, here: ProposalHere) -> list[Version]:
    """The versions this reader may see, oldest first; what was written before a submission is its author's alone."""
    query = (
        select(ProposalVersion, Person.family_name, Person.given_name, Person.name_en)
        .outerjoin(Person, Person.id == ProposalVersion.author_id)
        .where(ProposalVersion.proposal_id == here.id)
        .order_by(ProposalVersion.number)
    )
    if here.author_id != actor.person_id:
        query = query.where(ProposalVersion.submitted)
    versions: list[Version] = []
    n_submitted = 0
    for record, family, given, english in db.execute(query):
        n_submitted += record.submitted
        label = n_submitted if record.submitted else None
        names = (full_name(family, given), english or "")
        versions.append(Version(record.number, label, record.written, *names, record.created_at))
    return versions


def chosen(versions: Sequence[Version], old: str, new: str) -> Compared | None:
    """The two versions an address names, or the last two; None while there is only one. Raises Missing."""
    if len(versions) < 2:
        return None
    before = _named(versions, old) if old else versions[-2]
    after = _named(versions, new) if new else versions[-1]
    return Compared(before, after, tuple(changes(before, after)))


def _named(versions: Sequence[Version], number: str) -> Version:
    """One of them by its number. Raises Missing, so that what is hidden looks like what is not there."""
    for one in versions:
        if str(one.number) == number:
            return one
    raise Missing


def changes(old: Version, new: Version) -> list[Change]:
    """The fields that differ, in the order of the form, each as pieces a person can read."""
    found = []
    for field in WRITTEN_FIELDS:
        before, after = (shown(field, one.written.get(field)) for one in (old, new))
        if before != after:
            found.append(Change(field, tuple(difference(before, after))))
    return found

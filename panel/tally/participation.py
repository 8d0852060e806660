"""Who has handed in how much; nothing of what, and nothing of when."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, func, select, union
from sqlalchemy.orm import Session

from panel import owners
from panel.models.cycles import RoundProposal, RoundVoter
from panel.models.people import Person, Recusal, by_reading
from panel.models.proposals import Proposal
from panel.policy.subjects import Actor


@dataclass(frozen=True)
class Participant:
    """Somebody on the list of a round, with how many sheets they recorded of how many."""

    name: str
    name_en: str
    n_recorded: int
    n_asked: int

    @property
    def n_missing(self) -> int:
        """How many they still have before them."""
        return self.n_asked - self.n_recorded


def participants(db: Session, seal_key: bytes, actor: Actor, round_id: int) -> list[Participant]:
    """Who was to score how much, whoever has most before them first, else by reading; nothing of what or when.

    What the reader is recused from is counted nowhere.
    """
    recorded = owners.participation(db, seal_key, owners.keys_of(db, round_id), besides=actor.recused_from)
    items = (RoundProposal.round_id == round_id) & RoundProposal.proposal_id.not_in(actor.recused_from)
    n_items = db.scalar(select(func.count()).select_from(RoundProposal).where(items)) or 0
    kept_from = _kept_from(items).subquery()
    people = db.execute(
        select(Person.id, Person.family_name, Person.given_name, Person.name_en, func.count(kept_from.c.proposal_id))
        .join(RoundVoter, RoundVoter.person_id == Person.id)
        .outerjoin(kept_from, kept_from.c.person_id == Person.id)
        .where(RoundVoter.round_id == round_id)
        .group_by(Person.id)
        .order_by(*by_reading(db))
    )
    found = [
        Participant(f"{family} {given}".strip(), name_en, recorded.get(person_id, 0), n_items - n_kept)
        for person_id, family, given, name_en, n_kept in people
    ]
    return sorted(found, key=lambda one: -one.n_missing)


def _kept_from(items: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Person and proposal for all that somebody does not score: what they wrote, what they have an interest in."""
    asked = (RoundProposal.proposal_id == Proposal.id) & items
    written = select(Proposal.author_id.label("person_id"), Proposal.id.label("proposal_id")).join(RoundProposal, asked)
    barred = (
        select(Recusal.person_id, Recusal.proposal_id)
        .join(RoundProposal, RoundProposal.proposal_id == Recusal.proposal_id)
        .where(items, Recusal.lifted_at.is_(None))
    )
    return union(written, barred)

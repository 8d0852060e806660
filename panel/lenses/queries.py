"""Reads of the lenses: the proposals that may be compared, the questions of the round, and the round before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.document import Text
from panel.calc.lenses import Lens
from panel.errors import Missing
from panel.models.cycles import Round, RoundCriterion, RoundState
from panel.models.proposals import Proposal
from panel.models.tallies import TallyRow
from panel.policy.places import CycleHere
from panel.policy.rounds import RoundHere, result_here
from panel.policy.subjects import Actor, Place


@dataclass(frozen=True)
class LensHere:
    """One lens on a round."""

    round: RoundHere
    lens: Lens

    @property
    def place(self) -> Place:
        """Where it stands: at its round."""
        return self.round.place

    @property
    def cycle(self) -> CycleHere:
        """The cycle of the round."""
        return self.round.cycle


def lens_here(db: Session, actor: Actor, cycle_id: int, number: str, lens: str) -> LensHere:
    """The lens an address names, on the round it names. Raises Missing."""
    here = result_here(db, actor, cycle_id, number)
    if lens not in tuple(Lens):
        raise Missing
    return LensHere(here, Lens(lens))


@dataclass(frozen=True)
class Named:
    """A proposal by what it is called, with its class in the tally."""

    id: int
    code: str
    title_ja: str
    title_en: str
    consensus: str


def comparable(db: Session, actor: Actor, here: RoundHere) -> dict[str, Named]:
    """The proposals of the round that so many scored that everything is shown, by their codes.

    What the reader is recused from is left out before anything is computed.
    """
    rows = db.execute(
        select(Proposal.id, Proposal.code, Proposal.title_ja, Proposal.title_en, TallyRow.consensus)
        .join(TallyRow, TallyRow.proposal_id == Proposal.id)
        .where(TallyRow.snapshot_id == here.round.snapshot_id, TallyRow.n >= here.round.shown_from)
        .where(TallyRow.proposal_id.not_in(actor.recused_from))
        .order_by(Proposal.code)
    )
    return {row.code: Named(*row) for row in rows}


def questions(db: Session, round_id: int) -> Mapping[str, Text]:
    """The names of the questions of a round by their keys, in its order."""
    rows = db.execute(
        select(RoundCriterion.key, RoundCriterion.name_ja, RoundCriterion.name_en)
        .where(RoundCriterion.round_id == round_id)
        .order_by(RoundCriterion.position)
    )
    return {key: Text(ja, en) for key, ja, en in rows}


@dataclass(frozen=True)
class Earlier:
    """The round before, and the rule it was judged by."""

    id: int
    number: int
    rule: dict[str, Any]


def round_before(db: Session, here: RoundHere) -> Earlier | None:
    """The last released round of the cycle before this one; None for the first."""
    row = db.execute(
        select(Round.id, Round.number, Round.rule)
        .where(Round.cycle_id == here.cycle.id, Round.number < here.round.number)
        .where(Round.state == RoundState.RELEASED)
        .order_by(Round.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Earlier(*row)

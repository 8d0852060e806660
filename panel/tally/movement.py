"""How the members who scored a proposal in two rounds moved from one to the other: pairs of totals, no persons."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from panel import inputs, owners
from panel.calc.consensus import Rule
from panel.calc.marks import Blank, Mark, Scale
from panel.calc.movement import Movement, movement
from panel.calc.summary import half_up
from panel.calc.weights import CriterionSpec, Weighing, common_scale
from panel.models.ballots import Ballot
from panel.models.ballots import Mark as MarkRow
from panel.models.cycles import Round, RoundCriterion, RoundProposal, RoundState
from panel.tally.queries import ItemHere


@dataclass(frozen=True)
class MovementHere:
    """The movement since the round before; None where it may not be shown."""

    earlier: int
    later: int
    scale: Scale
    movement: Movement | None


def movement_here(db: Session, seal_key: bytes, here: ItemHere) -> MovementHere | None:
    """How members moved on a proposal since the last released round that asked about it; None without one."""
    before = _round_before(db, here)
    if before is None:
        return None
    was, now = (_criteria(db, round_id) for round_id in (before.id, here.round.id))
    scale = common_scale(now)
    shown_from = max(here.round.shown_from, Rule.from_plain(before.rule).shown_from)
    found = None
    if scale == common_scale(was):
        earlier, later = _totals(db, before.id, here, was, scale), _totals(db, here.round.id, here, now, scale)
        stayed = owners.stayers(db, seal_key, before, owners.keys_of(db, here.round.id), here.proposal.id)
        pairs = [(earlier[one], later[other]) for one, other in stayed if one in earlier and other in later]
        found = movement(pairs, Counter(earlier.values()), Counter(later.values()), shown_from)
    return MovementHere(before.number, here.round.number, scale, found)


def _round_before(db: Session, here: ItemHere) -> Row[Any] | None:
    """The last released round before this one that asked about the proposal, with the key of its owners."""
    return db.execute(
        select(Round.id, Round.number, Round.rule, Round.owner_key)
        .join(RoundProposal, RoundProposal.round_id == Round.id)
        .where(RoundProposal.proposal_id == here.proposal.id, Round.cycle_id == here.cycle.id)
        .where(Round.state == RoundState.RELEASED, Round.number < here.round.number)
        .order_by(Round.number.desc())
        .limit(1)
    ).one_or_none()


def _criteria(db: Session, round_id: int) -> list[CriterionSpec]:
    asked = db.scalars(select(RoundCriterion).where(RoundCriterion.round_id == round_id))
    return [inputs.criterion_spec(criterion) for criterion in asked]


def _totals(db: Session, round_id: int, here: ItemHere, criteria: list[CriterionSpec], scale: Scale) -> dict[str, int]:
    """The total of every counted ballot that has one, rounded to the scale as the tally's distribution is."""
    rows = db.execute(
        select(MarkRow.ballot_id, RoundCriterion.key, MarkRow.value, MarkRow.blank)
        .join(Ballot, Ballot.id == MarkRow.ballot_id)
        .join(RoundCriterion, RoundCriterion.id == MarkRow.round_criterion_id)
        .where(Ballot.round_id == round_id, Ballot.proposal_id == here.proposal.id, Ballot.voided.is_(False))
    )
    marks: dict[str, dict[str, Mark]] = {}
    for ballot, key, value, blank in rows:
        marks.setdefault(ballot, {})[key] = Blank(blank) if blank else value or 0
    weighing = Weighing([spec for spec in criteria if spec.asks(here.proposal.kind)], scale)
    totals = {ballot: weighing.composite(given).total for ballot, given in marks.items()}
    return {ballot: half_up(total, scale) for ballot, total in totals.items() if total is not None}

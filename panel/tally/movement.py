"""How the members who scored a proposal in two rounds moved from one to the other: pairs of totals, no persons."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from panel import owners
from panel.calc.consensus import Rule
from panel.calc.marks import Scale
from panel.calc.movement import Movement, movement
from panel.calc.summary import half_up
from panel.models.cycles import Round, RoundProposal, RoundState
from panel.tally.queries import ItemHere
from panel.tally.totals import SheetTotals, asked_in, sheet_totals


@dataclass(frozen=True)
class MovementHere:
    """The movement since the round before; None where it may not be shown."""

    earlier: int
    later: int
    scale: Scale
    movement: Movement | None


def movement_here(db: Session, seal_key: bytes, here: ItemHere, totals: SheetTotals) -> MovementHere | None:
    """How members moved on a proposal since the last released round that asked about it; None without one."""
    before = _round_before(db, here)
    if before is None:
        return None
    was = sheet_totals(db, before.id, here, asked_in(db, before.id))
    shown_from = max(here.round.shown_from, Rule.from_plain(before.rule).shown_from)
    found = None
    if was.scale == totals.scale:
        earlier, later = _rounded(was), _rounded(totals)
        stayed = owners.stayers(db, seal_key, before, owners.keys_of(db, here.round.id), here.proposal.id)
        pairs = [(earlier[one], later[other]) for one, other in stayed if one in earlier and other in later]
        found = movement(pairs, Counter(earlier.values()), Counter(later.values()), shown_from)
    return MovementHere(before.number, here.round.number, totals.scale, found)


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


def _rounded(totals: SheetTotals) -> dict[str, int]:
    """The totals rounded to the scale, as the tally's distribution is."""
    return {ballot: half_up(total, totals.scale) for ballot, total in totals.by_ballot.items()}

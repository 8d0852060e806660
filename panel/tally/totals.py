"""The weighted total of every counted sheet of one proposal: numbers without persons."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import inputs
from panel.calc.marks import Blank, Mark, Scale
from panel.calc.summary import trimmed_mean
from panel.calc.weights import CriterionSpec, Weighing, common_scale
from panel.models.ballots import Ballot
from panel.models.ballots import Mark as MarkRow
from panel.models.cycles import RoundCriterion
from panel.tally.queries import ItemHere


def asked_in(db: Session, round_id: int) -> list[CriterionSpec]:
    """The criteria as the round was opened with them."""
    asked = db.scalars(select(RoundCriterion).where(RoundCriterion.round_id == round_id))
    return [inputs.criterion_spec(criterion) for criterion in asked]


@dataclass(frozen=True)
class SheetTotals:
    """The total of every counted ballot that has one, by the ballot's random id, on the scale of the round's totals."""

    scale: Scale
    by_ballot: dict[str, float]

    @property
    def trimmed_mean(self) -> float | None:
        """The mean without the lowest and the highest fifth, so that few who score far off do not move it."""
        return trimmed_mean(self.by_ballot.values())


def sheet_totals(db: Session, round_id: int, here: ItemHere, criteria: Sequence[CriterionSpec]) -> SheetTotals:
    """What the sheets of a round gave one proposal, weighed by its criteria."""
    rows = db.execute(
        select(MarkRow.ballot_id, RoundCriterion.key, MarkRow.value, MarkRow.blank)
        .join(Ballot, Ballot.id == MarkRow.ballot_id)
        .join(RoundCriterion, RoundCriterion.id == MarkRow.round_criterion_id)
        .where(Ballot.round_id == round_id, Ballot.proposal_id == here.proposal.id, Ballot.voided.is_(False))
    )
    marks: dict[str, dict[str, Mark]] = {}
    for ballot, key, value, blank in rows:
        marks.setdefault(ballot, {})[key] = Blank(blank) if blank else value or 0
    scale = common_scale(criteria)
    weighing = Weighing([spec for spec in criteria if spec.asks(here.proposal.kind)], scale)
    totals = {ballot: weighing.composite(given).total for ballot, given in marks.items()}
    return SheetTotals(scale, {ballot: total for ballot, total in totals.items() if total is not None})

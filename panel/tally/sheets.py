"""The single sheets of one proposal for the officers: without names, under numbers good for this proposal alone."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.disclosure import Shown, shown
from panel.models.ballots import Ballot, Mark, counted_sheets, pseudonym
from panel.models.cycles import RoundCriterion
from panel.tally.queries import ItemHere


@dataclass(frozen=True)
class SingleSheet:
    """What one member said, whoever it was; `marks` by the key of the criterion, a value or a blank's name."""

    number: int
    name: str
    marks: dict[str, str]
    confidence: str
    reason: str


def sheets(db: Session, here: ItemHere) -> list[SingleSheet]:
    """Every sheet of the proposal that was counted; none where so few handed in that each could be guessed at."""
    ballots = db.execute(counted_sheets(here.round.id, here.proposal.id)).all()
    if shown(len(ballots), here.round.shown_from) is not Shown.ALL:
        return []
    marks = _marks(db, here)
    return [
        SingleSheet(number, pseudonym(number), marks.get(row.id, {}), row.confidence or "", row.reason or "")
        for number, row in enumerate(ballots, 1)
    ]


def _marks(db: Session, here: ItemHere) -> dict[str, dict[str, str]]:
    rows = db.execute(
        select(Mark.ballot_id, RoundCriterion.key, Mark.value, Mark.blank)
        .join(Ballot, Ballot.id == Mark.ballot_id)
        .join(RoundCriterion, RoundCriterion.id == Mark.round_criterion_id)
        .where(Ballot.round_id == here.round.id, Ballot.proposal_id == here.proposal.id)
    )
    found: dict[str, dict[str, str]] = {}
    for ballot_id, key, value, blank in rows:
        found.setdefault(ballot_id, {})[key] = blank or str(value)
    return found

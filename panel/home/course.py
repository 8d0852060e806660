"""The course of a cycle as a line of phases: what is over, where it stands, what comes next and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.cycles import PhaseDate
from panel.policy.places import CycleHere

# The panel passes through "scoring closed" in a moment: for its readers that is still the round.
_STEPS = tuple(phase for phase in Phase if phase is not Phase.SCORING_CLOSED)


@dataclass(frozen=True)
class Step:
    """One phase: `state` is over, now or ahead; `at` is when it was to begin, or until when a round is open."""

    phase: Phase
    state: str
    at: datetime | None
    is_deadline: bool = False


def course(db: Session, here: CycleHere) -> tuple[Step, ...]:
    """The phases of a cycle in their order, with the dates that are planned for them."""
    dates = select(PhaseDate.phase, PhaseDate.begins_at).where(PhaseDate.cycle_id == here.id)
    planned = {Phase(row.phase): row.begins_at for row in db.execute(dates)}
    return tuple(_step(here, phase, planned) for phase in _STEPS)


def _step(here: CycleHere, phase: Phase, planned: Mapping[Phase, datetime]) -> Step:
    order = list(Phase)
    now = Phase.SCORING_OPEN if here.phase is Phase.SCORING_CLOSED else here.phase
    if phase is not now:
        return Step(phase, "over" if order.index(phase) < order.index(now) else "ahead", planned.get(phase))
    if here.phase is Phase.SCORING_OPEN and here.closes_at:
        return Step(phase, "now", here.closes_at, is_deadline=True)
    return Step(phase, "now", planned.get(phase))


def next_date(steps: tuple[Step, ...], now: datetime) -> datetime | None:
    """By when the present phase is to be over: its own deadline, else the day on which a later phase begins."""
    ends = [step.at for step in steps if step.at and step.at > now and (step.is_deadline or step.state == "ahead")]
    return min(ends, default=None)

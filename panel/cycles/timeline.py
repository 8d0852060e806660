"""The phases of a cycle in their order: when each was planned to begin, and when it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import ledger
from panel.calc.calendar import Phase
from panel.models.cycles import Cycle, Round
from panel.models.events import Event
from panel.policy.places import CycleHere


@dataclass(frozen=True)
class Milestone:
    """One phase. `begun` is none for one that is still to come, even where an earlier round had it."""

    phase: Phase
    state: Literal["past", "now", "later"]
    planned: datetime | None
    begun: datetime | None
    overdue: bool  # planned for a moment that has passed, and not begun


# How the record says that a phase began; the others begin with the cycle, with a round and with its deadline.
_SAID = {"tally.compute": Phase.TALLY, "phase.decided": Phase.DECIDED, "phase.published": Phase.PUBLISHED}


def timeline(db: Session, here: CycleHere, planned: Mapping[Phase, datetime], now: datetime) -> tuple[Milestone, ...]:
    """Every phase of a cycle, the present one marked."""
    order, begun = tuple(Phase), _begun(db, here, planned)
    present = order.index(here.phase)
    return tuple(
        Milestone(
            phase,
            "past" if place < present else "now" if place == present else "later",
            planned.get(phase),
            begun.get(phase) if place <= present else None,
            place > present and phase in planned and planned[phase] < now,
        )
        for place, phase in enumerate(order)
    )


def _begun(db: Session, here: CycleHere, planned: Mapping[Phase, datetime]) -> dict[Phase, datetime]:
    """When each phase began last, as the cycle, the latest round and the record say."""
    known = db.execute(
        select(Cycle.created_at, Round.opened_at, Round.closes_at, Round.closed_at)
        .outerjoin(Round, Round.id == here.round_id)
        .where(Cycle.id == here.id)
    ).one()
    own = {Phase.DRAFT: known.created_at, Phase.SCORING_OPEN: known.opened_at, Phase.SCORING_CLOSED: known.closes_at}
    supposed = {**planned, Phase.TALLY: known.closed_at} if here.synthetic else {}
    return {phase: at for phase, at in (own | _recorded(db, here, supposed)).items() if at is not None}


def _recorded(db: Session, here: CycleHere, supposed: Mapping[Phase, datetime | None]) -> dict[Phase, datetime | None]:
    """What the record says; an example was loaded at one moment, and its phases began when they should have."""
    things = (f"cycle:{here.id}", f"round:{here.round_id}")
    rows = db.execute(
        select(Event.action, Event.at, Event.detail, Event.actor)
        .where(Event.panel_id == here.panel_id, Event.object.in_(things), Event.action.in_(("cycle.advance", *_SAID)))
        .order_by(Event.seq)
    )
    found: dict[Phase, datetime | None] = {}
    for row in rows:
        phase = Phase(row.detail["to"]) if row.action == "cycle.advance" else _SAID[row.action]
        found[phase] = supposed.get(phase, row.at) if row.actor == ledger.SYSTEM else row.at
    return found

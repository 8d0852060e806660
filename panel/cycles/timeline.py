"""The phases of a cycle in their order: when each was planned to begin, and when it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.cycles import Round
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


# How the record says that a phase began; the other two begin with a round and with its deadline.
_SAID = {"tally.compute": Phase.TALLY, "phase.decided": Phase.DECIDED, "phase.published": Phase.PUBLISHED}


def timeline(db: Session, here: CycleHere, planned: Mapping[Phase, datetime], now: datetime) -> tuple[Milestone, ...]:
    """Every phase of a cycle, the present one marked."""
    order, begun = tuple(Phase), _begun(db, here)
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


def _begun(db: Session, here: CycleHere) -> dict[Phase, datetime]:
    """When each phase began last, as the record and the latest round say."""
    things = (f"cycle:{here.id}", f"round:{here.round_id}")
    kinds = ("cycle.create", "cycle.advance", *_SAID)
    rows = db.execute(
        select(Event.action, Event.at, Event.detail)
        .where(Event.panel_id == here.panel_id, Event.object.in_(things), Event.action.in_(kinds))
        .order_by(Event.seq)
    )
    found = {_phase(row.action, row.detail): row.at for row in rows}
    round_ = db.execute(select(Round.opened_at, Round.closes_at).where(Round.id == here.round_id)).one_or_none()
    if round_ is not None:
        found |= {Phase.SCORING_OPEN: round_.opened_at, Phase.SCORING_CLOSED: round_.closes_at}
    return found


def _phase(action: str, detail: Mapping[str, str]) -> Phase:
    return Phase(detail["to"]) if action == "cycle.advance" else _SAID.get(action, Phase.DRAFT)

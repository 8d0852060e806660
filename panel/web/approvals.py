"""Actions that take two people: asked for by one, confirmed by another, forgotten after 72 hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import ledger
from panel.models.events import Approval
from panel.models.people import Person
from panel.policy.actions import Action
from panel.policy.subjects import Actor, Place

WAITS_FOR = timedelta(hours=72)
_NOT_VALUES = frozenset({"csrf_token", "nonce"})


@dataclass(frozen=True)
class Waiting:
    """A request that waits for a second person, as the page it was made on shows it."""

    id: int
    object: str  # the address it was asked at
    values: dict[str, str]
    requested_by_id: int
    asked_by: str
    expires_at: datetime


def waiting(db: Session, panel_id: int | None, action: Action, address: str, now: datetime) -> Waiting | None:
    """The request that waits for a second person at this address, if one does."""
    asked = _waiting(db, panel_id, action, address, now)
    if asked is None:
        return None
    asked_by = db.get_one(Person, asked.requested_by_id).name
    return Waiting(asked.id, asked.object, asked.values, asked.requested_by_id, asked_by, asked.expires_at)


def _waiting(db: Session, panel_id: int | None, action: Action, address: str, now: datetime) -> Approval | None:
    return db.scalars(
        select(Approval)
        .where(
            Approval.panel_id.is_not_distinct_from(panel_id),
            Approval.action == action,
            Approval.object == address,
            Approval.ended_at.is_(None),
            Approval.expires_at > now,
        )
        .order_by(Approval.id.desc())
        .limit(1)
    ).one_or_none()


def posted_values() -> dict[str, str]:
    """What is being asked for, without the fields that differ from person to person."""
    return {name: value for name, value in sorted(request.form.items()) if name not in _NOT_VALUES}


def confirm_or_ask(db: Session, actor: Actor, action: Action, place: Place, now: datetime) -> Approval:
    """Confirm what somebody else asked for, or store the request; `confirmed_by_id` tells which.

    The same person asking twice keeps the first request waiting; other values replace it.
    """
    asked = _waiting(db, place.panel_id, action, request.path, now)
    values = posted_values()
    if asked is not None and asked.values == values:
        if asked.requested_by_id != actor.person_id:
            asked.confirmed_by_id = actor.person_id
            asked.ended_at = now
            ledger.record(db, actor, "approval.confirm", request.path, panel_id=place.panel_id, action_of=action)
        return asked
    if asked is not None:
        asked.ended_at = now
    asked = Approval(
        panel_id=place.panel_id,
        action=action,
        object=request.path,
        values=values,
        requested_by_id=actor.person_id,
        requested_at=now,
        expires_at=now + WAITS_FOR,
    )
    db.add(asked)
    ledger.record(db, actor, "approval.ask", request.path, panel_id=place.panel_id, action_of=action)
    return asked

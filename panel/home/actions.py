"""What can be done from the first page: take back or refuse a request that waits for a second person."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from panel import ledger
from panel.home.queries import Request
from panel.models.events import Approval
from panel.policy.subjects import Actor


def cancel_request(db: Session, actor: Actor, request: Request, *, now: datetime) -> None:
    """End a request; nothing of what was asked for happens."""
    db.execute(update(Approval).where(Approval.id == request.id).values(ended_at=now))
    ledger.record(
        db, actor, "approval.cancel", request.address, panel_id=request.place.panel_id, action_of=request.action
    )

"""Closing a round before its deadline, and letting the panel read what it came to."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import freezing
from panel.config import Settings
from panel.errors import Conflict
from panel.models.cycles import Round, RoundState
from panel.models.tallies import Snapshot
from panel.policy.rounds import RoundHere
from panel.policy.subjects import Actor


def close_round(db: Session, settings: Settings, actor: Actor, here: RoundHere, *, now: datetime) -> Snapshot:
    """Freeze an open round before its deadline. Raises Conflict when it is not open any more."""
    if here.round.state is not RoundState.OPEN:
        raise Conflict(_("This round is closed already."))
    return freezing.freeze_round(db, settings, actor, db.get_one(Round, here.round.id), now=now)


def release_tally(db: Session, settings: Settings, actor: Actor, here: RoundHere, *, now: datetime) -> Snapshot:
    """Freeze the round if its deadline alone has closed it, check the stored tally, and let the panel read it."""
    round_ = db.get_one(Round, here.round.id)
    if here.round.id != here.cycle.round_id:
        raise Conflict(_("A later round has been opened since."))
    freezing.freeze_round(db, settings, actor, round_, now=now)
    return freezing.release_round(db, settings, actor, round_, now=now)

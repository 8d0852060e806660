"""The set-up of a cycle: the one way in which it is changed, and from when on its weights stay as they are."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from panel import ledger
from panel.db import rows_changed
from panel.errors import Conflict, Invalid
from panel.models.cycles import Cycle, Round, RoundState
from panel.policy.subjects import Actor


def change(
    db: Session,
    actor: Actor | None,
    cycle_id: int,
    action: str,
    *,
    version: int | None,
    values: Mapping[str, Any] | None = None,
    **detail: str | int,
) -> None:
    """Write columns of a cycle and step its version on, which guards all of its set-up. Raises Conflict."""
    found = update(Cycle).where(Cycle.id == cycle_id)
    if version is not None:
        found = found.where(Cycle.version == version)
    changed = db.execute(
        found.values(version=Cycle.version + 1, **(values or {})).execution_options(synchronize_session=False)
    )
    if not rows_changed(changed):
        raise Conflict(_("Somebody else has changed this set-up since you opened the page."))
    cycle = db.get_one(Cycle, cycle_id, populate_existing=True)
    ledger.record(db, actor, action, f"cycle:{cycle_id}", panel_id=cycle.panel_id, **detail)


def weights_are_locked(db: Session, cycle_id: int) -> bool:
    """Whether scores of the cycle can be read, so that who sets its weights would know whom they help."""
    released = (Round.cycle_id == cycle_id) & (Round.state == RoundState.RELEASED)
    return bool(db.scalar(select(exists().where(released))))


def keep_weights(db: Session, cycle_id: int, *, changed: bool, field: str | None = None) -> None:
    """Refuse a change that gives the criteria other weights, once they are locked. Raises Invalid for the field."""
    if changed and weights_are_locked(db, cycle_id):
        raise Invalid(
            _(
                "Scores of this cycle can be read already, so its weights stay as they are, and a new criterion has "
                "the weight 0. Try other weights as a scenario of the tally."
            ),
            field,
        )

"""What changes a member's view of the weights, and what fixes the weights themselves.

The record says that somebody stored a view, not who: beside the spread of all views it would tell what they said.
"""

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel import ledger
from panel.calc.preferences import Method
from panel.db import rows_changed
from panel.errors import Conflict, Invalid
from panel.models.cycles import Criterion
from panel.models.weights import WeightView
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor
from panel.set_up import change, keep_weights


def keep(
    db: Session, actor: Actor, here: CycleHere, method: Method, answers: Mapping[str, int], *, version: int
) -> None:
    """Store the actor's own view in the place of an earlier one; version 0 is none. Raises Invalid and Conflict."""
    keep_weights(db, here.id, changed=True)
    values = {"method": method, "answers": dict(answers), "version": version + 1}
    changed = _changed(db, actor, here, values, version) if version else _added(db, actor, here, values)
    if not changed:
        raise Conflict(_("You have stored another view since you opened this page, perhaps in another window."))
    ledger.record(db, None, "weights.propose", f"cycle:{here.id}", panel_id=here.panel_id)


def _added(db: Session, actor: Actor, here: CycleHere, values: Mapping[str, object]) -> bool:
    try:
        with db.begin_nested():
            db.execute(insert(WeightView).values(cycle_id=here.id, person_id=actor.person_id, **values))
    except IntegrityError:
        return False
    return True


def _changed(db: Session, actor: Actor, here: CycleHere, values: Mapping[str, object], version: int) -> bool:
    own = (WeightView.cycle_id == here.id, WeightView.person_id == actor.person_id, WeightView.version == version)
    found = update(WeightView).where(*own).values(**values).execution_options(synchronize_session=False)
    return bool(rows_changed(db.execute(found)))


def fix(db: Session, actor: Actor, here: CycleHere, weights: Mapping[int, Decimal], *, version: int) -> None:
    """Give the criteria of a cycle these weights, by their ids. Raises Invalid and Conflict."""
    if not any(weights.values()):
        raise Invalid(_("At least one criterion needs a weight above 0."))
    criteria = db.scalars(select(Criterion).where(Criterion.cycle_id == here.id)).all()
    keep_weights(db, here.id, changed=any(one.weight != weights[one.id] for one in criteria))
    change(db, actor, here.id, "criteria.change", version=version, how="weigh")
    for one in criteria:
        one.weight = weights[one.id]
    db.flush()

"""What changes the criteria of a cycle: add, edit, move, remove; never those of a round that has opened."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from panel.calc.text import comparable
from panel.cycles import queries
from panel.cycles.actions import columns_of, criterion_from
from panel.errors import Invalid
from panel.models.cycles import Criterion, RoundCriterion
from panel.policy.subjects import Actor
from panel.presets import CriterionDraft
from panel.set_up import change, keep_weights


def add_criterion(
    db: Session, actor: Actor | None, cycle_id: int, draft: CriterionDraft, *, version: int | None = None
) -> Criterion:
    """A further criterion, after the others. Raises Invalid for a name that is taken, Conflict."""
    _check(db, cycle_id, draft, None)
    change(db, actor, cycle_id, "criteria.change", version=version, how="add")
    last = db.scalar(select(func.max(Criterion.position)).where(Criterion.cycle_id == cycle_id)) or 0
    criterion = criterion_from(draft, cycle_id, last + 1)
    db.add(criterion)
    db.flush()
    return criterion


def change_criterion(
    db: Session, actor: Actor | None, criterion: Criterion, draft: CriterionDraft, *, version: int | None = None
) -> None:
    """Word, scale, weigh or aim a criterion anew; its key stays. Raises Invalid and Conflict."""
    _check(db, criterion.cycle_id, draft, criterion)
    change(db, actor, criterion.cycle_id, "criteria.change", version=version, how="edit")
    for column, value in columns_of(draft).items():
        setattr(criterion, column, value)
    db.flush()


def move_criterion(db: Session, actor: Actor | None, criterion: Criterion, step: int, *, version: int) -> None:
    """Put a criterion one place earlier (-1) or later (1); at the end of the list nothing moves. Raises Conflict."""
    change(db, actor, criterion.cycle_id, "criteria.change", version=version, how="move")
    order = list(queries.criteria_of(db, criterion.cycle_id))
    place = order.index(criterion)
    order.insert(max(place + step, 0), order.pop(place))
    for position, one in enumerate(order, 1):
        one.position = position
    db.flush()


def remove_criterion(db: Session, actor: Actor | None, criterion: Criterion, *, version: int) -> None:
    """Take a criterion out. Raises Invalid when a round was scored on it, nothing with a weight would stay, or weights
    are locked."""
    if db.scalar(select(exists().where(RoundCriterion.criterion_id == criterion.id))):
        raise Invalid(_("A round was scored on this criterion, so it stays."))
    others = [one for one in queries.criteria_of(db, criterion.cycle_id) if one is not criterion]
    if others and not any(one.weight for one in others):
        raise Invalid(_("At least one criterion needs a weight above 0."))
    keep_weights(db, criterion.cycle_id, changed=criterion.weight != 0)
    change(db, actor, criterion.cycle_id, "criteria.change", version=version, how="remove")
    db.delete(criterion)
    db.flush()


def new_key(db: Session, cycle_id: int) -> str:
    """A key no criterion of the cycle has."""
    taken = set(db.scalars(select(Criterion.key).where(Criterion.cycle_id == cycle_id)))
    return next(key for n in range(1, len(taken) + 2) if (key := f"criterion_{n}") not in taken)


def _check(db: Session, cycle_id: int, draft: CriterionDraft, itself: Criterion | None) -> None:
    """What only the other criteria can tell."""
    if not (draft.name_ja or draft.name_en):
        raise Invalid(_("Give the criterion a name in at least one language."), "name_ja")
    others: list[Any] = [one for one in queries.criteria_of(db, cycle_id) if one is not itself]
    for field in ("name_ja", "name_en"):
        name = comparable(getattr(draft, field))
        if name and any(comparable(getattr(one, field)) == name for one in others):
            raise Invalid(_("Another criterion of this cycle has this name."), field)
    if draft.weight == 0 and not any(one.weight for one in others):
        raise Invalid(_("At least one criterion needs a weight above 0."), "weight")
    weight = itself.weight if itself else 0
    keep_weights(db, cycle_id, changed=draft.weight != weight, field="weight")

"""What changes somebody's scenarios: keep one, change it, delete it, take that back.

Nothing of this is written into the record. A scenario is a sketch that its person alone reads, as a draft of a sheet
is: no tally, decision or report rests on it, and an event would only tell who was in doubt.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel.db import rows_changed
from panel.errors import Conflict, Invalid
from panel.models.scenarios import Scenario
from panel.policy.subjects import Actor
from panel.scenarios.queries import ScenarioHere, n_kept

MOST: Final = 20
"""So many scenarios one person keeps of a round."""


def keep(
    db: Session, actor: Actor, round_id: int, name: str, weights: Mapping[str, Decimal], *, now: datetime
) -> Scenario:
    """A new scenario. Raises Invalid where the name is taken or there are too many."""
    _forget_removed(db, actor, round_id)
    if n_kept(db, actor, round_id) >= MOST:
        raise Invalid(_("You have kept %(n)s scenarios of this round. Delete one of them first.", n=MOST))
    kept = Scenario(
        round_id=round_id, person_id=actor.person_id, name=name, weights=_as_stored(weights), created_at=now
    )
    with _a_free_name(db):
        db.add(kept)
    return kept


def change(
    db: Session, actor: Actor, here: ScenarioHere, name: str, weights: Mapping[str, Decimal], *, version: int
) -> None:
    """Name or weigh it anew. Raises Invalid for a name that is taken, Conflict when it was changed since `version`."""
    _forget_removed(db, actor, here.round.id)
    as_seen = update(Scenario).where(Scenario.id == here.own.id, Scenario.version == version)
    with _a_free_name(db):
        changed = db.execute(as_seen.values(name=name, weights=_as_stored(weights), version=version + 1))
    if not rows_changed(changed):
        raise Conflict(_("This scenario was changed in another window."))


def remove(db: Session, actor: Actor, here: ScenarioHere, *, now: datetime) -> None:
    """Delete it; until the next change that can be taken back. Raises Conflict when it is deleted already."""
    if here.removed:
        raise Conflict(_("This scenario was deleted in another window."))
    _forget_removed(db, actor, here.round.id)
    db.execute(update(Scenario).where(Scenario.id == here.own.id).values(removed_at=now))


def restore(db: Session, here: ScenarioHere) -> None:
    """Take deleting back. Raises Conflict when it is not deleted."""
    if not here.removed:
        raise Conflict(_("This scenario is not deleted."))
    db.execute(update(Scenario).where(Scenario.id == here.own.id).values(removed_at=None))


@contextmanager
def _a_free_name(db: Session) -> Iterator[None]:
    """Store something named; the name may have been taken in another window a moment ago."""
    try:
        with db.begin_nested():
            yield
    except IntegrityError as taken:
        raise Invalid(_("Another scenario of yours has this name. Choose another one."), "name") from taken


def _forget_removed(db: Session, actor: Actor, round_id: int) -> None:
    """What was deleted before is gone for good as soon as the next change is made."""
    gone = (Scenario.round_id == round_id, Scenario.person_id == actor.person_id, Scenario.removed_at.is_not(None))
    db.execute(delete(Scenario).where(*gone))


def _as_stored(weights: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: str(weight) for key, weight in weights.items()}

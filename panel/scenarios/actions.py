"""What changes somebody's scenarios: keep one, change it; deleting and taking that back is every sketch's."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from panel.models.scenarios import Scenario
from panel.policy.subjects import Actor
from panel.scenarios.queries import ScenarioHere
from panel.sketches import MOST, Book

BOOK: Final = Book(
    Scenario,
    too_many=_l("You have kept %(n)s scenarios of this round. Delete one of them first.", n=MOST),
    name_taken=_l("Another scenario of yours has this name. Choose another one."),
    changed=_l("This scenario was changed in another window."),
    deleted=_l("This scenario was deleted in another window."),
    not_deleted=_l("This scenario is not deleted."),
)


def keep(
    db: Session, actor: Actor, round_id: int, name: str, weights: Mapping[str, Decimal], *, now: datetime
) -> Scenario:
    """A new scenario. Raises Invalid where the name is taken or there are too many."""
    return BOOK.keep(db, actor, round_id, name, now=now, weights=_as_stored(weights))


def change(
    db: Session, actor: Actor, here: ScenarioHere, name: str, weights: Mapping[str, Decimal], *, version: int
) -> None:
    """Name or weigh it anew. Raises Invalid for a name that is taken, Conflict when it was changed since `version`."""
    BOOK.change(db, actor, here.round.id, here.own.id, version=version, name=name, weights=_as_stored(weights))


def _as_stored(weights: Mapping[str, Decimal]) -> dict[str, str]:
    return {key: str(weight) for key, weight in weights.items()}

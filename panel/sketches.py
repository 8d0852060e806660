"""Keeping, changing, deleting and taking back the sketches of one person about a round: scenarios and shortlists.

Nothing of this is written into the record. A sketch is read by its person alone, as a draft of a sheet is: no tally,
decision or report rests on it, and an event would only tell who was in doubt.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from flask_babel import LazyString
from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel.db import rows_changed
from panel.errors import Conflict, Invalid
from panel.models.scenarios import Scenario
from panel.models.shortlists import ShortlistDraft
from panel.policy.subjects import Actor

MOST: Final = 20
"""So many sketches of a kind one person keeps of a round."""
Kept = TypeVar("Kept", Scenario, ShortlistDraft)


def standing(kind: type[Kept], actor: Actor, round_id: int) -> ColumnElement[bool]:
    """The asker's own sketches of a round, as a condition; without one that is deleted."""
    return and_(kind.round_id == round_id, kind.person_id == actor.person_id, kind.removed_at.is_(None))


@dataclass(frozen=True)
class Book(Generic[Kept]):
    """One kind of sketches, with what is said where something cannot be done to one."""

    kind: type[Kept]
    too_many: LazyString
    name_taken: LazyString
    changed: LazyString
    deleted: LazyString
    not_deleted: LazyString

    def keep(self, db: Session, actor: Actor, round_id: int, name: str, *, now: datetime, **content: Any) -> Kept:
        """A new sketch. Raises Invalid where the name is taken or there are too many."""
        self._forget_removed(db, actor, round_id)
        n_kept = db.scalar(select(func.count()).select_from(self.kind).where(standing(self.kind, actor, round_id))) or 0
        if n_kept >= MOST:
            raise Invalid(str(self.too_many))
        sketch = self.kind(round_id=round_id, person_id=actor.person_id, name=name, created_at=now, **content)
        with self._a_free_name(db):
            db.add(sketch)
        return sketch

    def change(self, db: Session, actor: Actor, round_id: int, sketch_id: int, *, version: int, **values: Any) -> None:
        """Change a sketch. Raises Invalid for a name that is taken, Conflict when it was changed since `version`."""
        self._forget_removed(db, actor, round_id)
        own = self.kind.person_id == actor.person_id
        as_seen = update(self.kind).where(self.kind.id == sketch_id, own, self.kind.version == version)
        with self._a_free_name(db):
            changed = db.execute(as_seen.values(version=version + 1, **values))
        if not rows_changed(changed):
            raise Conflict(str(self.changed))

    def remove(self, db: Session, actor: Actor, round_id: int, sketch_id: int, *, now: datetime) -> None:
        """Delete a sketch; until the next change that can be taken back. Raises Conflict when it is."""
        self._forget_removed(db, actor, round_id)
        if not self._set(db, actor, sketch_id, self.kind.removed_at.is_(None), now):
            raise Conflict(str(self.deleted))

    def restore(self, db: Session, actor: Actor, sketch_id: int) -> None:
        """Take deleting back. Raises Conflict when it is not deleted."""
        if not self._set(db, actor, sketch_id, self.kind.removed_at.is_not(None), None):
            raise Conflict(str(self.not_deleted))

    def _set(
        self, db: Session, actor: Actor, sketch_id: int, stands: ColumnElement[bool], removed_at: datetime | None
    ) -> bool:
        own = (self.kind.id == sketch_id, self.kind.person_id == actor.person_id, stands)
        return rows_changed(db.execute(update(self.kind).where(*own).values(removed_at=removed_at))) == 1

    def _forget_removed(self, db: Session, actor: Actor, round_id: int) -> None:
        """What was deleted before is gone for good as soon as the next change is made."""
        own = (self.kind.round_id == round_id, self.kind.person_id == actor.person_id)
        db.execute(delete(self.kind).where(*own, self.kind.removed_at.is_not(None)))

    @contextmanager
    def _a_free_name(self, db: Session) -> Iterator[None]:
        """Store something named; the name may have been taken in another window a moment ago."""
        try:
            with db.begin_nested():
                yield
        except IntegrityError as taken:
            raise Invalid(str(self.name_taken), "name") from taken

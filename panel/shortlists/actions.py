"""What changes somebody's shortlists: keep one, change it, delete it, take that back.

Like scenarios, and for the same reason, nothing of this is written into the record: it is a sketch of one person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel.calc.shortlisting import Asked
from panel.db import rows_changed
from panel.errors import Conflict, Invalid
from panel.models.shortlists import ShortlistDraft
from panel.policy.subjects import Actor
from panel.shortlists.queries import ShortlistHere, n_kept

MOST: Final = 20
"""So many shortlists one person keeps of a round."""


def keep_shortlist(
    db: Session, actor: Actor, round_id: int, name: str, asked: Asked, *, now: datetime
) -> ShortlistDraft:
    """A new shortlist. Raises Invalid where the name is taken or there are too many."""
    _forget_removed(db, actor, round_id)
    if n_kept(db, actor, round_id) >= MOST:
        raise Invalid(_("You have kept %(n)s shortlists of this round. Delete one of them first.", n=MOST))
    kept = ShortlistDraft(
        round_id=round_id, person_id=actor.person_id, name=name, asked=asked.as_plain(), created_at=now
    )
    with _a_free_name(db):
        db.add(kept)
    return kept


def change_shortlist(db: Session, actor: Actor, here: ShortlistHere, name: str, asked: Asked, *, version: int) -> None:
    """Name it or ask anew. Raises Invalid for a name that is taken, Conflict when it was changed since `version`."""
    _forget_removed(db, actor, here.round.id)
    as_seen = update(ShortlistDraft).where(ShortlistDraft.id == here.own.id, ShortlistDraft.version == version)
    with _a_free_name(db):
        changed = db.execute(as_seen.values(name=name, asked=asked.as_plain(), version=version + 1))
    if not rows_changed(changed):
        raise Conflict(_("This shortlist was changed in another window."))


def remove_shortlist(db: Session, actor: Actor, here: ShortlistHere, *, now: datetime) -> None:
    """Delete it; until the next change that can be taken back. Raises Conflict when it is deleted already."""
    if here.removed:
        raise Conflict(_("This shortlist was deleted in another window."))
    _forget_removed(db, actor, here.round.id)
    db.execute(update(ShortlistDraft).where(ShortlistDraft.id == here.own.id).values(removed_at=now))


def restore_shortlist(db: Session, here: ShortlistHere) -> None:
    """Take deleting back. Raises Conflict when it is not deleted."""
    if not here.removed:
        raise Conflict(_("This shortlist is not deleted."))
    db.execute(update(ShortlistDraft).where(ShortlistDraft.id == here.own.id).values(removed_at=None))


@contextmanager
def _a_free_name(db: Session) -> Iterator[None]:
    """Store something named; the name may have been taken in another window a moment ago."""
    try:
        with db.begin_nested():
            yield
    except IntegrityError as taken:
        raise Invalid(_("Another shortlist of yours has this name. Choose another one."), "name") from taken


def _forget_removed(db: Session, actor: Actor, round_id: int) -> None:
    """What was deleted before is gone for good as soon as the next change is made."""
    own = (ShortlistDraft.round_id == round_id, ShortlistDraft.person_id == actor.person_id)
    db.execute(delete(ShortlistDraft).where(*own, ShortlistDraft.removed_at.is_not(None)))

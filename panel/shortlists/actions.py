"""What changes somebody's shortlists: keep one, change it; deleting and taking that back is every sketch's."""

from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from panel.calc.shortlisting import Asked
from panel.models.shortlists import ShortlistDraft
from panel.policy.subjects import Actor
from panel.shortlists.queries import ShortlistHere
from panel.sketches import MOST, Book

BOOK: Final = Book(
    ShortlistDraft,
    too_many=_l("You have kept %(n)s shortlists of this round. Delete one of them first.", n=MOST),
    name_taken=_l("Another shortlist of yours has this name. Choose another one."),
    changed=_l("This shortlist was changed in another window."),
    deleted=_l("This shortlist was deleted in another window."),
    not_deleted=_l("This shortlist is not deleted."),
)


def keep_shortlist(
    db: Session, actor: Actor, round_id: int, name: str, asked: Asked, *, now: datetime
) -> ShortlistDraft:
    """A new shortlist. Raises Invalid where the name is taken or there are too many."""
    return BOOK.keep(db, actor, round_id, name, now=now, asked=asked.as_plain())


def change_shortlist(db: Session, actor: Actor, here: ShortlistHere, name: str, asked: Asked, *, version: int) -> None:
    """Name it or ask anew. Raises Invalid for a name that is taken, Conflict when it was changed since `version`."""
    BOOK.change(db, actor, here.round.id, here.own.id, version=version, name=name, asked=asked.as_plain())

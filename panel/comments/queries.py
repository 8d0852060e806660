"""What the pages of comments read: one comment where it stands, and what it said before."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.errors import Missing
from panel.models.comments import Comment, CommentType, CommentVersion
from panel.policy.places import CycleHere, ProposalHere, proposal_here
from panel.policy.subjects import Actor, Place

_NOBODY = 0  # an imported comment is nobody's own; without an owner the table would take it for everybody's


@dataclass(frozen=True)
class CommentHere:
    """A comment as the rights need it, on its proposal."""

    id: int
    parent_id: int | None
    author_id: int | None
    type: CommentType
    body: str
    version: int
    created_at: datetime
    edited_at: datetime | None
    is_retracted: bool
    is_hidden: bool
    proposal: ProposalHere
    place: Place

    @property
    def cycle(self) -> CycleHere:
        """The cycle the page stands in."""
        return self.proposal.cycle


@dataclass(frozen=True)
class Earlier:
    """What a comment said before an edit."""

    number: int
    type: CommentType
    body: str
    replaced_at: datetime


def proposal(db: Session, actor: Actor, proposal_id: int) -> ProposalHere:
    """The proposal that is commented on."""
    return proposal_here(db, proposal_id, clock.now())


def comment(db: Session, actor: Actor, proposal_id: int, comment_id: int) -> CommentHere:
    """A comment of this proposal. Raises Missing for one of another."""
    here = proposal_here(db, proposal_id, clock.now())
    columns = Comment.__table__.columns
    row = db.execute(select(*columns).where(Comment.id == comment_id, Comment.proposal_id == proposal_id)).one_or_none()
    if row is None:
        raise Missing
    return CommentHere(
        id=row.id,
        parent_id=row.parent_id,
        author_id=row.author_id,
        type=CommentType(row.type),
        body=row.body,
        version=row.version,
        created_at=row.created_at,
        edited_at=row.edited_at,
        is_retracted=row.retracted_at is not None,
        is_hidden=row.hidden_at is not None,
        proposal=here,
        place=replace(here.place, owner_id=row.author_id or _NOBODY),
    )


def answerable(db: Session, actor: Actor, here: ProposalHere, comment_id: str) -> CommentHere | None:
    """The comment that is replied to, None for a comment of its own. Raises Missing unless it can be answered.

    Replies go one level deep, and nobody answers what has been retracted or hidden.
    """
    if not comment_id:
        return None
    if not (comment_id.isascii() and comment_id.isdigit() and len(comment_id) <= 9):
        raise Missing
    found = comment(db, actor, here.id, int(comment_id))
    if found.parent_id is not None or found.is_retracted or found.is_hidden:
        raise Missing
    return found


def earlier(db: Session, here: CommentHere) -> list[Earlier]:
    """What the comment said before its edits, newest first."""
    columns = (getattr(CommentVersion, name) for name in Earlier.__dataclass_fields__)
    query = select(*columns).where(CommentVersion.comment_id == here.id).order_by(CommentVersion.number.desc())
    return [Earlier(row.number, CommentType(row.type), row.body, row.replaced_at) for row in db.execute(query)]

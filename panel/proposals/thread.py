"""The discussion of a proposal as one reader may see it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from panel.models.comments import Comment, CommentType
from panel.models.people import Person
from panel.policy.actions import Action
from panel.policy.places import ProposalHere
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor
from panel.proposals.queries import full_name


@dataclass(frozen=True)
class Said:
    """A comment as a reader of the thread sees it; hidden and retracted ones leave their place only."""

    id: int
    parent_id: int | None
    author_id: int | None
    author: str
    author_en: str
    type: CommentType
    body: str
    version: int
    created_at: datetime
    edited_at: datetime | None
    is_retracted: bool
    is_hidden: bool
    hidden_reason: str
    may_edit: bool
    may_hide: bool
    replies: tuple["Said", ...] = ()


_COMMENTS = (
    select(*Comment.__table__.columns, Person.family_name, Person.given_name, Person.name_en)
    .outerjoin(Person, Person.id == Comment.author_id)
    .where(Comment.proposal_id == bindparam("proposal_id"))
    .order_by(Comment.id)
)


def thread_of(db: Session, actor: Actor, here: ProposalHere) -> tuple[Said, ...]:
    """The discussion as this reader may see it: comments in their order, each with its replies."""
    if may(actor, Action.COMMENT_VIEW, here.place).verdict is not Verdict.YES:
        return ()
    rows = db.execute(_COMMENTS, {"proposal_id": here.id}).all()
    reader = _Reader(actor, here)
    replies: dict[int, list[Said]] = {}
    for row in rows:
        if row.parent_id is not None:
            replies.setdefault(row.parent_id, []).append(reader.said(row))
    return tuple(reader.said(row, tuple(replies.get(row.id, ()))) for row in rows if row.parent_id is None)


class _Reader:
    """What one reader may do in one discussion, asked once for all its comments."""

    def __init__(self, actor: Actor, here: ProposalHere) -> None:
        own = replace(here.place, owner_id=actor.person_id)
        self.person_id = actor.person_id
        self.edits_own = may(actor, Action.COMMENT_EDIT, own).verdict is Verdict.YES
        self.hides = may(actor, Action.COMMENT_HIDE, here.place).verdict is Verdict.YES

    def said(self, row: Any, replies: tuple[Said, ...] = ()) -> Said:
        """A comment with its text, unless it was retracted or is hidden from this reader."""
        retracted, hidden = row.retracted_at is not None, row.hidden_at is not None
        return Said(
            id=row.id,
            parent_id=row.parent_id,
            author_id=row.author_id,
            author=full_name(row.family_name, row.given_name),
            author_en=row.name_en or "",
            type=CommentType(row.type),
            body="" if retracted or (hidden and not self.hides) else row.body,
            version=row.version,
            created_at=row.created_at,
            edited_at=row.edited_at,
            is_retracted=retracted,
            is_hidden=hidden,
            hidden_reason=row.hidden_reason,
            may_edit=self.edits_own and row.author_id == self.person_id and not hidden,
            may_hide=self.hides and not retracted,
            replies=replies,
        )

"""The discussion of a proposal as one reader may see it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from panel.models.comments import Comment, CommentType
from panel.models.people import Membership, Person
from panel.policy.actions import Action
from panel.policy.places import ProposalHere
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor
from panel.proposals.queries import full_name

MOST_OPEN: Final = 10
"""So many comments with their replies stand open at the end of a long thread; earlier ones are folded away."""


@dataclass(frozen=True)
class Said:
    """A comment as a reader of the thread sees it; hidden and retracted ones leave their place only."""

    id: int
    parent_id: int | None
    author_id: int | None
    author: str
    author_en: str
    organisation_ja: str
    organisation_en: str
    role: str  # in which they sit on the panel, the first by name of several; empty for none
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


@dataclass(frozen=True)
class Thread:
    """What stands above a discussion, counted over what its reader can read, and how much of it is folded away."""

    n: int
    of_type: Mapping[CommentType, int]
    n_new: int
    n_folded: int
    folds_new: bool


_ROLE = (
    select(func.min(Membership.role))
    .where(
        Membership.person_id == Comment.author_id,
        Membership.panel_id == bindparam("panel_id"),
        Membership.ended_at.is_(None),
    )
    .scalar_subquery()
    .label("role")
)
_PERSON = (
    Person.family_name,
    Person.given_name,
    Person.name_en,
    Person.organisation_ja,
    Person.organisation_en,
)
_COMMENTS = (
    select(*Comment.__table__.columns, *_PERSON, _ROLE)
    .outerjoin(Person, Person.id == Comment.author_id)
    .where(Comment.proposal_id == bindparam("proposal_id"))
    .order_by(Comment.id)
)


def thread_of(db: Session, actor: Actor, here: ProposalHere) -> tuple[Said, ...]:
    """The discussion as this reader may see it: comments in their order, each with its replies."""
    if may(actor, Action.COMMENT_VIEW, here.place).verdict is not Verdict.YES:
        return ()
    rows = db.execute(_COMMENTS, {"proposal_id": here.id, "panel_id": here.cycle.panel_id}).all()
    reader = _Reader(actor, here)
    replies: dict[int, list[Said]] = {}
    for row in rows:
        if row.parent_id is not None:
            replies.setdefault(row.parent_id, []).append(reader.said(row))
    return tuple(reader.said(row, tuple(replies.get(row.id, ()))) for row in rows if row.parent_id is None)


def summary(comments: Sequence[Said], since: datetime | None) -> Thread:
    """The discussion in numbers; what was said after `since` is new, without it nothing is."""
    said = [one for comment in comments for one in (comment, *comment.replies) if one.body]
    folded = comments[:-MOST_OPEN]
    return Thread(
        n=len(said),
        of_type=dict(Counter(one.type for one in said).most_common()),
        n_new=sum(_is_new(one, since) for one in said),
        n_folded=len(folded),
        folds_new=any(_is_new(one, since) for comment in folded for one in (comment, *comment.replies)),
    )


def _is_new(said: Said, since: datetime | None) -> bool:
    return since is not None and bool(said.body) and said.created_at > since


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
            organisation_ja=row.organisation_ja or "",
            organisation_en=row.organisation_en or "",
            role=row.role or "",
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

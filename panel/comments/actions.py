"""Writing comments: add, edit with the old text kept, retract to a tombstone, hide with a reason and show again."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from panel import commitments, ledger
from panel.comments.queries import CommentHere
from panel.errors import Conflict
from panel.models.comments import Comment, CommentType, CommentVersion
from panel.models.search import index_comment
from panel.policy.places import ProposalHere
from panel.policy.subjects import Actor


def add_comment(
    db: Session, actor: Actor, here: ProposalHere, *, type: CommentType, body: str, parent_id: int | None, now: datetime
) -> Comment:
    """A comment on the proposal, or a reply to one of its comments."""
    comment = Comment(
        proposal_id=here.id, parent_id=parent_id, author_id=actor.person_id, type=type, body=body, created_at=now
    )
    db.add(comment)
    db.flush()
    index_comment(db, comment)
    _record(db, actor, "comment.add", here, comment)
    return comment


def edit_comment(
    db: Session, actor: Actor, here: CommentHere, *, type: CommentType, body: str, version: int, now: datetime
) -> None:
    """Say it anew; what it said stays readable. Raises Conflict when it was changed since `version`."""
    if (here.type, here.body) == (type, body):
        return
    _changed(db, here, version, {"type": type, "body": body, "edited_at": now})
    before = CommentVersion(comment_id=here.id, number=version, type=here.type, body=here.body, replaced_at=now)
    db.add(before)
    db.flush()
    _record(db, actor, "comment.edit", here.proposal, _indexed(db, here), before)


def retract_comment(db: Session, actor: Actor, here: CommentHere, *, version: int, now: datetime) -> None:
    """Take a comment back: its place stays, so that replies keep theirs."""
    _changed(db, here, version, {"retracted_at": now})
    _record(db, actor, "comment.retract", here.proposal, _indexed(db, here))


def hide_comment(db: Session, actor: Actor, here: CommentHere, *, reason: str, now: datetime) -> None:
    """Hide a comment from the panel; the text is kept, and the reason stands in its place."""
    _changed(db, here, here.version, {"hidden_at": now, "hidden_reason": reason})
    _record(db, actor, "comment.hide", here.proposal, _indexed(db, here))


def show_comment(db: Session, actor: Actor, here: CommentHere) -> None:
    """Show a hidden comment again."""
    _changed(db, here, here.version, {"hidden_at": None, "hidden_reason": ""}, hidden=True)
    _record(db, actor, "comment.show", here.proposal, _indexed(db, here))


def _changed(
    db: Session, here: CommentHere, version: int, values: Mapping[str, object], *, hidden: bool = False
) -> None:
    """Change the comment only while it stands as the person saw it. Raises Conflict."""
    if here.is_retracted:
        raise Conflict(_("This comment was retracted."))
    if here.is_hidden is not hidden:
        raise Conflict(_("This comment was hidden.") if here.is_hidden else _("This comment is not hidden."))
    stands = (Comment.id == here.id, Comment.version == version)
    changed = update(Comment).where(*stands).values(**values, version=version + 1)
    if db.execute(changed, execution_options={"synchronize_session": False}).rowcount == 0:  # type: ignore[attr-defined]
        raise Conflict(_("This comment was changed in another window."))


def _indexed(db: Session, here: CommentHere) -> Comment:
    """The comment as it stands now, with the words it is found by."""
    comment = db.get_one(Comment, here.id, populate_existing=True)
    index_comment(db, comment)
    return comment


def _record(
    db: Session, actor: Actor, action: str, here: ProposalHere, comment: Comment, *kept: CommentVersion
) -> None:
    content = commitments.of(comment, *kept)
    ledger.record(db, actor, action, f"comment:{comment.id}", content, panel_id=here.cycle.panel_id, proposal=here.id)

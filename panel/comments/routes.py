"""The pages of comments: write one, edit, retract, hide, and read what it said before."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock
from panel.comments import actions, queries, words
from panel.comments.forms import CommentForm, EditForm, HideForm, RetractForm
from panel.comments.queries import CommentHere
from panel.errors import Conflict
from panel.models.comments import CommentType
from panel.policy.actions import Action
from panel.policy.places import ProposalHere
from panel.policy.readers import readers
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor
from panel.web import undo
from panel.web.door import TEXT_LIMIT
from panel.web.guard import needs
from panel.web.representation import page

room = Blueprint("comments", __name__)
room.add_app_template_global(lambda: words, "comment_words")
room.add_app_template_global(CommentForm, "comment_form")


@room.get("/proposals/<int:proposal_id>/comments/new")
@needs(Action.COMMENT_ADD, queries.proposal)
def write(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """The form on a page of its own: for replies."""
    parent = queries.answerable(db, actor, here, request.args.get("reply_to", ""))
    return _write_page(here, CommentForm(), parent)


def _write_page(here: ProposalHere, form: CommentForm, parent: CommentHere | None) -> ResponseReturnValue:
    seen_by = readers(Action.COMMENT_VIEW, here.place)
    return page("comments/write.html", form.status, here=here, form=form, parent=parent, readers=seen_by)


@room.post("/proposals/<int:proposal_id>/comments")
@needs(Action.COMMENT_ADD, queries.proposal, body_limit=TEXT_LIMIT)
def add(db: Session, actor: Actor, here: ProposalHere) -> ResponseReturnValue:
    """Say something on a proposal, or answer a comment on it."""
    parent = queries.answerable(db, actor, here, request.args.get("reply_to", ""))
    form = CommentForm()
    if not form.validate():
        return _write_page(here, form, parent)
    kind, body = CommentType(form.type.data), form.body.data or ""
    parent_id = parent.id if parent else None
    said = actions.add_comment(db, actor, here, type=kind, body=body, parent_id=parent_id, now=clock.now())
    flash(_("Your comment was added."), "success")
    return _back(here, said.id)


@room.route("/proposals/<int:proposal_id>/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@needs(Action.COMMENT_EDIT, queries.comment, body_limit=TEXT_LIMIT)
def edit(db: Session, actor: Actor, here: CommentHere) -> ResponseReturnValue:
    """Say it anew."""
    form = EditForm(data={"type": here.type, "body": here.body, "version": str(here.version)})
    if not form.validate_on_submit():
        return page("comments/edit.html", form.status, here=here, form=form, sentence=None)
    kind, body = CommentType(form.type.data), form.body.data or ""
    try:
        actions.edit_comment(db, actor, here, type=kind, body=body, version=form.base_version, now=clock.now())
    except Conflict as problem:
        form.version.data = str(here.version)
        return page("comments/edit.html", 409, here=here, form=form, sentence=problem.sentence)
    flash(_("Your comment was changed."), "success")
    return _back(here.proposal, here.id)


@room.route("/proposals/<int:proposal_id>/comments/<int:comment_id>/retract", methods=["GET", "POST"])
@needs(Action.COMMENT_RETRACT, queries.comment)
def retract(db: Session, actor: Actor, here: CommentHere) -> ResponseReturnValue:
    """Confirm that a comment is taken back."""
    form = RetractForm(data={"version": str(here.version)})
    if not form.validate_on_submit():
        return page("comments/retract.html", form.status, here=here, form=form)
    actions.retract_comment(db, actor, here, version=form.base_version, now=clock.now())
    flash(_("Your comment was retracted."), "success")
    return _back(here.proposal, here.id)


@room.route("/proposals/<int:proposal_id>/comments/<int:comment_id>/hide", methods=["GET", "POST"])
@needs(Action.COMMENT_HIDE, queries.comment)
def hide(db: Session, actor: Actor, here: CommentHere) -> ResponseReturnValue:
    """Hide a comment from the panel, with the reason."""
    form = HideForm()
    if not form.validate_on_submit():
        return page("comments/hide.html", form.status, here=here, form=form)
    actions.hide_comment(db, actor, here, reason=form.reason.data or "", now=clock.now())
    place = {"proposal_id": here.proposal.id, "comment_id": here.id}
    undo.offer(_("The comment was hidden."), "comments.show_again", **place)
    return _back(here.proposal, here.id)


@room.post("/proposals/<int:proposal_id>/comments/<int:comment_id>/show")
@needs(Action.COMMENT_HIDE, queries.comment)
def show_again(db: Session, actor: Actor, here: CommentHere) -> ResponseReturnValue:
    """Show a hidden comment again."""
    actions.show_comment(db, actor, here)
    flash(_("The comment is shown again."), "success")
    return _back(here.proposal, here.id)


@room.get("/proposals/<int:proposal_id>/comments/<int:comment_id>/versions")
@needs(Action.COMMENT_VIEW, queries.comment)
def history(db: Session, actor: Actor, here: CommentHere) -> ResponseReturnValue:
    """What a comment said before it was edited; of one that is hidden or retracted nothing is shown."""
    closed = here.is_retracted or (
        here.is_hidden and may(actor, Action.COMMENT_HIDE, here.place).verdict is not Verdict.YES
    )
    before = [] if closed else queries.earlier(db, here)
    shown = replace(here, body="") if closed else here
    return page("comments/history.html", here=shown, before=before, closed=closed)


def _back(here: ProposalHere, comment_id: int) -> ResponseReturnValue:
    return redirect(url_for("proposals.show", proposal_id=here.id, _anchor=f"comment-{comment_id}"), 303)

"""The pages of the unsealing: asked for at a sheet, then one page for everybody from beginning to end."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from panel import clock
from panel.policy.actions import Action
from panel.policy.subjects import Actor
from panel.unsealing import actions, queries
from panel.unsealing.forms import ReasonForm
from panel.unsealing.queries import SheetHere, UnsealingHere
from panel.web import approvals, letters
from panel.web.form import Form, refused
from panel.web.guard import needs
from panel.web.representation import page
from panel.web.site import site

room = Blueprint("unsealing", __name__)


@room.route("/rounds/<int:round_id>/proposals/<int:proposal_id>/sheets/<int:number>/unseal", methods=["GET", "POST"])
@needs(Action.SCORE_UNSEAL, queries.sheet, form=ReasonForm)
def ask(db: Session, actor: Actor, here: SheetHere) -> ResponseReturnValue:
    """Ask for the name behind one sheet, or confirm that somebody else asked for it."""
    queries.ballot_of(db, here)
    form = ReasonForm()
    waiting = approvals.waiting(db, here.place, Action.SCORE_UNSEAL, request.path, clock.now())
    if not form.validate_on_submit():
        return page("unsealing/ask.html", form.status, here=here, form=form, waiting=waiting)
    begun = actions.begin(db, actor, here, form.reason.data or "", request.path, now=clock.now())
    address = f"{site().settings.base_url}{url_for('unsealing.show', unsealing_id=begun.id)}"
    if site().settings.mail is not None:
        for person in actions.those_to_tell(db, here):
            letters.send(db, person, _l("A seal is being broken"), "unsealing/mail.txt", address=address)
    flash(_("Everybody who scored in the round is told. The name can be read in a day."), "success")
    return redirect(url_for("unsealing.show", unsealing_id=begun.id), 303)


def _here(db: Session, actor: Actor, unsealing_id: int) -> UnsealingHere:
    return queries.unsealing(db, site().settings.seal_key, actor, unsealing_id)


@room.get("/unsealings/<int:unsealing_id>")
@needs(Action.TALLY_VIEW, _here)
def show(db: Session, actor: Actor, here: UnsealingHere) -> ResponseReturnValue:
    """What was asked for, by whom, why, and how far it is; everybody on the panel may know."""
    return _page(here, Form(), 200)


def _page(here: UnsealingHere, form: Form, status: int) -> ResponseReturnValue:
    return page("unsealing/show.html", status, here=here, is_open=here.is_open(clock.now()), form=form)


@room.post("/unsealings/<int:unsealing_id>/agree")
@needs(Action.SCORE_OWN, _here)
def agree(db: Session, actor: Actor, here: UnsealingHere) -> ResponseReturnValue:
    """The writer agrees, so that nobody has to wait. Leads home: what is kept of a post must not tell whose it is."""
    form = Form()
    status = refused(form, lambda: actions.agree(db, here, now=clock.now()))
    if status is not None:
        return _page(here, form, status)
    flash(_("You have agreed. The two officers can read your name on this sheet now."), "success")
    return redirect(url_for("home.show"), 303)


@room.post("/unsealings/<int:unsealing_id>/cancel")
@needs(Action.SCORE_REVEAL, _here)
def cancel(db: Session, actor: Actor, here: UnsealingHere) -> ResponseReturnValue:
    """One of the two takes it back; nobody is named."""
    form = Form()
    status = refused(form, lambda: actions.cancel(db, actor, here, now=clock.now()))
    if status is not None:
        return _page(here, form, status)
    flash(_("It is cancelled. The sheet stays without a name."), "success")
    return redirect(url_for("unsealing.show", unsealing_id=here.id), 303)


@room.post("/unsealings/<int:unsealing_id>/reveal")
@needs(Action.SCORE_REVEAL, _here)
def reveal(db: Session, actor: Actor, here: UnsealingHere) -> ResponseReturnValue:
    """The name, for one of the two; it is shown on this answer alone and kept nowhere."""
    form = Form()
    if not form.validate_on_submit():
        return _page(here, form, form.status)
    writer = actions.reveal(db, site().settings.seal_key, actor, here, now=clock.now())
    return page("unsealing/revealed.html", here=here, writer=writer)

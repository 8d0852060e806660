"""The pages of shortlists: the asker's own, one of them with its limits, asking for one, changing and deleting it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.consensus import Rule
from panel.calc.overview import line_after
from panel.calc.shortlisting import Asked
from panel.errors import Conflict, Invalid
from panel.policy import rounds
from panel.policy.actions import Action
from panel.policy.rounds import RoundHere
from panel.policy.subjects import Actor
from panel.shortlists import actions, queries, showing
from panel.shortlists.forms import ChangeForm, NewShortlistForm, ShortlistForm, shortlist_form
from panel.shortlists.queries import Choice, ShortlistHere
from panel.sketches import MOST
from panel.web import undo
from panel.web.guard import needs
from panel.web.representation import page
from panel.web.results import result

room = Blueprint("shortlists", __name__)


@room.get("/cycles/<int:cycle_id>/tally/shortlists")
@needs(Action.SHORTLIST_VIEW, result)
def list(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """The asker's shortlists, and those that are ticked side by side."""
    kept = queries.own(db, actor, here.round.id)
    choice = queries.choice(db, actor, here)
    beside = showing.compared(kept, request.args)
    return page(
        "shortlists/list.html",
        here=here,
        numbers=rounds.round_numbers(db, here.cycle.id),
        kept=kept,
        n_candidates=len(choice.candidates),
        beside=beside,
        lines=showing.side_by_side(choice, [showing.found(choice, one.asked) for one in beside]),
        most=MOST,
        at_once=showing.AT_ONCE,
    )


@room.get("/cycles/<int:cycle_id>/tally/shortlists/<int:shortlist_id>")
@needs(Action.SHORTLIST_VIEW, queries.shortlist)
def show(db: Session, actor: Actor, here: ShortlistHere) -> ResponseReturnValue:
    """The best set under the limits, what each of them costs, and what could be exchanged."""
    choice = queries.choice(db, actor, here)
    return page("shortlists/show.html", here=here, asked=here.own.asked, found=showing.found(choice, here.own.asked))


# ---- Asking, changing, deleting ----


@room.route("/cycles/<int:cycle_id>/tally/shortlists/new", methods=["GET", "POST"])
@needs(Action.SHORTLIST_CHANGE, result)
def new(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """Ask for a set under limits; it begins with as many as stand above the line, and no limits."""
    choice = queries.choice(db, actor, here)
    form = _form(NewShortlistForm, choice, Asked(k=_usual(here, choice)))
    if choice.candidates and form.validate_on_submit():
        try:
            kept = actions.keep_shortlist(db, actor, here.round.id, form.name.data or "", form.asked(), now=clock.now())
        except Invalid as problem:
            form.refuse(problem.sentence, problem.field)
        else:
            return redirect(url_for("shortlists.show", cycle_id=here.cycle.id, shortlist_id=kept.id), 303)
    return _form_page(here, form, choice)


def _usual(here: RoundHere, choice: Choice) -> int:
    """As many as stand above the line of the round, or all where there are no more."""
    n = len(choice.candidates)
    return max(1, min(n, line_after(Rule.from_plain(here.round.rule), n)))


@room.route("/cycles/<int:cycle_id>/tally/shortlists/<int:shortlist_id>/edit", methods=["GET", "POST"])
@needs(Action.SHORTLIST_CHANGE, queries.shortlist)
def edit(db: Session, actor: Actor, here: ShortlistHere) -> ResponseReturnValue:
    """Name it or ask anew."""
    choice, own = queries.choice(db, actor, here), here.own
    form = _form(ChangeForm, choice, own.asked, name=own.name, version=str(own.version))
    if not form.validate_on_submit():
        return _form_page(here, form, choice)
    try:
        actions.change_shortlist(db, actor, here, form.name.data or "", form.asked(), version=form.base_version)
    except (Invalid, Conflict) as problem:
        form.refuse(problem.sentence, getattr(problem, "field", None))
        if isinstance(problem, Conflict):
            form.version.data = str(own.version)
        return _form_page(here, form, choice, problem.status)
    return redirect(url_for("shortlists.show", cycle_id=here.cycle.id, shortlist_id=own.id), 303)


def _form(kind: type[ShortlistForm], choice: Choice, asked: Asked, **given: str) -> ShortlistForm:
    codes = frozenset(one.code for one in choice.candidates)
    return shortlist_form(kind, choice.groups, codes, asked, **given)


def _form_page(
    here: RoundHere | ShortlistHere, form: ShortlistForm, choice: Choice, status: int | None = None
) -> ResponseReturnValue:
    own = here.own if isinstance(here, ShortlistHere) else None
    candidates = len(choice.candidates)
    return page("shortlists/form.html", status or form.status, here=here, form=form, own=own, n_candidates=candidates)


@room.post("/cycles/<int:cycle_id>/tally/shortlists/<int:shortlist_id>/delete")
@needs(Action.SHORTLIST_CHANGE, queries.shortlist)
def delete(db: Session, actor: Actor, here: ShortlistHere) -> ResponseReturnValue:
    """Delete it; the next page offers to take that back."""
    actions.BOOK.remove(db, actor, here.round.id, here.own.id, now=clock.now())
    said = _("The shortlist was deleted.")
    undo.offer(said, "shortlists.restore", cycle_id=here.cycle.id, shortlist_id=here.own.id)
    return _back(here)


@room.post("/cycles/<int:cycle_id>/tally/shortlists/<int:shortlist_id>/restore")
@needs(Action.SHORTLIST_CHANGE, queries.shortlist)
def restore(db: Session, actor: Actor, here: ShortlistHere) -> ResponseReturnValue:
    """Take deleting back."""
    actions.BOOK.restore(db, actor, here.own.id)
    flash(_("The shortlist is there again."), "success")
    return _back(here)


def _back(here: ShortlistHere) -> ResponseReturnValue:
    return redirect(url_for("shortlists.list", cycle_id=here.cycle.id, round=here.round.number), 303)

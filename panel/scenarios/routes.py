"""The pages of scenarios: the asker's own beside the fixed weights, keeping one, changing one, deleting one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock
from panel.calc import reasons
from panel.calc.scenarios import Question, Start, begun_with, shares
from panel.errors import Conflict, Invalid
from panel.policy import rounds
from panel.policy.actions import Action
from panel.policy.rounds import RoundHere
from panel.policy.subjects import Actor
from panel.scenarios import actions, picture, queries, showing, words
from panel.scenarios.forms import ChangeForm, NewScenarioForm, WeightsForm, weights_form
from panel.scenarios.queries import ScenarioHere
from panel.scenarios.showing import Wanted
from panel.sketches import MOST
from panel.web import language, undo
from panel.web.guard import needs
from panel.web.representation import page
from panel.web.results import result

room = Blueprint("scenarios", __name__)
_SWAP = "swap"  # begin with the weights past the point where two proposals change places


@dataclass(frozen=True)
class Begun:
    """What the form of a new scenario is filled with."""

    name: str
    weights: tuple[Decimal, ...]


@room.get("/cycles/<int:cycle_id>/tally/scenarios")
@needs(Action.SCENARIO_VIEW, result)
def list(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """The asker's scenarios beside the fixed weights, up to four of them side by side."""
    basis = queries.basis(db, actor, here)
    kept = queries.own(db, actor, here.round.id, basis.questions)
    wanted = Wanted.read(request.args, kept)
    cards, sheet = showing.shown(basis, kept, wanted)
    return page(
        "scenarios/list.html",
        here=here,
        numbers=rounds.round_numbers(db, here.cycle.id),
        questions=basis.questions,
        fixed=showing.fixed_shares(basis),
        places=basis.places,
        line_words=words.line(basis.places),
        n_proposals=len(basis.candidates),
        n_left_out=basis.n_left_out,
        cards=cards,
        sheet=sheet,
        wanted=wanted,
        most=MOST,
        at_once=showing.AT_ONCE,
        beginnings=words.offered(basis.questions, queries.members(db, actor, here)),
    )


# ---- What weights can do ----


@room.get("/cycles/<int:cycle_id>/tally/scenarios/weights")
@needs(Action.SCENARIO_VIEW, result)
def weights(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """Whose place depends on the weights, over all weights there are and over those near the fixed ones."""
    basis = queries.basis(db, actor, here)
    found = queries.reach(basis, queries.members(db, actor, here))
    line_words = words.line(found.places)
    return page(
        "scenarios/weights.html",
        here=here,
        found=found,
        finding=words.finding(found),
        line_words=line_words,
        chart=picture.drawn(found, words.finding(found), line_words, language.current()),
        leaf=showing.leaf(found.proposals, request.args.get("page", "")),
        n_left_out=basis.n_left_out,
    )


@room.get("/cycles/<int:cycle_id>/tally/scenarios/swap")
@needs(Action.SCENARIO_VIEW, result)
def swap(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """How much weight would have to move for two proposals to change places."""
    basis = queries.basis(db, actor, here)
    found = queries.exchange(basis, request.args)
    return page(
        "scenarios/swap.html",
        here=here,
        found=found,
        near=showing.choices(basis, found),
        places=basis.places,
        reason=None if found is None or found.reason is None else reasons.WORDS[found.reason],
        n_left_out=basis.n_left_out,
    )


# ---- Keeping, changing, deleting ----


@room.route("/cycles/<int:cycle_id>/tally/scenarios/new", methods=["GET", "POST"])
@needs(Action.SCENARIO_CHANGE, result)
def new(db: Session, actor: Actor, here: RoundHere) -> ResponseReturnValue:
    """Weights under a name; the address says with which ones the form begins."""
    asked = queries.questions(db, here)
    begun = _begun(db, actor, here, asked)
    form = weights_form(NewScenarioForm, asked, begun.weights, name=begun.name)
    if form.validate_on_submit():
        try:
            actions.keep(db, actor, here.round.id, form.name.data or "", form.weights(), now=clock.now())
        except Invalid as problem:
            form.refuse(problem.sentence, problem.field)
        else:
            flash(_("The scenario was kept."), "success")
            return _back(here)
    return _form_page(here, form, offered=words.offered(asked, queries.members(db, actor, here)))


def _begun(db: Session, actor: Actor, here: RoundHere, asked: Sequence[Question]) -> Begun:
    """The weights that the address asks for, and their name: past a swap, else one of those on offer."""
    how, _colon, key = request.args.get("start", "").partition(":")
    if how == _SWAP:
        found = queries.exchange(queries.basis(db, actor, here), request.args)
        if found is not None and found.beyond:
            name = _("%(behind)s before %(ahead)s", behind=found.behind.code, ahead=found.ahead.code)
            return Begun(name, found.beyond)
    start = Start(how) if how in {start.value for start in Start} else Start.FIXED
    stated = queries.members(db, actor, here) if start is Start.MEMBERS else ()
    return Begun("", begun_with(asked, start, key, stated))


@room.route("/cycles/<int:cycle_id>/tally/scenarios/<int:scenario_id>/edit", methods=["GET", "POST"])
@needs(Action.SCENARIO_CHANGE, queries.scenario)
def edit(db: Session, actor: Actor, here: ScenarioHere) -> ResponseReturnValue:
    """Name it or weigh it anew."""
    own = here.own
    form = weights_form(ChangeForm, here.questions, own.weights, name=own.name, version=str(own.version))
    if not form.validate_on_submit():
        return _form_page(here, form)
    try:
        actions.change(db, actor, here, form.name.data or "", form.weights(), version=form.base_version)
    except Invalid as problem:
        form.refuse(problem.sentence, problem.field)
        return _form_page(here, form)
    except Conflict as problem:
        form.refuse(problem.sentence)
        form.version.data = str(own.version)
        return _form_page(here, form, words.stored_beside(form, own), status=problem.status)
    flash(_("The scenario was changed."), "success")
    return _back(here)


def _form_page(
    here: RoundHere | ScenarioHere,
    form: WeightsForm,
    theirs: Sequence[tuple[str, str, str]] = (),
    offered: Sequence[tuple[str, str]] = (),
    status: int | None = None,
) -> ResponseReturnValue:
    """The form with the shares its weights come to; after a conflict what is stored stands above it."""
    weights = [field.data or Decimal(0) for field in form.weight_fields()]
    return page(
        "scenarios/form.html",
        status or form.status,
        here=here,
        form=form,
        shares=shares([float(weight) for weight in weights]),
        theirs=theirs,
        own=here.own if isinstance(here, ScenarioHere) else None,
        beginnings=offered,
        start=request.args.get("start", Start.FIXED),
    )


@room.post("/cycles/<int:cycle_id>/tally/scenarios/<int:scenario_id>/delete")
@needs(Action.SCENARIO_CHANGE, queries.scenario)
def delete(db: Session, actor: Actor, here: ScenarioHere) -> ResponseReturnValue:
    """Delete it; the next page offers to take that back."""
    actions.BOOK.remove(db, actor, here.round.id, here.own.id, now=clock.now())
    undo.offer(_("The scenario was deleted."), "scenarios.restore", cycle_id=here.cycle.id, scenario_id=here.own.id)
    return _back(here)


@room.post("/cycles/<int:cycle_id>/tally/scenarios/<int:scenario_id>/restore")
@needs(Action.SCENARIO_CHANGE, queries.scenario)
def restore(db: Session, actor: Actor, here: ScenarioHere) -> ResponseReturnValue:
    """Take deleting back."""
    actions.BOOK.restore(db, actor, here.own.id)
    flash(_("The scenario is there again."), "success")
    return _back(here)


def _back(here: RoundHere | ScenarioHere) -> ResponseReturnValue:
    return redirect(url_for("scenarios.list", cycle_id=here.cycle.id, round=here.round.number), 303)

"""The pages of the members' weights: the own view, by one of three methods, and all views beside the fixed weights."""

from decimal import Decimal

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel.calc.preferences import MOST_COMPARED, Method
from panel.errors import Conflict
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.readers import readers
from panel.policy.rules import may
from panel.policy.subjects import Actor
from panel.set_up import weights_are_locked
from panel.web.form import refused
from panel.web.guard import needs
from panel.web.representation import page
from panel.weights import actions, queries
from panel.weights.forms import answers_form, fix_form
from panel.weights.queries import Asked

room = Blueprint("weights", __name__)


@room.route("/cycles/<int:cycle_id>/weights", methods=["GET", "POST"])
@needs(Action.WEIGHTS_PROPOSE, queries.cycle)
def show(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """The own view of the weights: what follows from it, and the form in which it is given or changed."""
    asked = queries.criteria(db, here.id)
    own = queries.own(db, actor, here.id, asked)
    methods = offered(len(asked))
    method = wanted(own.method, methods)
    form = answers_form(method, asked, own)

    def act() -> None:
        actions.keep(db, actor, here, method, form.answers(), version=form.base_version)

    status = refused(form, act) if methods else form.status
    if status is None:
        flash(_("Your view of the weights has been saved. You can change it until the round opens."), "success")
        return redirect(url_for("weights.show", cycle_id=here.id), 303)
    if status == Conflict.status:
        form.version.data = str(own.version)
    return page(
        "weights/show.html",
        status,
        here=here,
        asked=asked,
        own=own,
        form=form,
        method=method,
        methods=methods,
        conflicting=status == Conflict.status,
        locked=weights_are_locked(db, here.id),
        readers=readers(Action.WEIGHTS_VIEW, here.place),
    )


def offered(n_criteria: int) -> tuple[Method, ...]:
    """The methods by which so many criteria can be weighed; none where there is nothing to weigh."""
    if n_criteria < 2:
        return ()
    return tuple(method for method in Method if method is not Method.PAIRS or n_criteria <= MOST_COMPARED)


def wanted(usual: Method, methods: tuple[Method, ...]) -> Method:
    """The method that the address or the form names, else the one used before, else the first."""
    named = request.values.get("method")
    return next((one for one in methods if one == named), usual if usual in methods else Method.POINTS)


@room.get("/cycles/<int:cycle_id>/weights/spread")
@needs(Action.WEIGHTS_VIEW, queries.cycle)
def spread(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """How far the members' views lie apart, beside the weights that are fixed now."""
    asked = queries.criteria(db, here.id)
    together, locked = queries.together(db, here.id, asked), weights_are_locked(db, here.id)
    return page("weights/spread.html", here=here, asked=asked, together=together, locked=locked)


@room.route("/cycles/<int:cycle_id>/weights/fix", methods=["GET", "POST"])
@needs(Action.CRITERIA_CHANGE, queries.cycle)
def fix(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """The weights of all criteria at once; the address may ask to begin with the mean of the members' views."""
    asked = queries.criteria(db, here.id)
    form = fix_form(asked, _begun(db, actor, here, asked), here.version)
    status = refused(form, lambda: actions.fix(db, actor, here, form.weights(), version=form.base_version))
    if status is None:
        flash(_("The weights have been saved."), "success")
        return redirect(url_for("cycles.criteria", cycle_id=here.id), 303)
    if status == Conflict.status:
        form.version.data = str(here.version)
    return page(
        "weights/fix.html",
        status,
        here=here,
        asked=asked,
        form=form,
        from_members=_from_members(),
        locked=weights_are_locked(db, here.id),
        conflicting=status == Conflict.status,
    )


def _from_members() -> bool:
    return request.args.get("start") == "members"


def _begun(db: Session, actor: Actor, here: CycleHere, asked: tuple[Asked, ...]) -> list[Decimal]:
    """The weights that are fixed now; or, as percentages, the mean of the members' views where it may be read."""
    if _from_members() and may(actor, Action.WEIGHTS_VIEW, here.place):
        means = queries.together(db, here.id, asked).means
        if means is not None:
            return [round(Decimal(100 * mean), 2) for mean in means]
    return [one.weight for one in asked]

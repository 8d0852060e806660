"""The pages of decisions: the list by tier, one decision with its wording and versions, concluding, publishing."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock
from panel.decisions import actions, queries
from panel.decisions.actions import Wanted
from panel.decisions.forms import TIER_WORDS, ConcludeForm, DecisionForm, WordingForm
from panel.decisions.queries import Case, Deciding
from panel.errors import Conflict, Invalid
from panel.models.decisions import Tier
from panel.models.events import Approval
from panel.policy.actions import Action
from panel.policy.subjects import Actor
from panel.web import approvals
from panel.web.form import Form
from panel.web.guard import needs

room = Blueprint("decisions", __name__)


@room.get("/cycles/<int:cycle_id>/decisions")
@needs(Action.TALLY_VIEW, queries.deciding)
def list(db: Session, actor: Actor, here: Deciding) -> ResponseReturnValue:
    """What is decided, by tier, and what waits."""
    lines = queries.lines(db, actor, here)
    return render_template(
        "decisions/list.html",
        here=here,
        lines=lines,
        n_decided=sum(line.tier is not None for line in lines),
        tiers=TIER_WORDS,
    )


# ---- One decision ----


@room.get("/proposals/<int:proposal_id>/decision/text")
@needs(Action.DECISION_VIEW, queries.case)
def show(db: Session, actor: Actor, case: Case) -> ResponseReturnValue:
    """A decision with what it said before."""
    versions = queries.versions(db, case.decision.id) if case.decision else []
    return render_template("decisions/show.html", case=case, versions=versions, tiers=TIER_WORDS)


@room.route("/proposals/<int:proposal_id>/decision", methods=["GET", "POST"])
@needs(Action.DECISION_RECORD, queries.case)
def record(db: Session, actor: Actor, case: Case) -> ResponseReturnValue:
    """Record the decision; the wording is prefilled with the proposal's own."""
    form = DecisionForm(data={"version": "0", **_proposed(case)})
    if form.validate_on_submit():
        try:
            actions.record_decision(db, actor, case, _wanted(form), now=clock.now())
            flash(_("The decision on %(code)s is recorded.", code=case.proposal.code), "success")
            return redirect(url_for("decisions.list", cycle_id=case.cycle.id), 303)
        except Invalid as problem:
            form.refuse(problem.sentence, problem.field)
    return _decision_page(db, case, form)


@room.route("/proposals/<int:proposal_id>/decision/amend", methods=["GET", "POST"])
@needs(Action.DECISION_AMEND, queries.case)
def amend(db: Session, actor: Actor, case: Case) -> ResponseReturnValue:
    """Amend a decision: one asks with the new text, another confirms that very text."""
    form = DecisionForm(data=_written(case))
    if form.validate_on_submit():
        try:
            actions.amend_decision(db, actor, case, _wanted(form), form.base_version, now=clock.now())
            flash(_("The decision on %(code)s is amended.", code=case.proposal.code), "success")
            return redirect(url_for("decisions.show", proposal_id=case.proposal.id), 303)
        except Invalid as problem:
            form.refuse(problem.sentence, problem.field)
    waiting, asked_by = _waiting(db, case.cycle.panel_id, Action.DECISION_AMEND)
    return _decision_page(db, case, form, waiting=waiting, asked_by=asked_by, actor=actor)


@room.route("/proposals/<int:proposal_id>/decision/wording", methods=["GET", "POST"])
@needs(Action.RECOMMENDATION_EDIT, queries.case)
def wording(db: Session, actor: Actor, case: Case) -> ResponseReturnValue:
    """Change the wording alone."""
    if case.decision is None:
        raise Conflict(_("This proposal has not been decided yet."))
    form = WordingForm(data=_written(case))
    theirs = None
    if form.validate_on_submit():
        try:
            texts = (form.wording_ja.data or "", form.wording_en.data or "")
            actions.reword(db, actor, case, *texts, form.base_version)
            flash(_("The wording of %(code)s is changed.", code=case.proposal.code), "success")
            return redirect(url_for("decisions.show", proposal_id=case.proposal.id), 303)
        except Invalid as problem:
            form.refuse(problem.sentence, problem.field)
        except Conflict:
            theirs, form.version.data = case.decision, str(case.decision.version)
    status = 409 if theirs else form.status
    return render_template("decisions/wording.html", case=case, form=form, theirs=theirs), status


def _proposed(case: Case) -> dict[str, str]:
    """The proposal's own words as a first wording: its title, then its actions."""
    here = case.proposal
    return {
        "wording_ja": "\n".join(text for text in (here.title_ja, case.actions_ja) if text),
        "wording_en": "\n".join(text for text in (here.title_en, case.actions_en) if text),
    }


def _written(case: Case) -> dict[str, str]:
    if case.decision is None:
        return {"version": "0"}
    names = ("tier", "wording_ja", "wording_en", "reason", "departure_reason", "version")
    return {name: str(getattr(case.decision, name)) for name in names}


def _wanted(form: DecisionForm) -> Wanted:
    return Wanted(
        Tier(form.tier.data),
        form.wording_ja.data or "",
        form.wording_en.data or "",
        form.reason.data or "",
        form.departure_reason.data or "",
    )


def _decision_page(db: Session, case: Case, form: DecisionForm, **more: Any) -> ResponseReturnValue:
    """The form, with what every tier would depart in beside its rule."""
    page = render_template(
        "decisions/record.html", case=case, form=form, departures=actions.departures(db, case), tiers=TIER_WORDS, **more
    )
    return page, form.status


def _waiting(db: Session, panel_id: int, action: Action) -> tuple[Approval | None, str | None]:
    """The request of a first person at this address, and their name."""
    waiting = approvals.waiting(db, panel_id, action, request.path, clock.now())
    return waiting, queries.name_of(db, waiting.requested_by_id) if waiting else None


# ---- The end ----


@room.route("/cycles/<int:cycle_id>/decisions/conclude", methods=["GET", "POST"])
@needs(Action.DECISION_RECORD, queries.deciding)
def conclude(db: Session, actor: Actor, here: Deciding) -> ResponseReturnValue:
    """End the deciding; what is undecided is listed and confirmed."""
    form = ConcludeForm()
    if form.validate_on_submit():
        try:
            actions.conclude(db, actor, here, undecided_confirmed=form.undecided.data)
            flash(_("The decisions of this cycle are concluded."), "success")
            return redirect(url_for("decisions.list", cycle_id=here.cycle.id), 303)
        except Invalid as problem:
            form.refuse(problem.sentence, problem.field)
    left = queries.undecided(db, here)
    return render_template("decisions/conclude.html", here=here, form=form, left=left), form.status


@room.route("/cycles/<int:cycle_id>/decisions/publish", methods=["GET", "POST"])
@needs(Action.PUBLISH, queries.deciding)
def publish(db: Session, actor: Actor, here: Deciding) -> ResponseReturnValue:
    """Publish: one asks, another confirms."""
    form = Form()
    if form.validate_on_submit():
        actions.publish(db, actor, here)
        flash(_("The decisions are published."), "success")
        return redirect(url_for("decisions.list", cycle_id=here.cycle.id), 303)
    waiting, asked_by = _waiting(db, here.cycle.panel_id, Action.PUBLISH)
    page = render_template(
        "decisions/publish.html", here=here, form=form, waiting=waiting, asked_by=asked_by, actor=actor
    )
    return page, form.status

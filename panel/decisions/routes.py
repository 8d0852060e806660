"""The pages of the decisions: the list by tier, recording, wording, amending, concluding, publishing."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from panel import clock
from panel.calc.departure import WORDS
from panel.decisions import actions, queries
from panel.decisions.actions import Values
from panel.decisions.forms import TIERS, AmendForm, ConcludeForm, DecisionForm, PublishForm, Verdict, WordingForm
from panel.decisions.queries import Decided, DecisionHere
from panel.models.decisions import Tier
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.readers import readers
from panel.policy.subjects import Actor
from panel.web import approvals, language
from panel.web.door import TEXT_LIMIT
from panel.web.form import Form, refused
from panel.web.guard import needs
from panel.web.representation import page

room = Blueprint("decisions", __name__)
_BOTH = ("GET", "POST")


@room.get("/cycles/<int:cycle_id>/decisions")
@needs(Action.TALLY_VIEW, queries.cycle)
def list(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Every tallied proposal, tier by tier, with those still open first."""
    lines = queries.lines(db, actor, here)
    open_ones = [line for line in lines if line.tier is None]
    tiers = [(label, [line for line in lines if line.tier == tier]) for tier, label in TIERS.items()]
    return page(
        "decisions/list.html",
        here=here,
        lines=lines,
        open_ones=open_ones,
        tiers=tiers,
    )


@room.route("/proposals/<int:proposal_id>/decision", methods=_BOTH)
@needs(Action.DECISION_RECORD, queries.decision_here, body_limit=TEXT_LIMIT)
def record(db: Session, actor: Actor, here: DecisionHere) -> ResponseReturnValue:
    """The chair decides on a proposal."""
    wording_ja, wording_en = queries.starting_words(db, here.proposal.id)
    form = DecisionForm(data={"wording_ja": wording_ja, "wording_en": wording_en})
    status = refused(form, lambda: actions.record_decision(db, actor, here, _values(form), now=clock.now()))
    if status is not None:
        return _page("decisions/record.html", status, here, form)
    flash(_("The decision on %(code)s is recorded.", code=here.proposal.code), "success")
    return redirect(url_for("decisions.list", cycle_id=here.cycle.id), 303)


@room.get("/proposals/<int:proposal_id>/decided")
@needs(Action.DECISION_VIEW, queries.decision_here)
def show(db: Session, actor: Actor, here: DecisionHere) -> ResponseReturnValue:
    """A decision as it stands; `projector` in the address asks for large letters."""
    return _page(
        "decisions/show.html",
        200,
        here,
        None,
        labels=TIERS,
        versions=queries.versions(db, here),
        beside=queries.beside(db, actor, here),
        readers=readers(Action.DECISION_VIEW, here.place),
        projector=request.args.get("projector") == "1",
    )


@room.route("/proposals/<int:proposal_id>/decision/amend", methods=_BOTH)
@needs(Action.DECISION_AMEND, queries.decision_here, form=AmendForm, body_limit=TEXT_LIMIT)
def amend(db: Session, actor: Actor, here: DecisionHere) -> ResponseReturnValue:
    """Change a decision; the guard has seen to it that two people want exactly this."""
    waiting = approvals.waiting(db, here.place, Action.DECISION_AMEND, request.path, clock.now())
    form = AmendForm(data={**_stored(here), **(waiting.values if waiting else {})})
    status = refused(
        form,
        lambda: actions.amend_decision(db, actor, here, _values(form), base_version=form.base_version, now=clock.now()),
    )
    theirs = _stale(form, here, status)
    if status is not None:
        return _page("decisions/amend.html", status, here, form, waiting=waiting, labels=TIERS, theirs=theirs)
    flash(_("The decision on %(code)s is amended.", code=here.proposal.code), "success")
    return redirect(url_for("decisions.show", proposal_id=here.proposal.id), 303)


@room.route("/proposals/<int:proposal_id>/decision/wording", methods=_BOTH)
@needs(Action.RECOMMENDATION_EDIT, queries.decision_here, body_limit=TEXT_LIMIT)
def wording(db: Session, actor: Actor, here: DecisionHere) -> ResponseReturnValue:
    """Polish the wording; tier and reasons stay the chair's."""
    form = WordingForm(data=_stored(here))

    def reword() -> None:
        words = form.wording_ja.data or "", form.wording_en.data or ""
        actions.word_decision(db, actor, here, *words, base_version=form.base_version)

    status = refused(form, reword)
    theirs = _stale(form, here, status)
    if status is not None:
        return _page("decisions/wording.html", status, here, form, theirs=theirs)
    flash(_("The wording on %(code)s is saved.", code=here.proposal.code), "success")
    return redirect(url_for("decisions.show", proposal_id=here.proposal.id), 303)


@room.route("/cycles/<int:cycle_id>/decisions/conclude", methods=_BOTH)
@needs(Action.CYCLE_ADVANCE, queries.cycle)
def conclude(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """End deciding, with the proposals that stay open named."""
    open_ones = [line for line in queries.lines(db, actor, here) if line.tier is None]
    n_hidden = queries.n_hidden(db, actor, here)
    form = ConcludeForm()
    n_unsure = len(open_ones) + n_hidden
    status = refused(form, lambda: actions.conclude(db, actor, here, n_unsure, accepted=bool(form.leave_open.data)))
    if status is not None:
        return page("decisions/conclude.html", status, here=here, open_ones=open_ones, n_hidden=n_hidden, form=form)
    flash(_("Deciding is concluded."), "success")
    return redirect(url_for("decisions.list", cycle_id=here.id), 303)


@room.route("/cycles/<int:cycle_id>/decisions/publish", methods=_BOTH)
@needs(Action.PUBLISH, queries.cycle)
def publish(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Publish the decided cycle with the newest frozen edition of its report; takes two people."""
    edition = queries.newest_edition(db, here.id)
    form = PublishForm(data={"edition": edition.number if edition else ""})
    if form.validate_on_submit():
        actions.publish(db, actor, here, form.edition.data or "", now=clock.now())
        flash(_("The cycle is published."), "success")
        return redirect(url_for("decisions.list", cycle_id=here.id), 303)
    waiting = approvals.waiting(db, here.place, Action.PUBLISH, request.path, clock.now())
    return page("decisions/publish.html", form.status, here=here, form=form, waiting=waiting, edition=edition)


def _stale(form: AmendForm | WordingForm, here: DecisionHere, status: int | None) -> Decided | None:
    """What somebody else wrote in the meantime; saving again means to replace it."""
    theirs = here.decision if status == 409 else None
    if theirs is not None:
        form.version.data = str(theirs.version)
    return theirs


def _values(form: Verdict) -> Values:
    return Values(
        Tier(form.tier.data),
        form.wording_ja.data or "",
        form.wording_en.data or "",
        form.reason.data or "",
        form.departure_reason.data or "",
    )


def _stored(here: DecisionHere) -> dict[str, Any]:
    decision = here.decision
    if decision is None:
        return {}
    fields = ("tier", "wording_ja", "wording_en", "reason", "departure_reason", "version")
    return {name: getattr(decision, name) for name in fields}


def _page(template: str, status: int, here: DecisionHere, form: Form | None, **more: Any) -> Response:
    reader = language.current()
    departures = {
        label: WORDS[found][reader] for tier, label in TIERS.items() if (found := here.result.departure_of(tier))
    }
    title = language.in_language(here.proposal.title_ja, here.proposal.title_en)
    return page(template, status, here=here, form=form, title=title, departures=departures, **more)

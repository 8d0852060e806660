"""The pages of a cycle: the list, the set-up as a checklist, criteria, rule, dates, phases and rounds."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.calc.consensus import Rule
from panel.cycles import actions, beginnings, checklist, consequences, forms, queries
from panel.cycles import criteria as criteria_actions
from panel.cycles.forms import SetUpForm
from panel.cycles.queries import CriterionHere, PanelHere
from panel.cycles.timeline import timeline
from panel.cycles.worked_rule import rule_example
from panel.errors import Conflict, Invalid
from panel.models.cycles import Cycle, Round
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor
from panel.set_up import weights_are_locked
from panel.web.door import TEXT_LIMIT
from panel.web.form import refused
from panel.web.frame import phase_label
from panel.web.guard import needs
from panel.web.language import in_language
from panel.web.representation import page
from panel.web.roles import ROLES
from panel.web.site import site

room = Blueprint("cycles", __name__)

BOTH = ("GET", "POST")


@room.context_processor
def words() -> dict[str, object]:
    """The words for phases, and what a phase opens and closes for whom."""
    acts, shown = consequences.ACTS, consequences.SHOWN_ROLES
    return {"acts": acts, "shown_roles": shown, "roles": ROLES, "phase_label": phase_label}


def _panel(db: Session, actor: Actor) -> PanelHere:
    """The panel in which a new cycle is started; `?panel=` chooses among several."""
    return queries.panel_to_fill(db, actor, request.args.get("panel", type=int))


def _again(template: str, status: int, form: SetUpForm, version: int, **more: Any) -> ResponseReturnValue:
    """The page with what was typed; after a conflict the form knows the newer version, so it can be sent again."""
    stored = more.pop("stored", {})
    theirs = form.differences(stored) if status == Conflict.status else []
    if status == Conflict.status:
        form.rebase(version)
    return page(template, status, form=form, theirs=theirs, **more)


def _done(sentence: str, endpoint: str = "cycles.show", **address: Any) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for(endpoint, **address), 303)


@room.get("/cycles")
@needs(Action.CYCLE_VIEW)
def list(db: Session, actor: Actor) -> ResponseReturnValue:
    """The cycles of one's panels."""
    return page("cycles/list.html", cycles=queries.my_cycles(db, actor, clock.now()))


@room.route("/cycles/new", methods=BOTH)
@needs(Action.CYCLE_CREATE, _panel, body_limit=TEXT_LIMIT)
def new(db: Session, actor: Actor, panel: PanelHere) -> ResponseReturnValue:
    """Start a cycle from a preset or from an earlier cycle."""
    form = forms.NewCycleForm()
    starts = beginnings.of_panel(db, panel.id)
    form.start.choices = {key: in_language(start.title_ja, start.title_en) for key, start in starts.items()}
    made: Cycle | None = None

    def act() -> None:
        nonlocal made
        words = {name: form[name].data for name in ("name", *forms.DESCRIBED)}
        made = actions.create_cycle(
            db, actor, panel.id, now=clock.now(), **words, **beginnings.values_of(db, starts[form.start.data])
        )

    status = refused(form, act)
    if status is not None or made is None:
        return page("cycles/new.html", status or 200, form=form, panel=panel, starts=starts)
    return _done(_("The cycle has been created. Go through its set-up below."), cycle_id=made.id)


@room.get("/cycles/<int:cycle_id>")
@needs(Action.CYCLE_VIEW, queries.cycle)
def show(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """The set-up as a checklist, with the next step, and the phases as a line in time."""
    opening = queries.opening(db, here.id, actor.recused_from)
    dates = queries.dates_of(db, here.id)
    steps = checklist.steps(opening, here.phase, dates, forms.PLANNED)
    return page(
        "cycles/show.html",
        here=here,
        opening=opening,
        steps=steps,
        following=checklist.following(steps),
        frozen=here.phase not in checklist.CHANGEABLE,
        milestones=timeline(db, here, dates, clock.now()),
        n_dates=len(dates),
        n_planned=len(forms.PLANNED),
        by_hand=actions.by_hand(here.phase),
    )


@room.route("/cycles/<int:cycle_id>/describe", methods=BOTH)
@needs(Action.CRITERIA_CHANGE, queries.cycle, body_limit=TEXT_LIMIT)
def describe(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Title, years and mandate."""
    cycle = db.get_one(Cycle, here.id)
    stored = {name: getattr(cycle, name) for name in forms.DESCRIBED}
    form = forms.DescribeForm(data={**stored, "version": here.version})

    def act() -> None:
        words = {name: form[name].data for name in forms.DESCRIBED}
        actions.describe(db, actor, here.id, **words, version=form.base_version)

    status = refused(form, act)
    if status is None:
        return _done(_("The description has been saved."), cycle_id=here.id)
    return _again("cycles/describe.html", status, form, here.version, here=here, stored=stored)


@room.route("/cycles/<int:cycle_id>/rule", methods=BOTH)
@needs(Action.CRITERIA_CHANGE, queries.cycle)
def rule(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """What counts as agreement, and the quorum."""
    stored = {**forms.percents(db.get_one(Cycle, here.id).rule), "quorum": here.quorum}
    form = forms.RuleForm(data={**stored, "version": here.version})
    status = refused(
        form, lambda: actions.set_rule(db, actor, here.id, form.rule, form.quorum_needed, version=form.base_version)
    )
    if status is None:
        return _done(_("Rule and quorum have been saved."), cycle_id=here.id)
    example = rule_example(Rule.from_plain(db.get_one(Cycle, here.id).rule))
    return _again("cycles/rule.html", status, form, here.version, here=here, stored=stored, example=example)


@room.route("/cycles/<int:cycle_id>/dates", methods=BOTH)
@needs(Action.CYCLE_ADVANCE, queries.cycle)
def dates(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """When each phase is planned to begin."""
    planned = queries.dates_of(db, here.id)
    stored = {phase.value: planned.get(phase) for phase in forms.PLANNED}
    labels = {phase: phase_label(phase) for phase in forms.PLANNED}
    form = forms.dates_form(labels, data={**stored, "version": here.version})

    def act() -> None:
        typed = {phase: form[phase.value].data for phase in forms.PLANNED if form[phase.value].data}
        actions.set_dates(db, actor, here.id, typed, now=clock.now(), version=form.base_version)

    status = refused(form, act)
    if status is None:
        return _done(_("The dates have been saved."), cycle_id=here.id)
    return _again("cycles/dates.html", status, form, here.version, here=here, stored=stored, planned=forms.PLANNED)


# ---- Phases and rounds ----


@room.route("/cycles/<int:cycle_id>/advance", methods=BOTH)
@needs(Action.CYCLE_ADVANCE, queries.cycle)
def advance(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Begin the next phase, after saying what that does to whom."""
    following = actions.by_hand(here.phase)
    if following is None:
        raise Conflict(_("The next phase begins with a round, not by hand."))
    form = forms.StepForm(data={"version": here.version, "to": following.value})

    def act() -> None:
        if form.to.data != following:
            raise Conflict(_("The cycle is in another phase by now. Look at it again."))
        actions.advance(db, actor, here.id, following, version=form.base_version)

    status = refused(form, act)
    if status is None:
        return _done(_("The phase “%(phase)s” has begun.", phase=phase_label(following)), cycle_id=here.id)
    turned = consequences.turned(here.panel_id, here.phase, following)
    facts: dict[str, Any] = {"following": following, "turned": turned}
    return _again("cycles/advance.html", status, form, here.version, here=here, **facts)


@room.route("/cycles/<int:cycle_id>/rounds/open", methods=BOTH)
@needs(Action.ROUND_OPEN, queries.cycle)
def open_round(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Open a round, after showing all that it will freeze."""
    form = forms.OpenForm()

    def act() -> None:
        key = site().settings.seal_key
        actions.open_round(db, key, actor, here.id, closes_at=form.moment, now=clock.now())

    status = refused(form, act)
    if status is None:
        return _done(_("The round is open. Members can score until the deadline."), cycle_id=here.id)
    opening = queries.opening(db, here.id, actor.recused_from)
    return page(
        "cycles/open_round.html",
        status,
        form=form,
        here=here,
        opening=opening,
        turned=consequences.turned(here.panel_id, here.phase, Phase.SCORING_OPEN),
    )


@room.route("/cycles/<int:cycle_id>/rounds/extend", methods=BOTH)
@needs(Action.ROUND_EXTEND, queries.cycle)
def extend_round(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """Give the open round a later deadline."""
    round_ = db.get_one(Round, here.round_id)
    form = forms.ExtendForm(data={"version": round_.version})

    def act() -> None:
        actions.extend_round(db, actor, round_.id, closes_at=form.moment, now=clock.now(), version=form.base_version)

    status = refused(form, act)
    if status is None:
        return _done(_("The round now has the new deadline."), cycle_id=here.id)
    return _again("cycles/extend_round.html", status, form, round_.version, here=here)


# ---- Criteria ----


@room.get("/cycles/<int:cycle_id>/criteria")
@needs(Action.CYCLE_VIEW, queries.cycle)
def criteria(db: Session, _actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """The criteria with their weights and shares."""
    found, locked = queries.criteria_shown(db, here.id), weights_are_locked(db, here.id)
    return page("cycles/criteria.html", here=here, criteria=found, total=queries.weight_of(found), locked=locked)


@room.route("/cycles/<int:cycle_id>/criteria/new", methods=BOTH)
@needs(Action.CRITERIA_CHANGE, queries.cycle)
def add_criterion(db: Session, actor: Actor, here: CycleHere) -> ResponseReturnValue:
    """A further criterion."""
    scale = forms.read_scale(request.values.get("scale"), (1, 5))
    form = forms.criterion_form(scale, {"version": here.version, "weight": Decimal(1)})

    def act() -> None:
        draft = form.draft(criteria_actions.new_key(db, here.id))
        criteria_actions.add_criterion(db, actor, here.id, draft, version=form.base_version)

    status = refused(form, act)
    if status is None:
        return _done(_("The criterion has been added."), "cycles.criteria", cycle_id=here.id)
    return _again("cycles/criterion.html", status, form, here.version, here=here, criterion=None, scales=forms.SCALES)


@room.route("/criteria/<int:criterion_id>", methods=BOTH)
@needs(Action.CRITERIA_CHANGE, queries.criterion)
def criterion(db: Session, actor: Actor, it: CriterionHere) -> ResponseReturnValue:
    """Change one criterion."""
    known = it.criterion
    stored = forms.criterion_values(known)
    scale = forms.read_scale(request.values.get("scale"), (known.lowest, known.highest))
    form = forms.criterion_form(scale, {**stored, "version": it.cycle.version})
    status = refused(
        form,
        lambda: criteria_actions.change_criterion(db, actor, known, form.draft(known.key), version=form.base_version),
    )
    if status is None:
        return _done(_("The criterion has been saved."), "cycles.criteria", cycle_id=it.cycle.id)
    facts = {"here": it.cycle, "stored": stored, "criterion": it.name, "scales": forms.SCALES}
    return _again("cycles/criterion.html", status, form, it.cycle.version, **facts)


@room.post("/criteria/<int:criterion_id>/move")
@needs(Action.CRITERIA_CHANGE, queries.criterion)
def move_criterion(db: Session, actor: Actor, it: CriterionHere) -> ResponseReturnValue:
    """One place up or down."""
    form = forms.MoveForm()
    if not form.validate_on_submit():
        raise Invalid(_("Use the buttons of the page."))
    criteria_actions.move_criterion(db, actor, it.criterion, form.places, version=form.base_version)
    return redirect(url_for("cycles.criteria", cycle_id=it.cycle.id), 303)


@room.route("/criteria/<int:criterion_id>/remove", methods=BOTH)
@needs(Action.CRITERIA_CHANGE, queries.criterion)
def remove_criterion(db: Session, actor: Actor, it: CriterionHere) -> ResponseReturnValue:
    """Take a criterion out, after a confirmation."""
    form = forms.SetUpForm(data={"version": it.cycle.version})
    status = refused(
        form, lambda: criteria_actions.remove_criterion(db, actor, it.criterion, version=form.base_version)
    )
    if status is None:
        return _done(_("The criterion has been removed."), "cycles.criteria", cycle_id=it.cycle.id)
    return _again("cycles/remove_criterion.html", status, form, it.cycle.version, here=it.cycle, criterion=it.name)

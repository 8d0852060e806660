"""What stands around every page: who reads, in which panel and cycle, what can be done next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from panel import clock
from panel.calc.calendar import Phase
from panel.config import VERSION
from panel.models.cycles import Cycle
from panel.policy.actions import Action
from panel.policy.places import CycleHere, cycle_from, cycles
from panel.policy.rules import Answer, may
from panel.policy.subjects import NOWHERE, Actor, Place, Subject
from panel.policy.visible import visible_cycles
from panel.web import language, login, roles, visits


@dataclass(frozen=True)
class Stage:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class CycleLine:
    """The cycle as the top bar names it."""

    id: int
    title: str
    phase_label: str
    closes_at: datetime | None  # of the round that is being scored
    left: str  # how long until then
    is_near: bool


@dataclass(frozen=True)
class Frame:
    """The values every template may use as `frame`."""

    actor: Actor | None
    panel_title: str
    cycle: CycleLine | None
    navigation: tuple[Stage, ...]
    language: str
    other_language: str
    search_url: str | None
    help_url: str
    idle_minutes: int | None  # until the server ends a sign-in that is not used; None without one
    version: str
    since: datetime | None  # the end of the reader's visit before this one; None: nothing is newer than the rest
    notice: str | None
    now: datetime

    @property
    def colon(self) -> str:
        """What stands between a label and what it labels."""
        return "：" if self.language == "ja" else ": "


# Label, endpoint, and the action that opens it; only what the actor may use is shown.
_STAGES = (
    (_l("Proposals"), "proposals.list", Action.ITEM_LIST),
    (_l("Scoring"), "scoring.desk", Action.SCORE_OWN),
    (_l("Tally"), "tally.board", Action.TALLY_VIEW),
    (_l("Decisions"), "decisions.list", Action.TALLY_VIEW),
    (_l("Report"), "reports.show", Action.EXPORT_REPORT),
    (_l("Members"), "people.list", Action.MEMBER_LIST),
    (_l("Set-up"), "cycles.show", Action.CYCLE_VIEW),
    (_l("The record"), "record.list", Action.AUDIT_VIEW),
)
# Rooms that stand in the stage of another one.
_STANDS_IN = {"lenses": "tally", "scenarios": "tally", "shortlists": "tally", "weights": "cycles"}
# What an administrator sees instead: the site, and nothing of any panel.
_ADMINISTRATION = (
    (_l("Accounts"), "administration.list", Action.ACCOUNT_LIST),
    (_l("Health"), "administration.ready", Action.HEALTH_READY),
    (_l("Backups"), "administration.backup_list", Action.BACKUP_RUN),
    (_l("Mail"), "administration.outbox", Action.SETTINGS_TECHNICAL),
    (_l("Settings"), "administration.technical", Action.SETTINGS_TECHNICAL),
    (_l("The record"), "record.mine", Action.AUDIT_VIEW),
)
_NEAR = timedelta(days=2)  # a deadline so close is marked
_NOBODY = 0  # the id of no person: what is one's own alone is no page of the navigation
_PHASES: Mapping[Phase, Any] = {
    Phase.DRAFT: _l("Set-up"),
    Phase.PROPOSING: _l("Call for proposals"),
    Phase.DISCUSSION: _l("Discussion"),
    Phase.SCORING_OPEN: _l("Scoring"),
    Phase.SCORING_CLOSED: _l("Scoring closed"),
    Phase.TALLY: _l("Tally and decisions"),
    Phase.DECIDED: _l("Decided"),
    Phase.PUBLISHED: _l("Published"),
}


def phase_label(phase: Phase) -> str:
    """The name of a phase in the reader's language."""
    return str(_PHASES[phase])


def current_cycle() -> CycleHere | None:
    """The cycle of the page, or for pages without one the newest cycle the actor may see."""
    thing, actor = g.get("thing"), g.get("actor")
    found = getattr(thing, "cycle", None)
    if isinstance(found, CycleHere) or actor is None or actor.owes or "db" not in g:
        return found
    row = g.db.execute(cycles().where(visible_cycles(actor)).order_by(Cycle.id.desc()).limit(1)).one_or_none()
    return cycle_from(row, clock.now()) if row else None


def _made() -> Frame:
    actor = g.get("actor")
    cycle = None if actor and actor.is_administrator else current_cycle()  # phase and dates are a panel's own
    reader = language.current()
    return Frame(
        actor=actor,
        panel_title=language.in_language(cycle.panel_title_ja, cycle.panel_title_en) if cycle else "",
        cycle=_line(cycle) if cycle else None,
        navigation=_navigation(actor, cycle),
        language=reader,
        other_language="en" if reader == "ja" else "ja",
        search_url=url_for("proposals.list", cycle_id=cycle.id) if cycle and actor else None,
        help_url=url_for("home.help", _anchor=_room_of_help()),
        idle_minutes=login.idle_minutes(actor) if actor and not actor.owes else None,
        version=VERSION if actor and actor.is_administrator else "",  # for nobody else to look up its weaknesses
        since=visits.since(),
        notice=_notice(cycle),
        now=clock.now(),
    )


def _room_of_help() -> str | None:
    """Each room has its part of the help; of what is hidden no room is named, as of what is not there."""
    return None if g.get("names_no_room") else request.blueprint


def _line(cycle: CycleHere) -> CycleLine:
    label = phase_label(cycle.phase)
    if cycle.phase in (Phase.SCORING_OPEN, Phase.SCORING_CLOSED) and cycle.round_number:
        label = _("%(phase)s, round %(number)s", phase=label, number=cycle.round_number)
    title = language.in_language(cycle.title_ja, cycle.title_en)
    if cycle.phase is not Phase.SCORING_OPEN or not cycle.closes_at:
        return CycleLine(cycle.id, title, label, None, "", is_near=False)
    rest = cycle.closes_at - clock.now()
    return CycleLine(cycle.id, title, label, cycle.closes_at, time_left(rest), is_near=rest < _NEAR)


def time_left(time: timedelta) -> str:
    """How long is left, in the unit people think in."""
    if time >= _NEAR:
        return str(_("%(n)s days left", n=time.days))
    hours = max(int(time / timedelta(hours=1)), 0)
    return str(_("%(n)s hours left", n=hours)) if hours else str(_("less than an hour left"))


def _notice(cycle: CycleHere | None) -> str | None:
    """Generated scores say so on every page of their cycle once a round has closed or is open."""
    if cycle is None or not cycle.synthetic:
        return None
    return str(_("Example cycle: its scores come from a seeded generator, not from people."))


def _navigation(actor: Actor | None, cycle: CycleHere | None) -> tuple[Stage, ...]:
    if actor is None or actor.owes:
        return ()
    named = (request.endpoint or "").partition(".")[0]
    room = _STANDS_IN.get(named, named)
    stages = [Stage(_("Home"), url_for("home.show"), room == "home")]
    for label, endpoint, action in _ADMINISTRATION:
        if may(actor, action, replace(NOWHERE, owner_id=_NOBODY)):
            stages.append(Stage(str(label), url_for(endpoint), request.path.startswith(url_for(endpoint))))
    if cycle is None:
        return tuple(stages)
    for label, endpoint, action in _STAGES:
        if _opens(actor, endpoint, action, cycle):
            url = url_for(endpoint, cycle_id=cycle.id)
            stages.append(Stage(str(label), url, room == endpoint.partition(".")[0]))
    return tuple(stages)


def _opens(actor: Actor, endpoint: str, action: Action, cycle: CycleHere) -> bool:
    """Whether an entry of the navigation leads anywhere for this reader."""
    if endpoint == "tally.board" and _has_earlier_tally(actor, cycle):
        return True
    own_alone = endpoint == "record.list"  # what one did oneself is linked from one's account
    return bool(may(actor, action, replace(cycle.place, owner_id=_NOBODY) if own_alone else cycle.place))


def _has_earlier_tally(actor: Actor, cycle: CycleHere) -> bool:
    """Whether the round before the present one was released: its tally stays readable while a later one is scored."""
    afterwards = replace(cycle.place, phase=Phase.TALLY)
    return (cycle.round_number or 1) > 1 and bool(may(actor, Action.TALLY_VIEW, afterwards))


def may_here(action: str, thing: Any = None) -> Answer:
    """`may` for templates: the action by its name, and a thing that knows its place."""
    place: Place = getattr(thing, "place", None) or (thing if isinstance(thing, Place) else NOWHERE)
    return may(g.get("actor"), Action[action], place)


def acting_here(thing: Any) -> str:
    """Who acts for a chair who does not at a thing: "you", the "deputy", or nobody that the reader is told of."""
    place: Place = thing.place
    if not place.chair_recused:
        return ""
    seen_as = may(g.get("actor"), Action.RECUSAL_LIST, place).subject
    if seen_as is Subject.DEPUTY:
        return "you"
    return "deputy" if seen_as in _TOLD_OF_RECUSALS else ""


# A recused member is told of their own recusal alone, an observer of none.
_TOLD_OF_RECUSALS = {Subject.MEMBER, Subject.AUTHOR, Subject.RECUSED_CHAIR, Subject.CHAIR, Subject.SECRETARIAT}


def _frame() -> Frame:
    """The frame of the page being drawn, made at its first use."""
    kept: dict[str, Frame] = g._get_current_object().__dict__
    if "frame" not in kept:
        kept["frame"] = _made()
    return kept["frame"]


class _CurrentFrame:
    """`frame` in templates: a list asks for it hundreds of times, so this is lighter than a general proxy."""

    def __getattr__(self, name: str) -> object:
        return getattr(_frame(), name)


def navigation() -> tuple[Stage, ...]:
    """The pages that the reader of this answer may go to from everywhere."""
    return _frame().navigation


def install(app: Flask) -> None:
    """Give templates the frame, the rights and the links they ask for."""
    app.jinja_env.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # Japanese words for scripts at half the size
    words = {"reader_name": roles.reader_name}
    app.jinja_env.globals.update(words, frame=_CurrentFrame(), may=may_here, acting=acting_here)

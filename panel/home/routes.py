"""The first page, help, the requests that wait for a second person, and the sign that the site is alive."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.home import queries
from panel.home.forms import pieces_form
from panel.home.queries import CycleDuties, Desk, OwnUnsealing
from panel.models.cycles import RoundState
from panel.models.people import Role
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor, Place
from panel.web import approvals, language
from panel.web.approvals import Waiting
from panel.web.guard import needs, open_to_all
from panel.web.onward import onward
from panel.web.representation import page
from panel.web.site import site

room = Blueprint("home", __name__)

# What two persons do together, as a request for it is headed.
TOGETHER = {
    Action.RECUSAL_LIFT: _l("Lift a recusal"),
    Action.ROUND_CLOSE_EARLY: _l("Close a round before its deadline"),
    Action.SCORE_UNSEAL: _l("Reveal who gave a score"),
    Action.DECISION_AMEND: _l("Amend a decision"),
    Action.PUBLISH: _l("Publish the report"),
    Action.EXPORT_SHEETS: _l("Export single score sheets"),
    Action.ROLE_GRANT: _l("Give somebody a role"),
    Action.FACTOR_RESET: _l("Reset the second factors of somebody"),
}


@dataclass(frozen=True)
class Card:
    """One thing that waits: what, in which cycle, how much is done, until when, and the button that leads there."""

    title: str
    text: str
    button: str
    url: str
    done: int | None = None
    total: int | None = None
    until: datetime | None = None
    cycle: CycleHere | None = None


@room.get("/")
@needs(Action.HOME_VIEW, lambda db, actor: queries.desk(db, site().settings.seal_key, actor))
def show(db: Session, actor: Actor, here: Desk) -> ResponseReturnValue:
    """What waits for me, what changed lately, and for the secretariat who owes what."""
    now = clock.now()
    cycles = [duties.cycle for duties in here.duties]
    owing_in, debts = queries.debts(db, site().settings.seal_key, actor, cycles)
    unsealings = queries.own_unsealings(db, site().settings.seal_key, actor, cycles)
    return page(
        "home/show.html",
        cards=[
            *_unsealed(unsealings),
            *_requested(approvals.confirmable(db, actor, now)),
            *_to_begin(actor, here),
            *_waiting(actor, here),
        ],
        cycles=cycles,
        changes=queries.changes(db, actor, cycles, now),
        owing_in=owing_in,
        debts=debts,
    )


def _waiting(actor: Actor, here: Desk) -> Iterator[Card]:
    for duties in here.duties:
        yield from _as_member(actor, duties)
        yield from _as_officer(actor, duties)


def _unsealed(unsealings: Iterable[OwnUnsealing]) -> Iterator[Card]:
    for one in unsealings:
        yield Card(
            title=_("The seal of one of your sheets is being broken"),
            text=_("Two officers have asked for your name on it. They can read it then, or as soon as you agree."),
            button=_("Who and why"),
            url=url_for("unsealing.show", unsealing_id=one.id),
            until=one.opens_at,
        )


def _requested(requests: Iterable[Waiting]) -> Iterator[Card]:
    for asked in requests:
        yield Card(
            title=str(TOGETHER[asked.action]),
            text=_("%(name)s has asked for this; a second person must confirm it.", name=asked.asked_by),
            button=_("Look at the request"),
            url=asked.object,
            until=asked.expires_at,
        )


def _to_begin(actor: Actor, here: Desk) -> Iterator[Card]:
    """A panel without a cycle waits for its first one."""
    if here.duties or not any(may(actor, Action.CYCLE_CREATE, Place(panel)) for panel in actor.roles):
        return
    yield Card(
        title=_("Set up the first cycle"),
        text=_("A cycle is one edition of the strategy: its years, criteria, rule and dates."),
        button=_("Set up a cycle"),
        url=url_for("cycles.new"),
    )


def _as_member(actor: Actor, duties: CycleDuties) -> Iterator[Card]:
    """What somebody owes as a member: sheets, and proposals that were begun."""
    here = duties.cycle
    if duties.n_to_score and may(actor, Action.SCORE_SAVE, here.place).verdict is Verdict.YES:
        yield Card(
            title=_("Score the proposals, round %(number)s", number=here.round_number),
            text=_drafted(duties.n_drafted),
            button=_("Go to my scoring desk"),
            url=url_for("scoring.desk", cycle_id=here.id),
            done=duties.n_recorded,
            total=duties.n_to_score,
            until=here.closes_at,
            cycle=here,
        )
    if duties.n_own_drafts and may(actor, Action.ITEM_CREATE, here.place):
        yield Card(
            title=_("Submit your drafts"),
            text=_("Proposals that you have begun and not submitted: %(n)s", n=duties.n_own_drafts),
            button=_("Go to the proposals"),
            url=url_for("proposals.list", cycle_id=here.id),
            cycle=here,
        )


def _drafted(n: int) -> str:
    return _("Sheets with changes that are kept but not recorded: %(n)s", n=n) if n else ""


def _as_officer(actor: Actor, duties: CycleDuties) -> Iterator[Card]:
    """What waits for whoever runs the cycle in its present phase."""
    here = duties.cycle
    if here.phase is Phase.DRAFT and may(actor, Action.CRITERIA_CHANGE, here.place):
        yield Card(
            title=_("Finish the set-up"),
            text=_("The call for proposals opens when criteria, rule and dates stand."),
            button=_("Go to the set-up"),
            url=url_for("cycles.show", cycle_id=here.id),
            cycle=here,
        )
    if here.phase is Phase.SCORING_CLOSED and may(actor, Action.TALLY_COMPUTE, here.place):
        frozen = here.round_state is not RoundState.OPEN
        yield Card(
            title=_("Release the tally") if frozen else _("Close the round"),
            text=_("The round is frozen. The panel reads the result when you release it.")
            if frozen
            else _("The deadline has passed. Closing freezes the scores and the result."),
            button=_("Go to the tally"),
            url=url_for("tally.board", cycle_id=here.id),
            cycle=here,
        )
    if here.phase is Phase.TALLY and may(actor, Action.DECISION_RECORD, here.place):
        yield Card(
            title=_("Record the decisions"),
            text="",
            button=_("Go to the decisions"),
            url=url_for("decisions.list", cycle_id=here.id),
            done=duties.n_decided,
            total=duties.n_proposals,
            cycle=here,
        )
    if here.phase is Phase.TALLY and duties.n_to_chair and Role.DEPUTY in actor.roles_on(here.panel_id):
        yield Card(
            title=_("Decide in place of the chair"),
            text=_("Proposals without a decision for which you act as chair: %(n)s", n=duties.n_to_chair),
            button=_("Go to the decisions"),
            url=url_for("decisions.list", cycle_id=here.id),
            cycle=here,
        )


def _request(db: Session, actor: Actor, approval_id: int) -> Waiting:
    return approvals.request_here(db, actor, approval_id, clock.now())


@room.post("/requests/<int:approval_id>/cancel")
@needs(Action.TWO_PERSON_CANCEL, _request)
def cancel(db: Session, actor: Actor, here: Waiting) -> ResponseReturnValue:
    """Take back or refuse a request that waits for a second person."""
    approvals.cancel(db, actor, here, now=clock.now())
    flash(_("The request has ended; nothing of it has happened."), "success")
    return redirect(onward(here.object), 303)


@room.get("/help")
@needs(Action.HELP_VIEW)
def help(_db: Session, _actor: Actor | None) -> ResponseReturnValue:
    """How it works, and what is promised."""
    return page("home/help.html")


@room.get("/pieces")
@needs(Action.HELP_VIEW)
def pieces(_db: Session, _actor: Actor | None) -> ResponseReturnValue:
    """Every piece the pages are built of, live."""
    return page("shared/pieces.html", form=pieces_form(language.current()))


@room.get("/health/live")
@open_to_all(Action.HEALTH_LIVE)
def health() -> ResponseReturnValue:
    """The process is up; nothing else is looked at."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}

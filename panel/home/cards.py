"""What waits for somebody, in words: one card for each thing, with its progress, its deadline and one button."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from panel.calc.calendar import Phase
from panel.home.queries import CycleDuties, Desk, OwnUnsealing
from panel.models.cycles import RoundState
from panel.models.people import Role
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor, Place
from panel.web.approvals import Waiting

At = Callable[..., str]
"""What makes an address of the name of a page."""

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


def cards(
    actor: Actor, here: Desk, unsealings: Iterable[OwnUnsealing], requests: Iterable[Waiting], at: At
) -> Iterator[Card]:
    """Everything that waits for somebody, what presses most first."""
    yield from _unsealed(unsealings, at)
    yield from _requested(requests)
    yield from _to_begin(actor, here, at)
    for duties in here.duties:
        yield from _as_member(actor, duties, at)
        yield from _to_move_on(actor, duties.cycle, at)
        yield from _to_decide(actor, duties, at)


def _unsealed(unsealings: Iterable[OwnUnsealing], at: At) -> Iterator[Card]:
    for one in unsealings:
        yield Card(
            title=_("The seal of one of your sheets is being broken"),
            text=_("Two officers have asked for your name on it. They can read it then, or as soon as you agree."),
            button=_("Who and why"),
            url=at("unsealing.show", unsealing_id=one.id),
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


def _to_begin(actor: Actor, here: Desk, at: At) -> Iterator[Card]:
    """A panel without a cycle waits for its first one."""
    if here.duties or not any(may(actor, Action.CYCLE_CREATE, Place(panel)) for panel in actor.roles):
        return
    yield Card(
        title=_("Set up the first cycle"),
        text=_("A cycle is one edition of the strategy: its years, criteria, rule and dates."),
        button=_("Set up a cycle"),
        url=at("cycles.new"),
    )


def _as_member(actor: Actor, duties: CycleDuties, at: At) -> Iterator[Card]:
    """What somebody owes as a member: sheets, and proposals that were begun."""
    here = duties.cycle
    if duties.n_to_score and may(actor, Action.SCORE_SAVE, here.place).verdict is Verdict.YES:
        yield Card(
            title=_("Score the proposals, round %(number)s", number=here.round_number),
            text=_drafted(duties.n_drafted),
            button=_("Go to my scoring desk"),
            url=at("scoring.desk", cycle_id=here.id),
            done=duties.n_recorded,
            total=duties.n_to_score,
            until=here.closes_at,
            cycle=here,
        )
    if duties.n_questions and may(actor, Action.COMMENT_ADD, here.place):
        yield Card(
            title=_("Answer questions on your proposals"),
            text=_("Questions without an answer of yours: %(n)s", n=duties.n_questions),
            button=_("Go to my proposals"),
            url=at("proposals.list", cycle_id=here.id, author="me"),
            cycle=here,
        )
    if duties.n_to_weigh > 1 and may(actor, Action.WEIGHTS_PROPOSE, here.place):
        yield Card(
            title=_("Say how much each criterion should count"),
            text=_("Before any score can be read: 100 points, swing, or comparing pairs."),
            button=_("Give my view of the weights"),
            url=at("weights.show", cycle_id=here.id),
            cycle=here,
        )
    if duties.n_own_drafts and may(actor, Action.ITEM_CREATE, here.place):
        yield Card(
            title=_("Submit your drafts"),
            text=_("Proposals that you have begun and not submitted: %(n)s", n=duties.n_own_drafts),
            button=_("Go to my proposals"),
            url=at("proposals.list", cycle_id=here.id, author="me"),
            cycle=here,
        )


def _drafted(n: int) -> str:
    return _("Sheets with changes that are kept but not submitted: %(n)s", n=n) if n else ""


def _to_move_on(actor: Actor, here: CycleHere, at: At) -> Iterator[Card]:
    """The step from this phase to the next one, for whoever decides on it."""
    if here.phase is Phase.DRAFT and may(actor, Action.CRITERIA_CHANGE, here.place):
        yield Card(
            title=_("Finish the set-up"),
            text=_("The call for proposals opens when criteria, rule and dates stand."),
            button=_("Go to the set-up"),
            url=at("cycles.show", cycle_id=here.id),
            cycle=here,
        )
    if here.phase is Phase.DISCUSSION and may(actor, Action.ROUND_OPEN, here.place):
        yield Card(
            title=_("Decide when scoring begins"),
            text=_("Opening a round freezes the proposals, the criteria and who scores."),
            button=_("Prepare the round"),
            url=at("cycles.open_round", cycle_id=here.id),
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
            url=at("tally.board", cycle_id=here.id),
            cycle=here,
        )
    if here.phase is Phase.DECIDED and may(actor, Action.PUBLISH, here.place):
        yield Card(
            title=_("Publish the report"),
            text=_("All decisions stand. Publishing takes two persons and cannot be taken back."),
            button=_("Go to the publication"),
            url=at("decisions.publish", cycle_id=here.id),
            cycle=here,
        )


def _to_decide(actor: Actor, duties: CycleDuties, at: At) -> Iterator[Card]:
    here = duties.cycle
    if here.phase is not Phase.TALLY:
        return
    url = at("decisions.list", cycle_id=here.id)
    if may(actor, Action.DECISION_RECORD, here.place):
        yield Card(
            title=_("Record the decisions"),
            text=_divided(duties.n_split),
            button=_("Go to the decisions"),
            url=url,
            done=duties.n_decided,
            total=duties.n_proposals,
            cycle=here,
        )
    if duties.n_to_chair and Role.DEPUTY in actor.roles_on(here.panel_id):
        yield Card(
            title=_("Decide in place of the chair"),
            text=_("Proposals without a decision for which you act as chair: %(n)s", n=duties.n_to_chair),
            button=_("Go to the decisions"),
            url=url,
            cycle=here,
        )


def _divided(n: int) -> str:
    return _("Without a decision, and the panel is split on them: %(n)s", n=n) if n else ""

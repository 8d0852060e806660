"""The reading rows of the table as SQL: what a list, a count or a search may contain for this actor.

Each filter is built from `may()` itself, for every phase an item can be in and everything the actor can be to it,
so a list cannot say other than the table.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, false, or_, true

from panel.calc.calendar import Phase
from panel.models.cycles import Cycle, RoundProposal
from panel.models.decisions import Decision
from panel.models.proposals import UNSEEN_STATES, Proposal, ProposalState
from panel.policy.actions import Action
from panel.policy.places import item_phase
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor, Place

_Condition = ColumnElement[bool]
_NOBODY = 0  # the id of no proposal and of no person


def visible_cycles(actor: Actor) -> _Condition:
    """Cycles of the actor's own panels; drafts of a cycle are seen by all of its panel."""
    panels = [panel for panel in actor.roles if may(actor, Action.CYCLE_VIEW, Place(panel_id=panel))]
    return Cycle.panel_id.in_(panels) if panels else false()


def visible_proposals(actor: Actor, cycle_id: int, panel_id: int, phase: Phase, action: Action) -> _Condition:
    """Proposals of one cycle in which the table says a plain yes to `action`, a reading row without "acting chair"."""

    def seen(at: Phase) -> _Answers:
        return _answers(actor, action, Place(panel_id=panel_id, phase=at, proposal_id=_NOBODY))

    undecided, decided = (item_phase(ProposalState.SUBMITTED, phase, decided=yes) for yes in (False, True))
    return _condition(cycle_id, actor.person_id, actor.recused_from, seen(Phase.DRAFT), seen(undecided), seen(decided))


def covers_hidden(actor: Actor, round_id: SQLColumnExpression[int]) -> _Condition:
    """Whether a round asked about something the reader is recused from.

    A hash over all its sheets is kept from them then: whoever knows the other sheets could try out the hidden ones.
    """
    if not actor.recused_from:
        return false()
    hidden = RoundProposal.proposal_id.in_(actor.recused_from)
    return exists().where(RoundProposal.round_id == round_id, hidden).correlate_except(RoundProposal)


@dataclass(frozen=True)
class _Answers:
    """What the table says of items in one phase: to their author, to others, to the recused."""

    own: bool
    others: bool
    recused: bool


def _answers(actor: Actor, action: Action, place: Place) -> _Answers:
    return _Answers(
        own=_says_yes(actor, action, replace(place, author_id=actor.person_id)),
        others=_says_yes(actor, action, place),
        recused=_says_yes(actor, action, replace(place, proposal_id=min(actor.recused_from, default=_NOBODY))),
    )


@lru_cache(maxsize=512)  # a list asks for the same condition several times, and again on its next page
def _condition(
    cycle_id: int,
    person_id: int,
    recused_from: frozenset[int],
    drafts: _Answers,
    undecided: _Answers,
    decided: _Answers,
) -> _Condition:
    unseen = Proposal.state.in_(UNSEEN_STATES)
    others = _allowed(person_id, recused_from, undecided)
    if decided != undecided:
        is_decided = exists().where(Decision.proposal_id == Proposal.id)
        others = or_(and_(~is_decided, others), and_(is_decided, _allowed(person_id, recused_from, decided)))
    seen = or_(and_(unseen, _allowed(person_id, recused_from, drafts)), and_(~unseen, others))
    return and_(Proposal.cycle_id == cycle_id, seen)


def _allowed(person_id: int, recused_from: frozenset[int], answers: _Answers) -> _Condition:
    """What somebody can be to items in one phase: recused wins over author, author over any role."""
    allowed = _either(Proposal.author_id == person_id, answers.own, answers.others)
    if not recused_from:
        return allowed
    kept_out = Proposal.id.in_(recused_from)
    return or_(and_(kept_out, _literally(answers.recused)), and_(~kept_out, allowed))


def _either(mine: _Condition, own: bool, others: bool) -> _Condition:
    if own is others:
        return _literally(own)
    # An imported proposal has no author: it is nobody's own, and a plain <> would lose it.
    return mine if own else or_(Proposal.author_id.is_(None), ~mine)


def _literally(answer: bool) -> _Condition:
    return true() if answer else false()


def _says_yes(actor: Actor, action: Action, place: Place) -> bool:
    return may(actor, action, place).verdict is Verdict.YES

"""The one thing that a reader of a proposal does next, by what they are to it and where it stands."""

from enum import StrEnum

from panel.models.proposals import ProposalState
from panel.policy.actions import Action
from panel.policy.places import ProposalHere
from panel.policy.rules import may
from panel.policy.subjects import Actor
from panel.proposals.queries import Links


class Step(StrEnum):
    """What comes next; `words.STEPS` says it, and the page knows where it leads."""

    SUBMIT = "submit"
    WRITE = "write"
    TAKE_UP = "take_up"
    SCORE = "score"
    DECIDE = "decide"
    SEE_RESULT = "see_result"
    SEE_DECISION = "see_decision"
    REVISE = "revise"
    COMMENT = "comment"
    WAIT = "wait"  # the author's own, while the others score
    NOTHING = "nothing"


def next_step(actor: Actor, here: ProposalHere, links: Links) -> Step:
    """What a reader does next: first what nobody does in their place."""
    own = here.author_id == actor.person_id
    if here.state is not ProposalState.SUBMITTED:
        return _of_own(actor, here) if own else Step.NOTHING
    if links.score_round_id is not None:
        return Step.SCORE
    if links.may_decide and not links.is_decided:
        return Step.DECIDE
    if links.is_decided:
        return Step.SEE_DECISION
    if links.result_round_id is not None:
        return Step.SEE_RESULT
    if own:
        return Step.REVISE if may(actor, Action.ITEM_EDIT, here.place) else Step.WAIT
    return Step.COMMENT if may(actor, Action.COMMENT_ADD, here.place) else Step.NOTHING


def _of_own(actor: Actor, here: ProposalHere) -> Step:
    """What an author does with what the panel does not score: a draft, or what was taken back."""
    if not may(actor, Action.ITEM_EDIT, here.place):
        return Step.NOTHING
    if here.state is not ProposalState.DRAFT:
        return Step.TAKE_UP
    is_open = may(actor, Action.ITEM_SUBMIT, here.place) and may(actor, Action.ITEM_CREATE, here.cycle.place)
    return Step.SUBMIT if is_open else Step.WRITE

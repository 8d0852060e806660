"""Proposals that say nearly the same in their title: shown while a title is typed, and again before it is submitted."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.words import tokens
from panel.models.proposals import Proposal, ProposalState
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor
from panel.policy.visible import visible_proposals

_ENOUGH = 0.4  # of the words of both together
_MOST = 5


@dataclass(frozen=True)
class Similar:
    """A proposal whose title is close."""

    id: int
    code: str
    title_ja: str
    title_en: str


def similar(db: Session, actor: Actor, here: CycleHere, *titles: str, besides: int = 0) -> list[Similar]:
    """The readable proposals of the cycle closest to any of these titles, closest first; `besides` is left out."""
    typed = [words for words in map(_words, titles) if words]
    if not typed:
        return []
    readable = visible_proposals(actor, here.id, here.panel_id, here.phase, Action.ITEM_VIEW)
    query = select(Proposal.id, Proposal.code, Proposal.title_ja, Proposal.title_en)
    rows = db.execute(query.where(readable, Proposal.id != besides, Proposal.state == ProposalState.SUBMITTED))
    scored = [(max(_likeness(words, title) for words in typed for title in row[2:]), Similar(*row)) for row in rows]
    close = sorted((entry for entry in scored if entry[0] >= _ENOUGH), key=lambda entry: (-entry[0], entry[1].code))
    return [one for _score, one in close[:_MOST]]


def _likeness(typed: frozenset[str], title: str) -> float:
    """Shared words by all words; a title that holds everything typed so far is as close as can be."""
    words = _words(title)
    shared = len(typed & words)
    if shared == len(typed):
        return 1.0
    return shared / len(typed | words)


@lru_cache(maxsize=8192)
def _words(title: str) -> frozenset[str]:
    return frozenset(tokens(title))

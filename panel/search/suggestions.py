"""What the search field offers while somebody types: proposals they may read, pages they may open, words explained."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.text import comparable
from panel.models.proposals import Proposal, ProposalState
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor
from panel.policy.visible import visible_proposals
from panel.presets.glossary import Term
from panel.search.listing import matching

_MOST_PROPOSALS = 7
_MOST_WORDS = 3


@dataclass(frozen=True)
class FoundProposal:
    """A proposal whose number or title holds what was typed."""

    id: int
    code: str
    title_ja: str
    title_en: str


def proposals(db: Session, actor: Actor, here: CycleHere, typed: str) -> list[FoundProposal]:
    """The readable proposals of the cycle with this in their number or title; those that begin with it come first.

    The texts themselves are left to the full search: here a part of a word must do, and the answer is due at once.
    """
    needle = comparable(typed)
    readable = visible_proposals(actor, here.id, here.panel_id, here.phase, Action.ITEM_VIEW)
    query = select(Proposal.id, Proposal.code, Proposal.title_ja, Proposal.title_en)
    rows = db.execute(query.where(readable, Proposal.state == ProposalState.SUBMITTED).order_by(Proposal.id))
    found = [(place, FoundProposal(*row)) for row in rows if (place := _place(needle, row[1:])) is not None]
    return [one for _place_of_it, one in sorted(found, key=lambda entry: entry[0])[:_MOST_PROPOSALS]]


def words(typed: str) -> list[Term]:
    """The explained words with this in them, in either language."""
    return list(islice((term for term in matching(typed) if term.key), _MOST_WORDS))


def _place(needle: str, texts: Iterable[str]) -> int | None:
    """How far from the beginning of one of the texts it stands; None if it stands in none of them."""
    places = [place for text in texts if (place := _folded(text).find(needle)) >= 0]
    return min(places, default=None)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return comparable(text)

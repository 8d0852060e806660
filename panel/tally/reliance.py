"""What of the board can be relied on: the analysis of what this reader may see, about the line or one on trial."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row
from sqlalchemy.orm import Session

from panel.analysis import reading
from panel.calc.analysis import Analysis, Band, ItemAnalysis
from panel.calc.claims import NAMED, words
from panel.calc.claims_found import found
from panel.calc.document import Text
from panel.calc.drawing import broken
from panel.calc.reasons import WORDS, Reason
from panel.policy.rounds import RoundHere
from panel.tally.asked import whole_number
from panel.tally.queries import Board, ItemHere


@dataclass(frozen=True)
class Line:
    """The line after the first `places`; `fixed` is where the rule of the round has it, and on trial they differ.

    `n_ranked` is how many stand about it. `refused` is what was typed for a trial where no line can be drawn there;
    with a `reason` it cannot be drawn anywhere else.
    """

    places: int
    fixed: int
    n_ranked: int
    refused: str = ""
    reason: Text | None = None

    @property
    def is_trial(self) -> bool:
        """Whether the line is drawn elsewhere than the rule says."""
        return self.places != self.fixed


@dataclass(frozen=True)
class Reliance:
    """The analysis, its proposals by id, and the line it is about; `line` is None where nothing could be analysed."""

    analysis: Analysis
    items: Mapping[int, ItemAnalysis]
    line: Line | None

    @property
    def reason(self) -> Text | None:
        """Why nothing could be analysed; None where something was."""
        return None if self.line else _why(self.analysis)

    def band(self, proposal_id: int) -> Band | None:
        """On which side of the line a proposal is; None for one without a place."""
        item = self.items.get(proposal_id)
        return None if item is None else item.band

    @property
    def total_at_line(self) -> float | None:
        """Halfway between the last total above the line and the first below; None where nothing is below."""
        if self.line is None or self.line.places >= len(self.analysis.items):
            return None
        above, below = self.analysis.items[self.line.places - 1 : self.line.places + 1]
        return (above.total + below.total) / 2


def reliance(db: Session, seal_key: bytes, here: RoundHere | ItemHere, board: Board, cut: str) -> Reliance:
    """The analysis of the rows that have a place, about the fixed line or about `cut` where that is typed.

    Of nothing else: what the reader is recused from, or what too few scored, has no part in it.
    """
    ranked = {row.proposal_id: row for row in board.rows if board.places[row.proposal_id].rank is not None}
    fixed = reading.read(db, seal_key, here.round.id, list(ranked))
    if not fixed.items:
        return Reliance(fixed, {}, None)
    asked = whole_number(cut)
    n_ranked, places = len(fixed.items), fixed.settings.places
    if asked is None or not 1 <= asked < n_ranked:
        return _reliance(fixed, ranked, Line(places, places, n_ranked, cut))
    tried = fixed if asked == places else reading.read(db, seal_key, here.round.id, list(ranked), asked)
    if not tried.items:
        return _reliance(fixed, ranked, Line(places, places, n_ranked, cut, _why(tried)))
    return _reliance(tried, ranked, Line(asked, places, n_ranked))


def _why(empty: Analysis) -> Text:
    return WORDS[empty.reason or Reason.ALL_MISSING]


def _reliance(analysis: Analysis, ranked: Mapping[int, Row[Any]], line: Line) -> Reliance:
    items = {item.id: item for item in analysis.items}
    return Reliance(analysis, {proposal_id: items[row.code] for proposal_id, row in ranked.items()}, line)


_TITLE: Final = 20  # full-width characters of a title in a sentence


@dataclass(frozen=True)
class Said:
    """A sentence of what can be relied on, and how it was found."""

    words: Text
    found: Text


def sentences(known: Reliance, board: Board, criteria: Sequence[Row[str, str, str, int, int]]) -> list[Said]:
    """What can be relied on, from what holds to what it hangs on; proposals by code and title."""
    named = {code for claim in known.analysis.claims for code in claim.items[:NAMED]}
    titles = {row.code: _titled(row) for row in board.rows if row.code in named}
    names = {row.key: Text(row.name_ja, row.name_en) for row in criteria}
    return [Said(words(claim, titles, names), found(claim, known.analysis.settings)) for claim in known.analysis.claims]


def _titled(row: Row[Any]) -> Text:
    """Its code and as much of its title as a sentence bears."""
    title = Text(row.title_ja, row.title_en)
    return Text(f"{row.code} {_short(title.japanese)}", f"{row.code} {_short(title.english)}")


def _short(title: str) -> str:
    first, more = broken(title, 1, _TITLE)
    return f"{first}…" if more else first

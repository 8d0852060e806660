"""The lines of the board: a thousand of them, so each is made once and of plain text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row

from panel.calc.calendar import Language
from panel.calc.consensus import ConsensusClass
from panel.calc.disclosure import Shown, shown
from panel.calc.marks import Blank
from panel.calc.report.sentences import counted
from panel.calc.spark import spark
from panel.models.proposals import Kind
from panel.tally.queries import Board

_DASH = "–"


class Line(NamedTuple):
    """One proposal as the board prints it; what a small panel may not show is a dash."""

    proposal_id: int
    place: str
    code: str
    title: str
    other_title: str
    total: str
    need: str
    opportunity: str
    median: str
    iqr: str
    consensus: str
    bars: str  # SVG
    n: str


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; anything unknown counts as not asked."""

    sort: str = "rank"
    consensus: str = ""
    kind: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Wanted":
        """The filters in an address."""
        sort, consensus, kind = (given.get(name, "") for name in ("sort", "class", "kind"))
        return cls(
            sort if sort in SORTS else "rank",
            consensus if consensus in set(ConsensusClass) else "",
            kind if kind in set(Kind) else "",
        )

    def address(self, **changed: str) -> dict[str, str]:
        """The arguments of an address that differs from this one in some filter."""
        filters = {"sort": self.sort, "class": self.consensus, "kind": self.kind, **changed}
        return {name: value for name, value in filters.items() if value and (name, value) != ("sort", "rank")}


def _up(value: float | None) -> tuple[bool, float]:
    """Ascending, with what does not exist at the end."""
    return value is None, value or 0.0


def _disagreement(row: Row[Any]) -> tuple[bool, tuple[bool, float]]:
    return row.consensus != ConsensusClass.SPLIT, _up(None if row.q1 is None else row.q1 - row.q3)


SORTS: dict[str, Callable[[Row[Any]], tuple[Any, ...]]] = {
    "rank": lambda row: _up(row.rank),
    "disagreement": _disagreement,
    "need": lambda row: _up(row.rank_need),
    "opportunity": lambda row: _up(row.rank_opportunity),
}


def lines(board: Board, wanted: Wanted, language: Language) -> list[Line]:
    """The lines that are wanted, in the order that is wanted; places are those of the whole board.

    What may not be shown has no part in the order: such proposals stand at the end, by their codes.
    """
    chosen = [
        row
        for row in board.rows
        if wanted.consensus in ("", board.classes[row.proposal_id]) and wanted.kind in ("", row.kind)
    ]
    ordered = sorted(chosen, key=lambda row: _last_unless_shown(board, row, SORTS[wanted.sort]))
    return [_line(board, row, language) for row in ordered]


def _last_unless_shown(board: Board, row: Row[Any], key: Callable[[Row[Any]], tuple[Any, ...]]) -> tuple[Any, ...]:
    return (False, *key(row)) if shown(row.n, board.shown_from) is Shown.ALL else (True,)


def _line(board: Board, row: Row[Any], language: Language) -> Line:
    titles = (row.title_ja, row.title_en) if language == "ja" else (row.title_en, row.title_ja)
    level = shown(row.n, board.shown_from)
    whole, centre = level is Shown.ALL, level >= Shown.CENTRE
    return Line(
        row.proposal_id,
        board.places[row.proposal_id].words(language) if whole else _DASH,
        row.code,
        titles[0] or titles[1],
        titles[1] if titles[0] else "",
        _number(row.total, whole),
        _number(row.total_need, whole),
        _number(row.total_opportunity, whole),
        _number(row.median, centre),
        f"{row.q1:.2f}–{row.q3:.2f}" if whole and row.q1 is not None else _DASH,
        board.classes[row.proposal_id],
        _bars(row.histogram) if whole else "",
        n_words(row.n, (row.not_yet, row.unable, row.not_applicable, row.abstained, row.recused), language),
    )


@lru_cache(maxsize=4096)
def _bars(histogram: str) -> str:
    return spark(tuple(map(int, histogram.split(","))))


def _number(value: float | None, may_show: bool) -> str:
    return f"{value:.2f}" if may_show and value is not None else _DASH


@lru_cache(maxsize=4096)
def n_words(n: int, blanks: tuple[int, ...], language: Language) -> str:
    """n with the reason of every silence; `blanks` in the order of `Blank`."""
    words = counted(n, dict(zip(Blank, blanks, strict=True)))
    return words.japanese if language == "ja" else words.english

"""The lines of the board: a thousand of them, so each is made once and of plain text, and a page holds some."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import Row

from panel.calc.analysis import Band, Flag, ItemAnalysis
from panel.calc.calendar import Language
from panel.calc.certainty import chance, interval
from panel.calc.chart_row import PlaceRange, RowAxes, Spread, row_drawing
from panel.calc.disclosure import Shown, shown
from panel.calc.drawing import Svg
from panel.calc.report.sentences import silences
from panel.tally.asked import SORTS, Wanted
from panel.tally.queries import Board
from panel.tally.reliance import Reliance

PAGE: Final = 75
"""So many lines stand on one page, which then weighs less than 100 KB."""
_DASH = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal as the board prints it; what a small panel may not show is a dash, what does not exist empty."""

    proposal_id: int
    place: str
    places: str  # between which it would lie
    code: str
    title: str
    title_language: str  # where it is not the reader's
    other_title: str
    band: str
    chance: str
    total: str
    spread: str  # the middle half of the members, or the median where nothing else may be shown
    drawing: Svg | None
    need: str
    opportunity: str
    consensus: str
    flags: tuple[Flag, ...]
    n: str
    silence: str


@dataclass(frozen=True)
class Cut:
    """The line between two lines of the board: after the line at `after`, with how many are contested beside it."""

    after: int  # counted from 0 on its page
    page: int
    n_above: int
    n_contested_above: int
    n_contested_below: int


# ---- Which, and in which order ----


def fields(board: Board) -> dict[str, str]:
    """The fields of the proposals that are shown, by their Japanese names, with the English ones."""
    found = {row.area_ja or row.area_en: row.area_en or row.area_ja for row in board.rows}
    return dict(sorted((ja, en) for ja, en in found.items() if ja))


def chosen(board: Board, known: Reliance, wanted: Wanted) -> list[Row[Any]]:
    """The rows that are wanted, in the order that is wanted.

    What may not be shown has no part in the order: such proposals stand at the end, by their codes.
    """
    found = [
        row
        for row in board.rows
        if wanted.consensus in ("", board.classes[row.proposal_id])
        and wanted.kind in ("", row.kind)
        and wanted.field in ("", row.area_ja or row.area_en)
        and wanted.band in ("", known.band(row.proposal_id))
        and wanted.disagreement in ("", _disagrees(known.items.get(row.proposal_id)))
    ]

    def order(row: Row[Any]) -> tuple[Any, ...]:
        if shown(row.n, board.shown_from) is not Shown.ALL:
            return (True,)
        return False, *SORTS[wanted.sort](row, known.items.get(row.proposal_id))

    return sorted(found, key=order)


def _disagrees(item: ItemAnalysis | None) -> str | None:
    if item is None or item.disagreement is None:
        return None
    return "yes" if Flag.DISAGREEMENT in item.flags else "no"


def n_pages(rows: Sequence[Row[Any]]) -> int:
    """How many pages the rows fill; at least one."""
    return max(1, ceil(len(rows) / PAGE))


def page_of(place: int) -> int:
    """On which page a row stands, counted from 0 in the whole list."""
    return place // PAGE + 1


def cut_between(board: Board, known: Reliance, rows: Sequence[Row[Any]]) -> Cut | None:
    """Where the line runs through rows that stand in the order of their places; None where all lie on one side."""
    if known.line is None:
        return None
    ranks = [board.places[row.proposal_id].rank for row in rows]
    n_above = sum(rank is not None and rank <= known.line.places for rank in ranks)
    n_ranked = sum(rank is not None for rank in ranks)
    if not 0 < n_above < n_ranked:
        return None
    contested = [known.band(row.proposal_id) is Band.CONTESTED for row in rows]
    last = n_above - 1
    return Cut(last % PAGE, page_of(last), n_above, sum(contested[:n_above]), sum(contested[n_above:]))


# ---- As they are printed ----


def heads() -> tuple[str, str, str]:
    """The words above the three parts of a row's drawing."""
    return str(_("Places")), str(_("Total")), str(_("Scores"))


def lines(board: Board, known: Reliance, rows: Sequence[Row[Any]], axes: RowAxes, language: Language) -> list[Line]:
    """The rows as they are printed; places are those of the whole board."""
    return [_line(board, row, known.items.get(row.proposal_id), axes, language) for row in rows]


def _line(board: Board, row: Row[Any], item: ItemAnalysis | None, axes: RowAxes, language: Language) -> Line:
    own, other = (row.title_ja, row.title_en) if language == "ja" else (row.title_en, row.title_ja)
    level = shown(row.n, board.shown_from)
    whole = level is Shown.ALL
    silence = silences((row.not_yet, row.unable, row.not_applicable, row.abstained, row.recused))
    often = None if item is None else chance(item.p_top)
    return Line(
        proposal_id=row.proposal_id,
        place=board.places[row.proposal_id].brief if whole else _DASH,
        places="" if item is None else interval(item),
        code=row.code,
        title=own or other,
        title_language="" if own else other_language(language),
        other_title=other if own else "",
        band="" if item is None else item.band,
        chance="" if often is None else often.japanese if language == "ja" else often.english,
        total=_number(row.total, whole),
        spread=_spread(row, level),
        drawing=_drawing(row, item, axes) if whole else None,
        need=_number(row.total_need, whole),
        opportunity=_number(row.total_opportunity, whole),
        consensus=board.classes[row.proposal_id],
        flags=() if item is None else item.flags,
        n=f"{row.n}/{row.n + silence.count}",
        silence=silence.words.japanese if language == "ja" else silence.words.english,
    )


def _drawing(row: Row[Any], item: ItemAnalysis | None, axes: RowAxes) -> Svg:
    places = None if item is None else PlaceRange(item.rank, item.low, item.high)
    counts = tuple(map(int, row.histogram.split(",")))
    return row_drawing(axes, places, Spread(row.total, row.q1, row.median, row.q3), counts)


def other_language(language: Language) -> Language:
    """The one of the two that the reader did not choose."""
    return "en" if language == "ja" else "ja"


def _spread(row: Row[Any], level: Shown) -> str:
    if row.median is None or level is Shown.NUMBER:
        return ""
    if level is Shown.CENTRE:
        return str(_("median %(median)s", median=f"{row.median:.2f}"))
    return f"{row.q1:.2f}–{row.q3:.2f}"


def _number(value: float | None, may_show: bool) -> str:
    return f"{value:.2f}" if may_show and value is not None else _DASH

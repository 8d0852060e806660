"""The whole tally at a glance: what it comes to in words, and every proposal on one map."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from panel.calc.calendar import Language
from panel.calc.certainty import line_words
from panel.calc.chart_map import CROWD, NARROW, WIDE, MapCut, MapMark, MapWords, overview
from panel.calc.consensus import ConsensusClass, Rule
from panel.calc.disclosure import Shown, shown
from panel.calc.document import Text
from panel.calc.drawing import Svg
from panel.calc.marks import Blank, Scale
from panel.calc.overview import MAP_AXES, QUARTER_WORDS, QUARTERS, Quarter, Standing, map_finding, quarter
from panel.calc.report.sentences import counted
from panel.tally.queries import Board
from panel.tally.reliance import Reliance

_NAMED = 10
"""So many proposals are named on the map by their titles."""


def standings(board: Board, rows: Sequence[Row[Any]]) -> list[Standing]:
    """The rows as a reader may see them."""
    return [_standing(board, row) for row in rows]


def _standing(board: Board, row: Row[Any]) -> Standing:
    whole = shown(row.n, board.shown_from) is Shown.ALL
    return Standing(
        key=row.proposal_id,
        code=row.code,
        title=Text(row.title_ja, row.title_en),
        rank=board.places[row.proposal_id].rank if whole else None,
        total=row.total if whole else None,
        q1=row.q1 if whole else None,
        q3=row.q3 if whole else None,
        consensus=ConsensusClass(board.classes[row.proposal_id]),
    )


def counted_in_all(rows: Sequence[Row[Any]]) -> Text:
    """How many scores were given on all that is shown, and why the others were not."""
    blanks = {blank: sum(getattr(row, blank.value) for row in rows) for blank in Blank}
    return counted(sum(row.n for row in rows), blanks)


@dataclass(frozen=True)
class Map:
    """The proposals by total and agreement: the finding, both drawings, and the rows of the table behind them."""

    finding: str
    wide: Svg
    narrow: Svg | None  # a crowd is drawn once, because two drawings of it would weigh too much
    rows: list[tuple[Standing, str]]  # with the words of the quarter
    n_left_out: int  # without a total that may be shown


def drawn_map(found: Sequence[Standing], scale: Scale, rule: Rule, known: Reliance, language: Language) -> Map:
    """The map of these proposals, with the line after the first k where there is one."""
    limit = rule.iqr_limit(scale)
    placed = [(one, where) for one in found if (where := quarter(one, scale, limit))]
    finding = in_words(map_finding(Counter(where for _one, where in placed)), language)
    named = {one.key for one in _outstanding(placed)}
    marks = [_mark(one, one.key in named, language) for one, _where in placed]
    total, apart = (in_words(words, language) for words in MAP_AXES)
    words = MapWords(total, apart, [in_words(QUARTER_WORDS[at], language) for at in QUARTERS])
    cut = _cut(known, language)
    layouts = (WIDE,) if len(marks) > CROWD else (WIDE, NARROW)
    wide, *narrow = (overview(finding, marks, scale, limit, words, layout, cut) for layout in layouts)
    rows = [(one, in_words(QUARTER_WORDS[where], language)) for one, where in placed]
    return Map(finding, wide, narrow[0] if narrow else None, rows, len(found) - len(placed))


def _cut(known: Reliance, language: Language) -> MapCut | None:
    total = known.total_at_line
    if known.line is None or total is None:
        return None
    return MapCut(total, in_words(line_words(known.line.places, is_trial=known.line.is_trial), language))


def _outstanding(placed: Sequence[tuple[Standing, Quarter]]) -> list[Standing]:
    """What a chair looks for: scored high but apart, the highest first; then the highest of all."""
    ordered = sorted(placed, key=lambda one: (one[1] != "high_apart", -(one[0].total or 0.0)))
    return [one for one, _where in ordered[:_NAMED]]


def _mark(one: Standing, is_named: bool, language: Language) -> MapMark:
    title = in_words(one.title, language) if is_named else ""
    return MapMark(one.total or 0.0, one.apart or 0.0, one.consensus, one.code, title)


def in_words(words: Text, language: Language) -> str:
    """The words in one of the languages, or in the other where it has none."""
    return words.japanese if language == "ja" else words.english

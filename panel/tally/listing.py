"""The lines of the board: a thousand of them, so each is made once and of plain text."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Row

from panel.calc.calendar import Language
from panel.calc.consensus import ConsensusClass
from panel.calc.disclosure import Shown, shown
from panel.calc.drawing import Svg
from panel.calc.marks import Scale
from panel.calc.report.sentences import silences
from panel.calc.spark import spark, strip
from panel.models.proposals import Kind
from panel.tally.queries import Board

_DASH = "–"
VIEWS = ("table", "map")


class Line(NamedTuple):
    """One proposal as the board prints it; what a small panel may not show is a dash."""

    proposal_id: int
    place: str
    code: str
    title: str
    title_language: str  # where it is not the reader's
    other_title: str
    total: str
    spread: str  # the middle half of the members, or the median where nothing else may be shown
    strip: Svg | None
    need: str
    opportunity: str
    consensus: str
    bars: Svg | None
    n: str
    silence: str


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; anything unknown counts as not asked."""

    sort: str = "rank"
    consensus: str = ""
    kind: str = ""
    field: str = ""
    view: str = "table"

    @classmethod
    def read(cls, given: Mapping[str, str], fields: Collection[str]) -> "Wanted":
        """The filters in an address; `fields` are those there are, by their Japanese names."""
        sort, consensus, kind, field, view = (
            given.get(name, "") for name in ("sort", "class", "kind", "field", "view")
        )
        return cls(
            sort if sort in SORTS else "rank",
            consensus if consensus in set(ConsensusClass) else "",
            kind if kind in set(Kind) else "",
            field if field in fields else "",
            view if view in VIEWS else "table",
        )

    def address(self, **changed: str) -> dict[str, str]:
        """The arguments of an address that differs from this one in some filter."""
        asked = {"sort": self.sort, "class": self.consensus, "kind": self.kind, "field": self.field, "view": self.view}
        usual = {("sort", "rank"), ("view", "table")}
        return {name: value for name, value in {**asked, **changed}.items() if value and (name, value) not in usual}


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


def fields(board: Board) -> dict[str, str]:
    """The fields of the proposals that are shown, by their Japanese names, with the English ones."""
    found = {row.area_ja or row.area_en: row.area_en or row.area_ja for row in board.rows}
    return dict(sorted((ja, en) for ja, en in found.items() if ja))


def chosen(board: Board, wanted: Wanted) -> list[Row[Any]]:
    """The rows that are wanted, in the order that is wanted.

    What may not be shown has no part in the order: such proposals stand at the end, by their codes.
    """
    found = [
        row
        for row in board.rows
        if wanted.consensus in ("", board.classes[row.proposal_id])
        and wanted.kind in ("", row.kind)
        and wanted.field in ("", row.area_ja or row.area_en)
    ]
    return sorted(found, key=lambda row: _last_unless_shown(board, row, SORTS[wanted.sort]))


def _last_unless_shown(board: Board, row: Row[Any], key: Callable[[Row[Any]], tuple[Any, ...]]) -> tuple[Any, ...]:
    return (False, *key(row)) if shown(row.n, board.shown_from) is Shown.ALL else (True,)


def lines(board: Board, rows: Sequence[Row[Any]], scale: Scale, language: Language) -> list[Line]:
    """The rows as they are printed; places are those of the whole board."""
    return [_line(board, row, scale, language) for row in rows]


def _line(board: Board, row: Row[Any], scale: Scale, language: Language) -> Line:
    own, other = (row.title_ja, row.title_en) if language == "ja" else (row.title_en, row.title_ja)
    level = shown(row.n, board.shown_from)
    whole = level is Shown.ALL
    silence = silences((row.not_yet, row.unable, row.not_applicable, row.abstained, row.recused))
    return Line(
        row.proposal_id,
        board.places[row.proposal_id].brief if whole else _DASH,
        row.code,
        own or other,
        "" if own else other_language(language),
        other if own else "",
        _number(row.total, whole),
        _spread(row, level),
        strip(scale, row.total, row.q1, row.median, row.q3) if whole else None,
        _number(row.total_need, whole),
        _number(row.total_opportunity, whole),
        board.classes[row.proposal_id],
        _bars(row.histogram) if whole else None,
        f"{row.n}/{row.n + silence.count}",
        silence.words.japanese if language == "ja" else silence.words.english,
    )


def other_language(language: Language) -> Language:
    """The one of the two that the reader did not choose."""
    return "en" if language == "ja" else "ja"


def _spread(row: Row[Any], level: Shown) -> str:
    if row.median is None or level is Shown.NUMBER:
        return ""
    if level is Shown.CENTRE:
        return str(_("median %(median)s", median=f"{row.median:.2f}"))
    return f"{row.q1:.2f}–{row.q3:.2f}"


@lru_cache(maxsize=4096)
def _bars(histogram: str) -> Svg:
    return spark(tuple(map(int, histogram.split(","))))


def _number(value: float | None, may_show: bool) -> str:
    return f"{value:.2f}" if may_show and value is not None else _DASH

"""The table view: as many sheets as fit one form, read strictly and saved together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from flask_babel import gettext as _

from panel.calc.marks import MarkError, parse_mark
from panel.errors import Conflict
from panel.scoring.lines import newest
from panel.scoring.queries import DeskItem, Question, asked_of
from panel.seal import OwnBallot, Sheet

CELLS_AT_MOST = 120  # a page of more is slow to load and long to look through
ROWS_AT_MOST = 20


@dataclass(frozen=True)
class Row:
    """One proposal with what the asker wrote on it so far."""

    item: DeskItem
    questions: tuple[Question, ...]
    version: int
    sheet: Sheet
    has_draft: bool

    @property
    def version_field(self) -> str:
        """The name of the hidden field that holds the version."""
        return f"version_{self.item.id}"

    def field(self, question: Question) -> str:
        """The name of one cell."""
        return f"mark_{self.item.id}_{question.id}"

    def asks(self, question: Question) -> bool:
        """Whether the question applies to the proposal."""
        return question in self.questions

    def mark(self, question: Question) -> str:
        """What is in a cell now."""
        return self.sheet.marks.get(str(question.id), "")


@dataclass(frozen=True)
class Grid:
    """One page of the table."""

    questions: tuple[Question, ...]
    rows: tuple[Row, ...]
    page: int
    pages: int
    first: int  # the place of the first row in the whole list, from 1


@dataclass(frozen=True)
class Typed:
    """What was sent: the changed rows as {proposal: (version, sheet)}, every cell as typed, and what is wrong."""

    rows: Mapping[int, tuple[int, Sheet]] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    def told_stale(self, proposals: Sequence[int]) -> "Typed":
        """The same with a sentence at every row that was saved elsewhere in the meantime."""
        sentence = _("This sheet was saved in another window in the meantime; its answers there are shown in brackets.")
        return replace(self, problems={f"version_{proposal}": sentence for proposal in proposals})


def grid(items: Sequence[DeskItem], questions: tuple[Question, ...], own: Mapping[int, OwnBallot], wanted: str) -> Grid:
    """The page that `wanted` names, the first one for anything that names none."""
    size = max(1, min(ROWS_AT_MOST, CELLS_AT_MOST // max(1, len(questions))))
    pages = max(1, ceil(len(items) / size))
    page = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    page = min(max(page, 1), pages)
    shown = items[(page - 1) * size : page * size]
    return Grid(
        questions, tuple(_row(item, questions, own.get(item.id)) for item in shown), page, pages, (page - 1) * size + 1
    )


def _row(item: DeskItem, questions: Sequence[Question], own: OwnBallot | None) -> Row:
    return Row(
        item,
        asked_of(item.kind, questions),
        own.version if own else 0,
        newest(own) or Sheet({}),
        bool(own and own.draft),
    )


def read(shown: Grid, form: Mapping[str, str], twice: frozenset[str]) -> Typed:
    """What was typed into the table; `twice` names fields that were sent more than once.

    Raises Conflict for a cell that is not in it.
    """
    cells = {row.field(question): question for row in shown.rows for question in row.questions}
    if any(name.startswith("mark_") and name not in cells for name in form):
        sentence = _("A proposal of this table is no longer on your list. Nothing was recorded: open the table anew.")
        raise Conflict(sentence)  # recused meanwhile; the same is said of what never was on it
    typed = {name: form.get(name, "") for name in cells}
    problems = {name: _("This was sent more than once.") for name in twice & cells.keys()}
    problems |= _wrong_marks(cells, typed) | _wrong_versions(shown, form)
    rows = {
        row.item.id: (int(form[row.version_field]), sheet)
        for row in shown.rows
        if row.version_field not in problems and (sheet := _changed(row, typed)) is not None
    }
    return Typed(rows, typed, problems)


def _wrong_marks(cells: Mapping[str, Question], typed: Mapping[str, str]) -> dict[str, str]:
    problems = {}
    for name, question in cells.items():
        try:
            parse_mark(typed[name], question.scale)
        except MarkError:
            problems[name] = _("Choose one of the answers shown.")
    return problems


def _wrong_versions(shown: Grid, form: Mapping[str, str]) -> dict[str, str]:
    sent = {row.version_field: form.get(row.version_field, "") for row in shown.rows}
    return {
        name: _("The version of this form is missing. Open the page anew.")
        for name, version in sent.items()
        if not (version.isascii() and version.isdigit() and len(version) < 10)
    }


def _changed(row: Row, typed: Mapping[str, str]) -> Sheet | None:
    """The row's sheet with its new marks; None when nothing was changed. Its words stay as they are."""
    marks = {str(question.id): mark for question in row.questions if (mark := typed[row.field(question)])}
    return None if marks == row.sheet.marks else replace(row.sheet, marks=marks)

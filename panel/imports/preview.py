"""Rows of a file as they were read, with what is wrong marked in its cell: the first ones, and those with problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from panel.formats.sheet import Sheet
from panel.imports.table import Problem

FIRST_ROWS: Final = 5
MOST_ROWS: Final = 30
CELL_LIMIT: Final = 80
"""So many characters of a cell are shown."""


@dataclass(frozen=True)
class Cell:
    """The beginning of a cell, and whether something is wrong with it."""

    text: str
    is_wrong: bool


@dataclass(frozen=True)
class ShownRow:
    """One row under the number a spreadsheet gives it; `is_wrong` where the row as a whole is."""

    number: int
    cells: tuple[Cell, ...]
    is_wrong: bool


def shown_rows(sheet: Sheet, problems: Sequence[Problem]) -> tuple[ShownRow, ...]:
    """The first rows and the first of those with problems, in the order of the file."""
    wrong = {(problem.row, problem.column) for problem in problems}
    numbers = {problem.row for problem in problems}
    with_problems = [row for row in sheet.rows if row.number in numbers]
    chosen = {row.number: row for row in (*sheet.rows[:FIRST_ROWS], *with_problems[:MOST_ROWS])}
    return tuple(
        ShownRow(
            number,
            tuple(
                Cell(_beginning(text), (number, name) in wrong)
                for name, text in zip(sheet.header, chosen[number].cells, strict=False)
            ),
            (number, None) in wrong,
        )
        for number in sorted(chosen)
    )


def _beginning(text: str) -> str:
    return text if len(text) <= CELL_LIMIT else f"{text[: CELL_LIMIT - 1]}…"

"""The tables as a plain workbook: one header row, no merged cells, numbers as numbers, a sheet for each kind."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from panel.calc.document import Column, Document, Language
from panel.calc.drawing import text_width
from panel.formats.flat import FlatTable, Value, about, flat_tables

_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31
_LONGEST_CELL: Final = 32_767
_OPTIONS: Final[Mapping[str, object]] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_WIDEST: Final = 60
_SAMPLE: Final = 200
"""Column widths are judged by this many rows."""


def render(document: Document, language: Language) -> bytes:
    """A workbook with a sheet about the document first; the same document gives the same bytes."""
    # Costs more to import than most requests take.
    from xlsxwriter import Workbook  # noqa: PLC0415

    target = BytesIO()
    with Workbook(target, dict(_OPTIONS)) as book:
        book.set_properties(
            {
                "title": document.title.plain(language),
                "author": document.publisher.plain(language),
                "created": datetime.combine(document.dated_on, time()),
            }
        )
        looks = _Looks(book)
        names: set[str] = set()
        for table in (about(document, language), *flat_tables(document, language)):
            sheet = book.add_worksheet(_sheet_name(table.caption.spoken(language)[0].words, names))
            _fill(sheet, table, looks)
    return target.getvalue()


class _Looks:
    """The cell formats of one workbook."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": "Yu Gothic", "font_size": 10.5, "valign": "top"}
        self.header = book.add_format({**base, "bold": True, "bottom": 2, "text_wrap": True})
        self.text = book.add_format({**base, "text_wrap": True})
        self.date = book.add_format({**base, "num_format": "yyyy-mm-dd"})
        self.chance = book.add_format({**base, "num_format": "0.0%"})
        self._numbers = {
            decimals: book.add_format({**base, "num_format": f"0.{'0' * decimals}" if decimals else "0"})
            for decimals in range(5)
        }

    def of(self, column: Column) -> Any:
        """How the cells of a column look."""
        if column.kind == "number":
            return self._numbers[min(column.decimals, 4)]
        return {"chance": self.chance, "date": self.date}.get(column.kind, self.text)


def _fill(sheet: Any, table: FlatTable, looks: _Looks) -> None:
    for index, flat in enumerate(table.columns):
        sheet.write_string(0, index, flat.header, looks.header)
        sheet.set_column(index, index, _width(table, index), looks.of(flat.column))
    formats = [looks.of(flat.column) for flat in table.columns]
    for number, row in enumerate(table.rows, start=1):
        for index, value in enumerate(row):
            _write(sheet, number, index, value, formats[index])
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Any, row: int, column: int, value: Value, look: Any) -> None:
    match value:
        case None | "":
            return
        case str():
            sheet.write_string(row, column, value[:_LONGEST_CELL], look)
        case int() | float():
            sheet.write_number(row, column, value, look)
        case date():
            sheet.write_datetime(row, column, datetime.combine(value, time()), look)


def _width(table: FlatTable, index: int) -> float:
    """As wide as its words need, in characters of the sheet's font, within reason."""
    shown = [table.columns[index].header, *(str(row[index]) for row in table.rows[:_SAMPLE])]
    longest = max(text_width(line, 1) for text in shown for line in text.split("\n"))
    return min(_WIDEST, longest * 1.9 + 3)


def _sheet_name(words: str, taken: set[str]) -> str:
    """A name every spreadsheet program accepts, given once; names differ in more than case."""
    base = _FORBIDDEN.sub(" ", words).strip()[:_LONGEST_NAME] or "Sheet"
    name, number = base, 1
    while name.lower() in taken or name.lower() == "history":
        number += 1
        name = f"{base[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
    taken.add(name.lower())
    return name

"""One table as a workbook of one sheet, every cell a text: the form in which example files are given out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

_WIDTH = 18
_MADE = datetime(2026, 1, 1)


def workbook_of(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with the header in bold and the rows below it, nothing read as a number, link or formula."""
    # Costs more to import than most requests take.
    from xlsxwriter import Workbook  # noqa: PLC0415

    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet(name)
        bold, text = book.add_format({"bold": True, "num_format": "@"}), book.add_format({"num_format": "@"})
        sheet.set_column(0, len(header) - 1, _WIDTH, text)
        for number, row in enumerate((header, *rows)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, text if number else bold)
        sheet.freeze_panes(1, 0)
    return target.getvalue()

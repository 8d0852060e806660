"""Files as people send them: CSV in any encoding, and workbooks."""

import csv
from collections.abc import Sequence
from io import StringIO

from panel.formats.single_sheet import workbook_of

Rows = Sequence[Sequence[str]]


def csv_file(header: Sequence[str], rows: Rows, encoding: str = "utf-8-sig") -> bytes:
    """The rows as a spreadsheet program writes them."""
    text = StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def xlsx_file(header: Sequence[str], rows: Rows) -> bytes:
    """The rows as a workbook."""
    return workbook_of("Sheet", header, rows)


SCORES = ("item_id", "item_title", "rater_id", "criterion", "score", "confidence", "response_raw")


def scores_file(*rows: str) -> bytes:
    """A file of scores; each row is item, rater, criterion, score, confidence and response, with spaces between."""
    cells = [(*row.split(" "), "", "", "", "")[:6] for row in rows]
    return csv_file(SCORES, [(c[0], f"Title of {c[0]}", c[1], c[2], c[3], c[4], c[5].replace("_", " ")) for c in cells])

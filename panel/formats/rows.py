"""Many rows as CSV, a chunk at a time: the export of all scores costs little more than writing them."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Final

BOM: Final = "\ufeff"
"""Spreadsheet programs take a file without it for the old Japanese encoding."""

CHUNK: Final = 512

_FORMULA: Final = re.compile("[=+\\-@\t\r＝＋－＠]")
_NEUTRAL: Final = "'"


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The header and rows as UTF-8 with a byte order mark; text that would run as a formula is made inert.

    Numbers stay numbers: only strings are looked at. ``None`` is an empty cell.
    """
    buffer = StringIO(newline="")
    write = csv.writer(buffer, lineterminator="\r\n").writerows
    buffer.write(BOM)
    write([neutral_row(header)])
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        write(map(neutral_row, chunk))
        yield _emptied(buffer)
    if buffer.tell():
        yield _emptied(buffer)


def neutral_row(row: Sequence[object]) -> Sequence[object]:
    """The row with every dangerous text prefixed; the row itself, uncopied, where there is none."""
    match = _FORMULA.match
    for cell in row:
        if isinstance(cell, str) and match(cell):
            return [neutral(cell) for cell in row]
    return row


def neutral(cell: object) -> object:
    """The cell as a spreadsheet may open it: an apostrophe keeps ``=1+1`` a text."""
    return _NEUTRAL + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _emptied(buffer: StringIO) -> bytes:
    chunk = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return chunk

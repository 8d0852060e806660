"""Many rows as CSV, a chunk at a time: the export of all scores costs little more than writing them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import Final

BOM: Final = "\ufeff"
"""Spreadsheet programs take a file without it for the old Japanese encoding."""

CHUNK: Final = 512

_RUNS_AS_FORMULA: Final = "=+-@\t\r＝＋－＠"
_STARTS: Final = {
    # A carriage return is always quoted inside a cell; bare, it ends the line.
    mark: [before + mark for before in ((',"', '\n"') if mark == "\r" else (",", "\n", '"'))]
    for mark in _RUNS_AS_FORMULA
}
_DANGEROUS: Final = frozenset(_RUNS_AS_FORMULA)
_NEUTRAL: Final = "'"


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The header and rows as UTF-8 with a byte order mark; text that would run as a formula is made inert.

    Numbers stay numbers: only strings are changed. ``None`` is an empty cell.
    """
    yield BOM.encode() + _written([header])
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield _written(chunk)


def neutral(cell: object) -> object:
    """The cell as a spreadsheet may open it: an apostrophe keeps ``=1+1`` a text."""
    return _NEUTRAL + cell if isinstance(cell, str) and cell[:1] in _DANGEROUS else cell


def _written(rows: Sequence[Sequence[object]]) -> bytes:
    """Written plainly and looked over as one string, which is far cheaper than looking at every cell."""
    text = _as_csv(rows)
    if not _is_harmless(text):
        text = _as_csv([[neutral(cell) for cell in row] for row in rows])
    return text.encode()


def _as_csv(rows: Iterable[Sequence[object]]) -> str:
    buffer = StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def _is_harmless(text: str) -> bool:
    """Whether surely no cell begins with a dangerous character; a false alarm only costs time."""
    lines = "\n" + text
    return not any(mark in text and any(start in lines for start in starts) for mark, starts in _STARTS.items())

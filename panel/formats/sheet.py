"""A file somebody filled in, as rows of text: the one door for CSV and XLSX on their way in."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Final

from panel.formats import workbook
from panel.formats.sheet_problems import Code, Problem, SheetRefused, refused

MAX_BYTES: Final = 10 * 2**20
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200
MAX_CELL: Final = 100_000
MAX_PROBLEMS: Final = 100
"""Nobody reads a longer list of what is wrong; the first hundred show the pattern."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_CP932: Final = re.compile("[\x80-\x9f\xa0\uf8f0-\uf8f3]")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

__all__ = ["Code", "Problem", "Row", "Sheet", "SheetRefused", "read"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``number`` is the one a spreadsheet shows (the header is 1), cells match the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The file as text, literally: nothing is trimmed but the names in the header, nothing is interpreted."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str


def read(data: bytes, filename: str) -> Sheet:
    """The rows of a CSV (UTF-8, UTF-16 or CP932) or XLSX file; raises ``SheetRefused`` with every reason."""
    if not data:
        raise refused(Code.EMPTY_FILE)
    if len(data) > MAX_BYTES:
        raise refused(Code.TOO_LARGE, str(MAX_BYTES // 2**20))
    if _is_workbook(data, filename.lower()):
        return _sheet(workbook.rows_of(data), "xlsx")
    text, encoding = _decoded(data)
    return _sheet(_records(text), encoding)


def _is_workbook(data: bytes, filename: str) -> bool:
    """Name and content must agree: a workbook called .csv, or the reverse, is somebody's mistake or trick."""
    if filename.endswith(".xlsm"):
        raise refused(Code.MACROS)
    if filename.endswith(".xls"):
        raise refused(Code.OLD_EXCEL)
    if filename.endswith(".xlsx"):
        return True
    if filename.endswith((".csv", ".tsv", ".txt")) and not data.startswith(b"PK\x03\x04"):
        return False
    raise refused(Code.UNKNOWN_TYPE, filename)


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and its encoding. The byte order mark goes first, because CP932 accepts nearly anything."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = ("utf-8", "cp932")
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or not _NOT_CP932.search(text):
            return text, encoding
    raise refused(Code.UNKNOWN_ENCODING)


def _records(text: str) -> Iterator[list[str]]:
    """CSV or tab-separated records, as the first line tells. Raises with the row a broken quote began in."""
    first = text.partition("\n")[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    try:
        for row, record in enumerate(reader, start=1):  # noqa: B007 (the error below needs the last row read)
            yield record
    except csv.Error as error:
        raise _quoting(str(error), row + 1) from error


def _quoting(message: str, row: int) -> SheetRefused:
    if "end of data" in message:
        return refused(Code.UNCLOSED_QUOTE, row=row)
    if "field limit" in message:
        return refused(Code.CELL_TOO_LONG, str(MAX_CELL), row=row)
    return refused(Code.MISPLACED_QUOTE, row=row)


def _sheet(records: Iterable[list[str]], encoding: str) -> Sheet:
    numbered = ((number, record) for number, record in enumerate(records, start=1) if any(map(str.strip, record)))
    first = next(numbered, None)
    if first is None:
        raise refused(Code.NO_HEADER)
    header = _header(*first)
    rows = list(islice(numbered, MAX_ROWS + 1))
    if len(rows) > MAX_ROWS:
        raise refused(Code.TOO_MANY_ROWS, str(MAX_ROWS))
    if not rows:
        raise refused(Code.NO_ROWS)
    problems = list(islice(_problems(rows, len(header)), MAX_PROBLEMS))
    if problems:
        raise SheetRefused(*problems)
    width = len(header)
    return Sheet(header, tuple(Row(number, tuple(record[:width])) for number, record in rows), encoding)


def _header(number: int, record: list[str]) -> tuple[str, ...]:
    names = [name.strip() for name in record]
    while not names[-1]:  # columns an office program left behind; a filled cell under one is found later
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise refused(Code.TOO_MANY_COLUMNS, str(MAX_COLUMNS), row=number)
    seen = Counter(names)
    problems = [
        Problem(Code.EMPTY_HEADER, number, column) if not name else Problem(Code.DUPLICATE_HEADER, number, column, name)
        for column, name in enumerate(names, start=1)
        if not name or (seen[name] > 1 and names.index(name) < column - 1)
    ]
    problems += _cell_problems(number, names)
    if problems:
        raise SheetRefused(*problems)
    return tuple(names)


def _problems(rows: list[tuple[int, list[str]]], width: int) -> Iterator[Problem]:
    for number, record in rows:
        if len(record) != width and (len(record) < width or any(record[width:])):
            found = max(column for column, cell in enumerate(record, start=1) if cell or column <= width)
            yield Problem(Code.UNEQUAL_COLUMNS, number, min(found, width) + 1, f"{found}/{width}")
        yield from _cell_problems(number, record)


def _cell_problems(number: int, record: list[str]) -> Iterator[Problem]:
    for column, cell in enumerate(record, start=1):
        if len(cell) > MAX_CELL:
            yield Problem(Code.CELL_TOO_LONG, number, column, str(MAX_CELL))
        elif found := _CONTROL.search(cell):
            yield Problem(Code.CONTROL_CHARACTER, number, column, f"U+{ord(found[0]):04X}")

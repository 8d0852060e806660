"""Reads the first sheet of an XLSX file as text, after looking into every part of the archive for traps."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Final

from panel.formats import archive
from panel.formats.archive import MAX_UNPACKED, ArchiveRefused, Trap
from panel.formats.sheet_problems import Code, refused

MAX_CELLS: Final = 4_000_000
"""A sheet is held as a full rectangle while it is read: one cell in the far corner would fill the memory."""

_MACROS: Final = ("xl/vbaproject", "xl/macrosheets/", "xl/activex/", "xl/embeddings/", "xl/dialogsheets/")
_LINKS: Final = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
_PLACE: Final = re.compile(rb"""\sr\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_COUNT: Final = re.compile(rb"""ount\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE: Final = re.compile(rb"([A-Z]{0,3})([1-9][0-9]{0,6})")
_CODES: Final = {
    Trap.NOT_AN_ARCHIVE: Code.NOT_A_WORKBOOK,
    Trap.ENCRYPTED: Code.ENCRYPTED,
    Trap.OLD_OFFICE: Code.OLD_EXCEL,
    Trap.UNSAFE_PART: Code.UNSAFE_PART,
    Trap.TOO_MANY_PARTS: Code.TOO_MANY_PARTS,
    Trap.UNPACKS_TOO_LARGE: Code.UNPACKS_TOO_LARGE,
    Trap.DOCUMENT_TYPE: Code.DOCUMENT_TYPE,
}
_CELL = str | int | float | bool | date | time | timedelta


def rows_of(data: bytes) -> Iterator[list[str]]:
    """Every row of the first visible sheet that holds anything, cells as a person would have typed them.

    Raises ``SheetRefused`` before any parser sees a file that is encrypted, carries macros or links, unpacks
    beyond the ceiling, or declares a document type.
    """
    guard(data)
    # The reader is native code that most requests never need.
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for described in book.sheets_metadata:
            if described.visible is not SheetVisibleEnum.Visible:
                continue
            rows = book.get_sheet_by_name(described.name).to_python(skip_empty_area=False)
            if rows:
                return (list(map(typed, row)) for row in rows)
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise refused(Code.NOT_A_WORKBOOK) from error
    return iter(())


def typed(value: _CELL) -> str:
    """The text somebody would have typed for this cell: 3 for 3.0, 2026-11-22 for a date."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)


def guard(data: bytes) -> None:
    """Refuse a workbook that a careful person would not open; raises ``SheetRefused``."""
    try:
        _guard_names(archive.names_of(data))
        for _name, content in archive.contents_of(data):
            if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):  # whatever its name is
                _guard_counts(content)
            if b"sheetData" in content:
                _guard_extent(content)
    except ArchiveRefused as error:
        raise refused(_CODES[error.trap], error.detail) from error


def _guard_names(names: list[str]) -> None:
    if "xl/workbook.xml" not in names:
        raise refused(Code.NOT_A_WORKBOOK)
    for name in names:
        if name.startswith(_MACROS):
            raise refused(Code.MACROS)
        if name.startswith(_LINKS):
            raise refused(Code.EXTERNAL_LINKS)
        if name.endswith(".xlsx"):
            raise refused(Code.UNSAFE_PART, name)


def _guard_counts(content: bytes) -> None:
    """The reader allots memory for as many strings as a part says it holds, before it has seen one."""
    for double, single in _COUNT.findall(content):
        stated = double or single
        if not stated.isdigit() or int(stated) > MAX_CELLS:
            raise refused(Code.NOT_A_WORKBOOK)


def _guard_extent(sheet: bytes) -> None:
    """The reader allots the whole rectangle at once, and takes the process down where that is impossible."""
    width = height = 1
    for double, single in _PLACE.findall(sheet):
        place = _REFERENCE.fullmatch(double or single)
        if place is None:
            raise refused(Code.NOT_A_WORKBOOK)
        width = max(width, _column_number(place[1]))
        height = max(height, int(place[2]))
    if width * height > MAX_CELLS:
        raise refused(Code.UNPACKS_TOO_LARGE, str(MAX_UNPACKED // 2**20))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

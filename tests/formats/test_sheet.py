"""What people upload: every honest CSV and XLSX is read literally, every trap is refused with its place."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from panel.formats.sheet import MAX_ROWS, Code, Row, SheetRefused, read

JAPANESE = "髙﨑邉①㈱,評点\r\n防衛,3\r\n"


def workbook(*rows: tuple[object, ...]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return target.getvalue()


def repacked(data: bytes, change: Callable[[zipfile.ZipFile], None], drop: str = "") -> bytes:
    """The archive with something added, and one part left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != drop:
                new.writestr(name, old.read(name))
        change(new)
    return target.getvalue()


def refusal(data: bytes, filename: str = "x.csv") -> SheetRefused:
    with pytest.raises(SheetRefused) as caught:
        read(data, filename)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_japanese_csv_is_read_in_every_encoding_an_office_saves(encoding: str) -> None:
    text = JAPANESE if encoding != "cp932" else JAPANESE.replace("邉", "辺")
    sheet = read(text.encode(encoding), "委員.csv")
    assert sheet.header == tuple(text.split("\r\n")[0].split(","))
    assert sheet.rows == (Row(2, ("防衛", "3")),)
    assert sheet.encoding == encoding


@pytest.mark.parametrize("data", [b"\x81", "評点".encode("euc-jp") + b"\xff\xfd", b"\xff\xfea", b"a,b\n\x80,\xa0"])
def test_bytes_in_no_known_encoding_are_refused_rather_than_guessed(data: bytes) -> None:
    assert refusal(data).code is Code.UNKNOWN_ENCODING


def test_row_numbers_are_those_of_a_spreadsheet_although_blank_rows_are_skipped() -> None:
    sheet = read(b'a,b\n\n1,"two\nlines"\n,\n3,4\n', "x.csv")
    assert sheet.rows == (Row(3, ("1", "two\nlines")), Row(5, ("3", "4")))


def test_a_tab_separated_file_is_recognised_by_its_first_line() -> None:
    assert read(b"a\tb\n1,5\t2\n", "x.txt").rows == (Row(2, ("1,5", "2")),)


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://evil")', "@SUM(A1)", "+cmd|' /C calc'!A0", " -1 "])
def test_a_formula_in_a_csv_is_kept_as_the_text_it_is(formula: str) -> None:
    quoted = formula.replace('"', '""')
    assert read(f'a\n"{quoted}"\n'.encode(), "x.csv").rows[0].cells == (formula,)


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",))), min_size=2, max_size=2)))
def test_whatever_a_workbook_program_would_write_comes_back_literally(cells: list[list[str]]) -> None:
    lines = [
        "x,y",
        *(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells),
        "end,end",
    ]
    rows = read("\n".join(lines).encode("utf-8-sig"), "x.csv").rows
    kept = [row for row in cells if any(cell.strip() for cell in row)]
    assert [list(row.cells) for row in rows[:-1]] == kept


def test_an_unclosed_quote_is_reported_where_it_began() -> None:
    found = refusal(b'a,b\n1,2\n3,"open\n5,6\n')
    assert (found.code, found.row) == (Code.UNCLOSED_QUOTE, 3)


def test_a_misplaced_quote_is_reported_by_row() -> None:
    found = refusal(b'a,b\n1,"2"x\n')
    assert (found.code, found.row) == (Code.MISPLACED_QUOTE, 2)


def test_every_row_of_unequal_length_is_reported_with_its_column() -> None:
    found = refusal(b"a,b\n1\n1,2\n1,2,3\n1,2,,\n")
    assert [(p.code, p.row, p.column, p.detail) for p in found.problems] == [
        (Code.UNEQUAL_COLUMNS, 2, 2, "1/2"),
        (Code.UNEQUAL_COLUMNS, 4, 3, "3/2"),
    ]


@pytest.mark.parametrize(
    ("data", "code", "column"),
    [
        (b"a,b,a\n1,2,3\n", Code.DUPLICATE_HEADER, 3),
        (b"a,,b\n1,2,3\n", Code.EMPTY_HEADER, 2),
        (b" \n,\n", Code.NO_HEADER, None),
        (b"a,b\n", Code.NO_ROWS, None),
        (b"a\n" + b"x" * 100_001, Code.CELL_TOO_LONG, 1),
        (b"a\n" + b"x" * 140_000, Code.CELL_TOO_LONG, None),
        (b"a,b\n1,x\0y\n", Code.CONTROL_CHARACTER, 2),
        (b",".join(b"c%d" % n for n in range(201)) + b"\n1\n", Code.TOO_MANY_COLUMNS, None),
    ],
)
def test_a_broken_table_is_refused_with_its_reason(data: bytes, code: Code, column: int | None) -> None:
    found = refusal(data)
    assert (found.code, found.column) == (code, column)


def test_more_rows_than_the_limit_are_refused() -> None:
    assert refusal(b"a\n" + b"1\n" * (MAX_ROWS + 1)).code is Code.TOO_MANY_ROWS


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "x.csv", Code.EMPTY_FILE),
        (b"a\n1\n", "", Code.UNKNOWN_TYPE),
        (b"a\n1\n", "evil.php", Code.UNKNOWN_TYPE),
        (b"PK\x03\x04", "x.csv", Code.UNKNOWN_TYPE),
        (b"a\n1\n", "x.xlsx", Code.NOT_A_WORKBOOK),
        (b"a\n1\n", "x.XLSM", Code.MACROS),
        (b"a\n1\n", "x.xls", Code.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xlsx", Code.OLD_EXCEL),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "x.xlsx",
            Code.ENCRYPTED,
        ),
        (b"0" * (10 * 2**20 + 1), "x.csv", Code.TOO_LARGE),
    ],
)
def test_a_file_that_is_not_what_it_is_called_is_refused(data: bytes, filename: str, code: Code) -> None:
    assert refusal(data, filename).code is code


def test_a_workbook_gives_the_text_a_person_would_have_typed() -> None:
    data = workbook(
        ("番号", "評点", "割合", "日", "可"),
        (12.0, 3, 0.1 + 0.2, date(2026, 11, 22), True),
        ("", "", 1e20, "令和8年", False),
    )
    sheet = read(data, "x.xlsx")
    assert sheet.encoding == "xlsx"
    assert [row.cells for row in sheet.rows] == [
        ("12", "3", "0.3", "2026-11-22", "TRUE"),
        ("", "", "1e+20", "令和8年", "FALSE"),
    ]


def test_times_in_a_workbook_keep_their_minutes() -> None:
    book = openpyxl.Workbook()
    book.active.append(["at", "time"])
    book.active.append([datetime(2026, 11, 22, 17, 5), time(9, 30)])
    target = io.BytesIO()
    book.save(target)
    assert read(target.getvalue(), "x.xlsx").rows[0].cells == ("2026-11-22 17:05", "09:30")


def test_row_numbers_in_a_workbook_count_from_its_first_row() -> None:
    sheet = read(workbook((), ("a", "b"), (), ("x", "y")), "x.xlsx")
    assert (sheet.header, sheet.rows) == (("a", "b"), (Row(4, ("x", "y")),))


def test_a_workbook_without_any_cell_has_no_header() -> None:
    assert refusal(workbook(), "x.xlsx").code is Code.NO_HEADER


SHEET = "xl/worksheets/sheet1.xml"
DTD = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet/>'


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("xl/vbaProject.bin", b"x", Code.MACROS),
        ("xl/externalLinks/externalLink1.xml", b"<ddeLink/>", Code.EXTERNAL_LINKS),
        ("../evil.xml", b"x", Code.UNSAFE_PART),
        ("xl/inner.zip", b"x", Code.UNSAFE_PART),
        ("xl/extra.xml", b" " * (65 * 2**20), Code.UNPACKS_TOO_LARGE),
        (SHEET, DTD.encode(), Code.DOCUMENT_TYPE),
        (SHEET, DTD.encode("utf-16"), Code.NOT_A_WORKBOOK),
        ("xl/sharedStrings.xml", b"<sst uniqueCount='99999999999999'/>", Code.NOT_A_WORKBOOK),
        (SHEET, b"<sheetData><c r = 'A199999999999'/></sheetData>", Code.NOT_A_WORKBOOK),
        (SHEET, b'<sheetData><c r="A1"/><c r="XFD1048576"/></sheetData>', Code.UNPACKS_TOO_LARGE),
    ],
)
def test_a_trap_inside_a_workbook_is_refused_before_it_is_parsed(name: str, content: bytes, code: Code) -> None:
    data = repacked(workbook(("a",), (1,)), lambda archive: archive.writestr(name, content), drop=name)
    assert refusal(data, "x.xlsx").code is code


def test_a_link_inside_the_archive_is_refused() -> None:
    link = zipfile.ZipInfo("xl/link")
    link.external_attr = 0o120777 << 16
    data = repacked(workbook(("a",), (1,)), lambda archive: archive.writestr(link, "/etc/passwd"))
    assert refusal(data, "x.xlsx").code is Code.UNSAFE_PART


def test_an_archive_of_very_many_parts_is_refused() -> None:
    def flood(archive: zipfile.ZipFile) -> None:
        for number in range(2_001):
            archive.writestr(f"xl/{number}", b"")

    assert refusal(repacked(workbook(("a",), (1,)), flood), "x.xlsx").code is Code.TOO_MANY_PARTS


@given(part=st.sampled_from(["xl/workbook.xml", SHEET, "xl/styles.xml", "xl/sharedStrings.xml"]), data=st.data())
def test_a_damaged_workbook_is_read_or_refused_and_raises_nothing_else(part: str, data: st.DataObject) -> None:
    whole = workbook(("a", "b"), (1, "x"))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        content = bytearray(archive.read(part))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged = repacked(whole, lambda archive: archive.writestr(part, bytes(content)), drop=part)
    try:
        sheet = read(damaged, "x.xlsx")
    except SheetRefused:
        return
    assert sheet.header

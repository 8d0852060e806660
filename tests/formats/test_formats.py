"""Every format opens in the program it is for, says the same, lies about nothing and runs nothing."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser

import openpyxl
import pypdf
import pytest

from panel.calc.document import Language, Text
from panel.calc.document_json import from_json
from panel.calc.report.build import build
from panel.formats import FORMATS, html
from panel.formats.glyphs import showable
from panel.formats.xlsx import _sheet_name
from tests.calc.facts import HASH, HOSTILE, facts
from tests.formats.made import document, rendered, word_text

NAMES = ["docx", "pdf", "xlsx", "csv", "json", "md", "html"]
LITERAL = "<script>alert(1)</script> =1+1 #let $a$ *b*"


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def book(language: Language = Language.JA) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(rendered("xlsx", language)))


def csv_rows(language: Language = Language.JA) -> list[list[str]]:
    return list(csv.reader(io.StringIO(rendered("csv", language).decode("utf-8-sig"))))


def test_the_formats_are_those_that_are_promised() -> None:
    assert list(FORMATS) == NAMES


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", NAMES)
def test_the_same_document_gives_the_same_bytes(name: str, language: Language) -> None:
    assert FORMATS[name].render(document(), language) == rendered(name, language)


@pytest.mark.parametrize("name", NAMES)
def test_a_report_without_any_score_renders_in_every_format(name: str) -> None:
    bare = build(facts(results=(), tally_round=None, decisions=(), comments=(), snapshot=""))
    assert FORMATS[name].render(bare, Language.BOTH)


@pytest.mark.parametrize("name", NAMES)
def test_generated_scores_say_so_in_every_format(name: str) -> None:
    texts = {"docx": word_text, "pdf": pdf_text}
    data = rendered(name, Language.JA)
    if name == "xlsx":
        said = " ".join(str(cell) for sheet in book() for row in sheet.iter_rows(values_only=True) for cell in row)
    else:
        said = texts.get(name, bytes.decode)(data)
    assert "評点は種を固定した生成器による例示です" in said.replace("\\", "")


# ---- PDF ----


def test_the_pdf_is_tagged_titled_and_in_its_language() -> None:
    for language, tag in ((Language.JA, "ja"), (Language.EN, "en"), (Language.BOTH, "ja")):
        catalogue = pypdf.PdfReader(io.BytesIO(rendered("pdf", language))).root_object
        assert catalogue["/Lang"] == tag
        assert catalogue["/MarkInfo"]["/Marked"]
        assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_pdf_holds_japanese_names_and_hostile_words_literally() -> None:
    said = pdf_text(rendered("pdf", Language.JA)).replace("\n", "")
    assert "髙﨑邉①㈱" in said
    assert "𠮷" in said
    for piece in LITERAL.split():
        assert piece in said


def test_characters_the_font_lacks_are_named_instead_of_stopping_the_pdf() -> None:
    assert "〔U+1F680〕" in pdf_text(rendered("pdf", Language.JA)).replace("\n", "")
    strange = "👨‍👩‍👧 ไทย עברית \ue000 \U0010fffd か\u0301 辻\U000e0100 \u202e \u00ad"
    assert FORMATS["pdf"].render(replace(document(), title=Text(strange, strange)), Language.BOTH)


def test_what_the_font_can_show_stays_as_it_is() -> None:
    for words in ("髙﨑邉①㈱𠮷", "plain", "é – “x”", "辻\U000e0100", "①\ufe0f", "e\u0301"):
        assert showable(words) in (words, "é")


def test_the_pdf_carries_the_date_of_the_document() -> None:
    created = pypdf.PdfReader(io.BytesIO(rendered("pdf"))).metadata.creation_date
    assert created is not None
    assert created.date() == date(2026, 11, 22)


def test_the_pdf_has_bookmarks_for_its_chapters() -> None:
    bookmarks = pypdf.PdfReader(io.BytesIO(rendered("pdf", Language.JA))).outline
    assert "1 はじめに" in [mark.title for mark in bookmarks if not isinstance(mark, list)]


# ---- Workbook ----


def test_every_sheet_has_one_header_row_no_merged_cells_and_a_frozen_header() -> None:
    for sheet in book(Language.BOTH):
        header = [cell.value for cell in sheet[1]]
        assert all(isinstance(name, str) and name for name in header)
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes == "A2"


def test_numbers_are_numbers_and_dates_are_dates_in_the_workbook() -> None:
    rounds = next(sheet for sheet in book() if sheet.title == "評価の実施経緯")
    number, opened, closed, members, submitted = (cell.value for cell in rounds[2][:5])
    assert (number, members, submitted) == (1, 5, 5)
    assert (opened, closed) == (datetime(2026, 10, 1), datetime(2026, 10, 31))


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    cells = [cell for sheet in book() for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}


def test_sheet_names_are_unique_and_legal() -> None:
    taken: set[str] = set()
    names = [_sheet_name(words, taken) for words in ("a/b:c", "A B C", "History", "", "x" * 40, "x" * 40, "'q'")]
    assert names == ["a b c", "A B C 2", "History 2", "Sheet", "x" * 31, "x" * 29 + " 2", "q"]


def test_asked_for_in_both_languages_a_text_column_becomes_two() -> None:
    header, first = csv_rows(Language.BOTH)[:2]
    assert header[:3] == ["番号 / No.", "件名", "Title"]
    assert first[:3] == ["T01", "技術一", "Technology one"]


def test_the_workbook_opens_with_what_it_is() -> None:
    about = {row[0]: row[1] for row in book().worksheets[0].iter_rows(values_only=True)}
    assert about["集計スナップショット（SHA-256）"] == HASH


# ---- CSV ----


def test_csv_opens_in_a_spreadsheet_with_inert_text_and_real_numbers() -> None:
    assert rendered("csv").startswith(b"\xef\xbb\xbf")
    header, *rows = csv_rows()
    overall = next(row for row in rows if row[0] == "T01" and "総合評点" in row)
    assert float(overall[header.index("平均値")]) == pytest.approx(14 / 3)
    assert len({len(row) for row in (header, *rows)}) == 1


def test_the_csv_of_a_document_without_results_lists_the_proposals() -> None:
    bare = build(facts(results=(), tally_round=None, decisions=(), snapshot=""))
    rows = list(csv.reader(io.StringIO(FORMATS["csv"].render(bare, Language.EN).decode("utf-8-sig"))))
    assert rows[0] == ["No.", "Kind", "Title", "Capability area"]
    assert len(rows) == 4
    nothing = replace(bare, sections=())
    assert FORMATS["csv"].render(nothing, Language.EN) == "\ufeff".encode()


# ---- JSON, Markdown, HTML ----


def test_json_gives_the_document_back_with_its_fingerprint() -> None:
    value = json.loads(rendered("json", Language.EN))
    assert value["language"] == "en"
    assert len(value["sha256"]) == 64
    assert from_json(json.dumps(value["document"], ensure_ascii=False)) == document()


def test_markdown_keeps_what_people_typed_from_becoming_markup() -> None:
    said = rendered("md", Language.JA).decode()
    assert "<script>" not in said
    assert r"\<script\>alert(1)\</script\> =1+1 \#let \$a\$ \*b\*" in said


class Tags(HTMLParser):
    """Collects the elements, attributes and text of a page, and whether it is well nested."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", Language)
def test_the_fragment_is_well_nested_and_holds_no_script_or_style(language: Language) -> None:
    page = Tags(html.fragment(document(), language, 2))
    assert page.open == []
    names = {tag for tag, _ in page.seen}
    assert not {"script", "style", "h1"} & names
    assert not any(name.startswith("on") or name == "style" for _, attributes in page.seen for name in attributes)
    ids = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_hostile_words_reach_the_reader_of_the_page_literally() -> None:
    assert HOSTILE in Tags(html.fragment(document(), Language.JA)).text


def test_words_in_another_language_are_marked_on_the_page() -> None:
    page = Tags(html.fragment(document(), Language.EN))
    marked = [attributes for _, attributes in page.seen if attributes.get("lang") == "ja"]
    assert marked


def test_links_of_the_contents_lead_to_their_sections() -> None:
    page = Tags(html.fragment(document(), Language.JA))
    ids = {attributes.get("id") for _, attributes in page.seen}
    links = [str(attributes["href"])[1:] for tag, attributes in page.seen if tag == "a"]
    assert links
    assert set(links) <= ids


def test_a_kept_page_is_whole_by_itself() -> None:
    said = rendered("html", Language.EN).decode()
    assert said.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "http" not in said.replace("http://www.w3.org/2000/svg", "")


def test_office_packages_hold_no_time_of_their_making() -> None:
    for name in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(rendered(name))) as package:
            assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}

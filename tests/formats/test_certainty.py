"""How sure the ranking is, in every file: the same words, chances as percentages, and nothing of it for the public."""

import io
from functools import cache

import openpyxl
import pypdf
import pytest

from panel.calc.document import Language
from panel.calc.report.build import build
from panel.calc.report.variants import public
from panel.formats import FORMATS
from tests.calc.certain import CHANCES, SEED, certain
from tests.formats.made import word_text

SAID = {
    Language.JA: ("順位の確かさ", "当落線上", "62 %", "99 %超", "1人で変わる"),
    Language.EN: ("How sure the ranking is", "contested", "62 %", "over 99 %", "one member, weights"),
}


@cache
def rendered(name: str, language: Language) -> bytes:
    return FORMATS[name].render(build(certain()), language)


def read(name: str, content: bytes) -> str:
    """The words of a file on one line: a page may break them anywhere."""
    if name == "pdf":
        return " ".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())
    if name == "docx":
        return word_text(content).replace("\n", "")
    if name == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row]
        properties = [str(value) for value in vars(book.properties).values()]
        return " ".join([*book.sheetnames, *map(str, cells), *properties])
    return content.decode()


@pytest.mark.parametrize("language", [Language.JA, Language.EN])
@pytest.mark.parametrize("name", ["docx", "pdf", "md", "html"])
def test_what_is_read_says_how_sure_it_is(name: str, language: Language) -> None:
    told = read(name, rendered(name, language))
    for words in SAID[language]:
        assert words in told


@pytest.mark.parametrize("name", [*FORMATS])
def test_in_both_languages_at_once_it_can_be_written_too(name: str) -> None:
    assert rendered(name, Language.BOTH)


def test_in_the_workbook_a_chance_is_a_number_that_is_shown_as_percentage() -> None:
    book = openpyxl.load_workbook(io.BytesIO(rendered("xlsx", Language.EN)))
    ranking = book["Ranking by overall total"]
    column = [cell.value for cell in ranking[1]].index("Chance of first 3") + 1
    cells = [ranking.cell(row, column) for row in range(2, 10)]
    assert [cell.value for cell in cells] == list(CHANCES)
    assert {cell.number_format for cell in cells} == {"0.0%"}
    assert ranking.cell(10, column).value is None
    assert {sheet.sheet_state for sheet in book.worksheets} == {"visible"}


@pytest.mark.parametrize("language", [Language.JA, Language.EN])
@pytest.mark.parametrize("name", [*FORMATS])
def test_no_file_for_the_public_holds_anything_of_it(name: str, language: Language) -> None:
    told = read(name, FORMATS[name].render(public(build(certain())), language))
    for words in (*SAID[language], str(SEED)):
        assert words not in told

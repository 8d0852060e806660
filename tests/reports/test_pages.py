"""The report's pages: the same document on screen and in every file, and nothing in it that the reader may not see."""

import io
import json
from collections.abc import Callable
from types import SimpleNamespace

import docx
import openpyxl
import pypdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.models.people import Role
from panel.models.reports import Report, ReportText
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def test_the_report_on_screen_ranks_what_was_tallied(tallied: SimpleNamespace, visit: Visit) -> None:
    page = visit(tallied.secretariat).get(f"/cycles/{tallied.cycle.id}/report?chapter=fields").text
    assert page.index("Guidance") < page.index("Batteries")
    assert "4.60" in page


@pytest.mark.parametrize("language", ["ja", "en", "both"])
@pytest.mark.parametrize("extension", ["docx", "pdf", "xlsx", "csv", "json", "md", "html"])
def test_every_file_holds_the_titles_in_its_language(
    tallied: SimpleNamespace, visit: Visit, extension: str, language: str
) -> None:
    url = f"/cycles/{tallied.cycle.id}/report/{extension}?language={language}"
    answer = visit(tallied.secretariat).get(url)
    text = _text(extension, answer.data)
    wanted = {"ja": ["誘導技術"], "en": ["Guidance"], "both": ["誘導技術", "Guidance"]}[language]
    assert all(title in text for title in wanted)
    assert f"strategy-round1-{language}.{extension}" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def _text(extension: str, content: bytes) -> str:
    if extension == "docx":
        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if extension == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        return "\n".join(str(value) for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row)
    if extension == "pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if extension == "json":
        return json.dumps(json.loads(content), ensure_ascii=False)
    return content.decode("utf-8-sig")


def test_a_format_nobody_knows_is_not_found(tallied: SimpleNamespace, visit: Visit) -> None:
    visit(tallied.secretariat).get(f"/cycles/{tallied.cycle.id}/report/exe", 404)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OBSERVER])
def test_the_report_is_not_for_others_before_publication(
    tallied: SimpleNamespace, make: Make, visit: Visit, role: Role
) -> None:
    somebody = visit(make.person(role, tallied.panel))
    for what in ("report", "report/docx", "report/scores/1"):
        assert "Guidance" not in somebody.get(f"/cycles/{tallied.cycle.id}/{what}", 403).text


def test_another_panel_cannot_tell_that_there_is_a_report(tallied: SimpleNamespace, make: Make, visit: Visit) -> None:
    stranger = visit(make.person(Role.CHAIR, make.panel("Another")))
    hidden, unknown = (stranger.get(f"/cycles/{key}/report", 404).text for key in (tallied.cycle.id, 999999))
    assert _comparable(hidden, tallied.cycle.id) == _comparable(unknown, 999999)


def _comparable(page: str, key: int) -> list[str]:
    """The page without its own address, its request number and the form token."""
    lines = page.replace(f"/cycles/{key}/", "/cycles/…/").splitlines()
    return [line for line in lines if "request" not in line and "csrf" not in line]


def test_what_a_reader_is_recused_from_is_absent_from_page_and_files(
    tallied: SimpleNamespace, make: Make, visit: Visit
) -> None:
    make.recusal(tallied.first, tallied.secretariat)
    reader = visit(tallied.secretariat)
    assert "Guidance" not in reader.get(f"/cycles/{tallied.cycle.id}/report?chapter=fields").text
    assert "Batteries" in reader.get(f"/cycles/{tallied.cycle.id}/report?chapter=fields").text
    reader.get(f"/cycles/{tallied.cycle.id}/report?chapter=proposal-T01", 404)
    for extension in ("docx", "xlsx", "csv", "json", "pdf"):
        content = reader.get(f"/cycles/{tallied.cycle.id}/report/{extension}?language=en").data
        assert "Guidance" not in _text(extension, content)
        assert "Batteries" in _text(extension, content)


def test_own_paragraphs_stand_in_the_report_and_survive(tallied: SimpleNamespace, visit: Visit) -> None:
    secretariat = visit(tallied.secretariat)
    url = f"/cycles/{tallied.cycle.id}/report/chapters/situation"
    secretariat.get(url)
    secretariat.post(url, {"version": "0", "text_ja": "現状は厳しい。", "text_en": "First.\n\nSecond."})
    page = secretariat.get(f"/cycles/{tallied.cycle.id}/report?chapter=situation&language=both").text
    assert "現状は厳しい。" in page
    assert "Second." in page


def test_a_stale_paragraph_is_shown_beside_the_newer_one(tallied: SimpleNamespace, visit: Visit, db: Session) -> None:
    secretariat = visit(tallied.secretariat)
    url = f"/cycles/{tallied.cycle.id}/report/chapters/situation"
    secretariat.post(url, {"version": "0", "text_ja": "先の文", "text_en": ""})
    page = secretariat.post(url, {"version": "0", "text_ja": "後の文", "text_en": ""}, 409).text
    assert "先の文" in page
    assert "後の文" in page
    assert db.scalars(select(ReportText.text_ja)).all() == ["先の文"]


def test_a_frozen_edition_stays_as_it_was(tallied: SimpleNamespace, visit: Visit, db: Session) -> None:
    secretariat = visit(tallied.secretariat)
    secretariat.post(f"/cycles/{tallied.cycle.id}/report/freeze", {})
    kept = db.scalars(select(Report)).one()
    url = f"/cycles/{tallied.cycle.id}/report/chapters/situation"
    secretariat.post(url, {"version": "0", "text_ja": "後から書いた文", "text_en": ""})
    frozen = _text("md", secretariat.get(f"/reports/{kept.id}/md?language=ja").data)
    assert "誘導技術" in frozen
    assert "後から書いた文" not in frozen
    front = secretariat.get(f"/cycles/{tallied.cycle.id}/report").text
    assert kept.sha256[:16] in front
    assert 'Situation and challenges</a> <span class="quiet">new' in front


def test_freezing_is_asked_for_on_a_page_that_keeps_nothing(
    tallied: SimpleNamespace, visit: Visit, db: Session
) -> None:
    page = visit(tallied.secretariat).get(f"/cycles/{tallied.cycle.id}/report/freeze").text
    assert "Freeze edition 1" in page
    assert "Nobody can change it" in page
    assert db.scalars(select(Report)).all() == []


def test_freezing_again_says_that_nothing_has_changed(tallied: SimpleNamespace, visit: Visit) -> None:
    secretariat = visit(tallied.secretariat)
    url = f"/cycles/{tallied.cycle.id}/report/freeze"
    secretariat.post(url, {})
    assert "Nothing has changed since edition 1" in secretariat.get(url).text


def test_a_section_has_an_address_and_opens_on_the_page_where_it_stands(tallied: SimpleNamespace, visit: Visit) -> None:
    reader = visit(tallied.secretariat)
    page = reader.get(f"/cycles/{tallied.cycle.id}/report?chapter=proposal-T02").text
    assert 'id="proposal-T02"' in page
    assert "Page 1 of" not in reader.get(f"/cycles/{tallied.cycle.id}/report?chapter=glossary").text
    assert 'rel="prev"' in page
    assert 'rel="next"' in page


@pytest.mark.parametrize("chapter", ["nothing", "proposal-T99", "0", "../docx"])
def test_a_chapter_the_report_does_not_have_is_not_found(tallied: SimpleNamespace, visit: Visit, chapter: str) -> None:
    visit(tallied.secretariat).get(f"/cycles/{tallied.cycle.id}/report?chapter={chapter}", 404)


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "９", "1" * 30])
def test_a_page_that_is_none_is_read_as_one_that_is(tallied: SimpleNamespace, visit: Visit, page: str) -> None:
    answer = visit(tallied.secretariat).get(f"/cycles/{tallied.cycle.id}/report?chapter=tally&page={page}")
    assert "Ranking by overall total" in answer.text


def test_chapters_that_wait_for_words_are_named_to_those_who_write_them(tallied: SimpleNamespace, visit: Visit) -> None:
    secretariat = visit(tallied.secretariat)
    front = f"/cycles/{tallied.cycle.id}/report"
    assert f"{front}/chapters/situation" in secretariat.get(front).text
    secretariat.post(f"{front}/chapters/situation", {"version": "0", "text_ja": "現状は厳しい。", "text_en": ""})
    page = secretariat.get(front).text
    assert f"{front}/chapters/situation" not in page
    assert "Own paragraphs in Japanese only" in page


def test_single_sheets_leave_only_when_two_officers_ask(tallied: SimpleNamespace, visit: Visit) -> None:
    url = f"/cycles/{tallied.cycle.id}/report/scores/1"
    secretariat, chair = visit(tallied.secretariat), visit(tallied.chair)
    assert "because of" not in secretariat.get(url).text
    assert "because of" not in secretariat.post(url, {}, 202).text
    assert "because of" not in secretariat.post(url, {}, 403).text
    rows = chair.post(url, {}, 200).data.decode("utf-8-sig").splitlines()
    assert rows[0] == "proposal,sheet,confidence,importance,reason"
    assert len(rows) == 11
    assert sum("unable" in row for row in rows) == 1
    assert not any(member.family_name in "".join(rows) for member in tallied.members)

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
    page = visit(tallied.secretariat).get(f"/cycles/{tallied.cycle.id}/report").text
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
    assert "Guidance" not in reader.get(f"/cycles/{tallied.cycle.id}/report").text
    for extension in ("docx", "xlsx", "csv", "json", "pdf"):
        content = reader.get(f"/cycles/{tallied.cycle.id}/report/{extension}?language=en").data
        assert "Guidance" not in _text(extension, content)
        assert "Batteries" in _text(extension, content)


def test_own_paragraphs_stand_in_the_report_and_survive(tallied: SimpleNamespace, visit: Visit) -> None:
    secretariat = visit(tallied.secretariat)
    url = f"/cycles/{tallied.cycle.id}/report/chapters/situation"
    secretariat.get(url)
    secretariat.post(url, {"version": "0", "text_ja": "現状は厳しい。", "text_en": "First.\n\nSecond."})
    page = secretariat.get(f"/cycles/{tallied.cycle.id}/report?language=both").text
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
    assert kept.sha256[:16] in secretariat.get(f"/cycles/{tallied.cycle.id}/report").text


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

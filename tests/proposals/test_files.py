"""Files and claims beside a proposal: added by those who may, given out as downloads, marked when they are removed."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.people import Role
from panel.models.proposals import Attachment, EvidenceClaim
from panel.proposals.attaching import MOST_FILES
from tests.formats.test_upload import PDF
from tests.make import Make

CLAIM = {
    "aspect": "suppliers",
    "statement": "One supplier <b>left</b>.",
    "source": "Survey",
    "stated_on": "2026-04-01",
    "certainty": "high",
}


class Cast:
    """A proposal whose author lays files beside it, and its readers."""

    def __init__(self, make: Make) -> None:
        self.panel = make.panel()
        self.author, self.member, self.recused = (make.person(Role.MEMBER, self.panel) for _each in range(3))
        self.observer = make.person(Role.OBSERVER, self.panel)
        self.stranger = make.person(Role.MEMBER, make.panel("Other"))
        self.cycle = make.cycle(self.panel, Phase.DISCUSSION)
        self.proposal, self.other = (make.proposal(self.cycle, self.author) for _each in range(2))
        make.recusal(self.proposal, self.recused)
        self.files = f"/proposals/{self.proposal.id}/attachments"
        self.claims = f"/proposals/{self.proposal.id}/evidence"


@pytest.fixture
def cast(make: Make) -> Cast:
    """Everybody."""
    return Cast(make)


def sent(name: str = "report.pdf", data: bytes = PDF) -> dict[str, Any]:
    """A filled-in form with a file."""
    return {"file": (BytesIO(data), name), "unclassified": "y"}


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("報告書（最終）.pdf", '"_______.pdf"'),
        ("a;b'c.pdf", '"a_b_c.pdf"'),
        ("../../etc/x.pdf", '".._.._etc_x.pdf"'),
        ("👨‍👩‍👧‍👦.pdf", None),
        ("字" * 80 + ".pdf", None),
    ],
)
def test_a_file_is_given_out_as_a_download_under_its_own_name(
    visit: Any, cast: Cast, db: Session, name: str, plain: str | None
) -> None:
    visit(cast.author).post(cast.files, sent(name))
    file = db.scalars(select(Attachment)).one()
    assert file.name == name
    answer = visit(cast.observer).get(f"{cast.files}/{file.token}")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert plain is None or plain in disposition
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.data == PDF


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("", b"", "Choose a file."),
        ("a.pdf", b"", "The file is empty"),
        ("a.svg", b"<svg/>", "of this kind are not taken"),
        ("a.png", b"<html>", "not what the name says"),
        ("a\u202efdp.pdf", PDF, "cannot be shown"),
        ("字" * 301 + ".pdf", PDF, "too long"),
    ],
)
def test_a_file_that_is_not_taken_says_why(
    visit: Any, cast: Cast, db: Session, name: str, data: bytes, sentence: str
) -> None:
    assert sentence in visit(cast.author).post(cast.files, sent(name, data), 422).text
    assert db.scalars(select(Attachment.id)).all() == []


def test_a_file_over_the_limit_is_stopped_at_the_door(visit: Any, cast: Cast) -> None:
    body, kind = b"x" * 11_000_001, "multipart/form-data; boundary=b"
    answer = visit(cast.author).client.post(cast.files, data=body, content_type=kind)
    assert answer.status_code == 413
    assert "larger than this page takes" in answer.text


def test_a_file_needs_the_promise_that_it_is_not_classified(visit: Any, cast: Cast) -> None:
    visit(cast.author).post(cast.files, {"file": (BytesIO(PDF), "a.pdf")}, 422)


def test_a_file_that_names_its_author_is_taken_with_a_warning(visit: Any, cast: Cast) -> None:
    author = visit(cast.author)
    author.post(cast.files, sent(data=PDF.replace(b"<<>>endobj", b"<</Author (Somebody)>>")))
    assert "names its author, device or place" in author.get(cast.files).text


def test_files_have_no_rights_of_their_own(visit: Any, cast: Cast, db: Session) -> None:
    visit(cast.author).post(cast.files, sent())
    file = db.scalars(select(Attachment)).one()
    visit(cast.member).get(f"{cast.files}/{file.token}")
    visit(cast.recused).get(f"{cast.files}/{file.token}", 403)
    visit(cast.stranger).get(f"{cast.files}/{file.token}", 404)
    visit(cast.member).get(f"/proposals/{cast.other.id}/attachments/{file.token}", 404)
    visit(cast.author).post(f"/proposals/{cast.other.id}/attachments/{file.token}/remove", {}, 404)
    visit(cast.member).post(f"{cast.files}/{file.token}/remove", {}, 403)
    visit(cast.member).post(cast.files, sent(), 403)


def test_a_removed_file_is_marked_and_no_longer_given_out(visit: Any, cast: Cast, db: Session) -> None:
    author = visit(cast.author)
    author.post(cast.files, sent("gone.pdf"))
    file = db.scalars(select(Attachment)).one()
    author.post(f"{cast.files}/{file.token}/remove", {})
    author.get(f"{cast.files}/{file.token}", 404)
    author.post(f"{cast.files}/{file.token}/remove", {}, 404)
    assert "gone.pdf" not in author.get(cast.files).text
    assert db.scalars(select(Attachment.removed_at)).one()


def test_there_is_an_end_to_files(visit: Any, cast: Cast) -> None:
    author = visit(cast.author)
    for number in range(MOST_FILES):
        author.post(cast.files, sent(f"{number}.pdf"))
    assert "Remove one first" in author.post(cast.files, sent(), 422).text


def test_a_claim_is_shown_with_its_source_and_can_be_removed(visit: Any, cast: Cast, db: Session) -> None:
    author = visit(cast.author)
    author.post(cast.claims, CLAIM)
    page = visit(cast.member).get(f"/proposals/{cast.proposal.id}").text
    assert "One supplier &lt;b&gt;left&lt;/b&gt;." in page
    assert "2026" in page.split("Survey")[1][:120]
    claim = db.scalars(select(EvidenceClaim)).one()
    author.post(f"/proposals/{cast.other.id}/evidence/{claim.id}/remove", {}, 404)
    visit(cast.member).post(f"{cast.claims}/{claim.id}/remove", {}, 403)
    author.post(f"{cast.claims}/{claim.id}/remove", {})
    assert "One supplier" not in author.get(f"/proposals/{cast.proposal.id}").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("aspect", "x"),
        ("statement", ""),
        ("source", ""),
        ("stated_on", "2026-02-31"),
        ("certainty", ""),
        ("statement", "a\x00"),
    ],
)
def test_a_claim_needs_all_its_parts(visit: Any, cast: Cast, db: Session, field: str, typed: str) -> None:
    visit(cast.author).post(cast.claims, {**CLAIM, field: typed}, 422)
    assert db.scalars(select(EvidenceClaim.id)).all() == []

"""A recusal acts from the moment it is saved: on open pages, running exports, lists, counts, search (F6, F8, F10)."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.formats import rows as written_rows
from panel.models.ballots import Ballot
from panel.models.comments import Comment
from panel.models.events import Outbox
from panel.models.proposals import Attachment
from panel.models.reports import Report
from tests.make import BEGINNING
from tests.rights.recusing import Case
from tests.visit import Visitor

Visit = Callable[..., Visitor]
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# What a mail may hold beside our own words; none of it comes from a proposal, a comment, a sheet or a decision.
MAIL_MAY_NAME = {"person_name", "panel_title", "site_url", "address", "invited", "change"} | {
    "panel_ja", "panel_en", "phase", "round_number", "until",
}  # fmt: skip


# ---- What was open, and what is asked for again ----


@pytest.mark.parametrize(
    ("phase", "page", "target", "values"),
    [
        ("DI", "/proposals/{item}", "/proposals/{item}/comments", {"type": "support", "body": "A thought."}),
        ("SO", "/rounds/{round}/proposals/{item}/score", "/rounds/{round}/proposals/{item}/score", {"version": "0"}),
        ("SO", "/rounds/{round}/proposals/{item}/score", "/rounds/{round}/proposals/{item}/score/draft", {}),
    ],
)
def test_a_page_opened_before_sends_nothing_after(
    visit: Visit, db: Session, case: Case, phase: str, page: str, target: str, values: dict[str, str]
) -> None:
    member = case.scored.members[1]
    case.scored.cycle.phase = Phase(phase)
    db.commit()
    reader = visit(member)
    reader.get(case.address(page))
    case.recuse(member)
    assert "hypersonic" not in reader.post(case.address(target), values, status=403).text
    assert db.scalars(select(Comment.id)).all() == []
    assert db.scalars(select(Ballot.id)).all() == []


def test_a_table_opened_before_is_refused_with_the_sentence_that_says_why(
    visit: Visit, db: Session, case: Case
) -> None:
    member = case.scored.members[1]
    reader = visit(member)
    address = case.address("/cycles/{cycle}/scoring/table")
    cells = re.findall(r'name="((?:mark|version)_[\d_]+)"', reader.get(address).text)
    case.recuse(member)
    typed = {name: "0" if name.startswith("version") else "3" for name in cells}
    assert "no longer on your list" in reader.post(address, typed, status=409).text
    assert db.scalars(select(Ballot.id)).all() == []


def test_bookmarks_are_closed_and_the_search_finds_nothing(visit: Visit, db: Session, case: Case) -> None:
    """B89: item, file, versions, discussion, result and search."""
    member = case.scored.members[1]
    case.tallied()
    file = {"name": "plan.txt", "media_type": "text/plain", "size": 1, "sha256": "0" * 64, "content": b"x"}
    db.add(Attachment(proposal_id=case.item.id, token="file", added_by_id=member.id, added_at=BEGINNING, **file))
    db.commit()
    reader = visit(member)
    pages = ("/proposals/{item}", "/proposals/{item}/versions", "/proposals/{item}/attachments/file",
             "/rounds/{round}/proposals/{item}/result")  # fmt: skip
    for page in pages:
        reader.get(case.address(page))
    search = case.address("/cycles/{cycle}/proposals?q=hypersonic")
    assert case.item.code in reader.get(search).text
    case.recuse(member)
    for page in pages:
        assert "hypersonic" not in reader.get(case.address(page), status=403).text
    assert case.item.code not in reader.get(search).text
    assert "hypersonic" not in reader.get(case.address("/cycles/{cycle}/proposals")).text


def test_the_change_list_forgets_the_proposal_at_once(visit: Visit, db: Session, case: Case) -> None:
    member = case.scored.members[1]
    case.item.updated_at, case.item.version = clock.now(), 2
    case.make.comment(case.item, case.scored.members[2], created_at=clock.now())
    db.commit()
    reader = visit(member)
    assert case.item.title_en in reader.get("/").text
    case.recuse(member)
    assert case.item.title_en not in reader.get("/").text


def test_a_running_export_gives_no_more_of_the_proposal(
    visit: Visit, db: Session, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8.3.3: the file of single sheets asks anew before each proposal."""
    case.tallied()
    address = case.address("/cycles/{cycle}/report/scores/1")
    visit(case.scored.secretariat).post(address, status=202)
    chair = visit(case.scored.chair)
    monkeypatch.setattr(written_rows, "CHUNK", 1)
    answer = chair.post(address, status=200, buffered=False)
    pieces: Iterator[bytes] = answer.iter_encoded()
    given = [next(pieces), next(pieces)]  # the header, and the first sheet
    case.make.recusal(case.other, case.scored.chair)
    given += pieces
    text = b"".join(given).decode("utf-8-sig")
    assert case.item.code in text
    assert case.other.code not in text


# ---- Numbers ----


def test_numbers_are_counted_over_what_the_reader_may_see(visit: Visit, db: Session, case: Case) -> None:
    """F6: whoever compares two numbers learns nothing of the proposal between them."""
    case.make.ballot(case.scored.round, case.item, case.scored.members[1], importance="4")
    chair, secretariat = visit(case.scored.chair), visit(case.scored.secretariat)
    progress = case.address("/rounds/{round}/progress")
    assert 'value="1" max="20"' in chair.get(progress).text
    case.recuse(case.scored.chair)
    case.recuse(case.scored.secretariat)
    assert 'value="0" max="13"' in chair.get(progress).text
    row = secretariat.get("/").text.partition(case.scored.members[1].name_en)[2].partition("</tr>")[0]
    assert "0 / 2" in row
    assert "2 submitted" in chair.get(case.address("/cycles/{cycle}")).text


def test_ranks_are_counted_anew_and_the_code_of_the_whole_is_withheld(visit: Visit, db: Session, case: Case) -> None:
    """F6, F8: board, decisions, receipts and report leave no gap where the proposal stands."""
    case.tallied()
    case.decided(case.other)
    code = case.scored.round_snapshot()
    reader = visit(case.scored.chair)
    pages = [
        case.address(page)
        for page in ("/cycles/{cycle}/tally", "/cycles/{cycle}/decisions", "/cycles/{cycle}/tally/receipts",
                     "/cycles/{cycle}/report", f"/proposals/{case.other.id}/decided")
    ]  # fmt: skip
    assert "of 2 ranked" in reader.get(pages[4]).text
    n_receipts = reader.get(pages[2]).text.count("<code>")
    case.recuse(case.scored.chair)
    for page in pages:
        text = reader.get(page).text
        assert case.item.code not in text
        assert code[:12] not in text
    assert "of 1 ranked" in reader.get(pages[4]).text
    assert reader.get(pages[2]).text.count("<code>") == n_receipts - 5


def test_an_edition_that_was_frozen_whole_is_closed_at_once(visit: Visit, db: Session, case: Case) -> None:
    """Neither its hash nor its files; and who is recused from something in it freezes no other."""
    case.tallied()
    report, freeze = case.address("/cycles/{cycle}/report"), case.address("/cycles/{cycle}/report/freeze")
    chair = visit(case.scored.chair)
    chair.post(freeze)
    edition = db.scalars(select(Report)).one()
    assert edition.sha256[:16] in chair.get(report).text
    chair.get(f"/reports/{edition.id}/json")
    case.recuse(case.scored.chair)
    assert edition.sha256[:16] not in chair.get(report).text
    chair.get(f"/reports/{edition.id}/json", status=404)
    chair.post(freeze, status=403)
    visit(case.scored.secretariat).post(freeze)


def test_who_is_recused_concludes_only_knowingly(visit: Visit, db: Session, case: Case) -> None:
    """The list of what is open cannot hold what the chair is recused from, so it must be accepted in words."""
    case.tallied()
    for proposal in case.scored.proposals:
        if proposal is not case.item:
            case.decided(proposal)
    case.recuse(case.scored.chair)
    chair = visit(case.scored.chair)
    address = case.address("/cycles/{cycle}/decisions/conclude")
    page = chair.get(address).text
    assert "You are recused from 1 proposal" in page
    assert case.item.code not in page
    chair.post(address, status=422)
    chair.post(address, {"leave_open": "y"})


# ---- Mail ----


@pytest.mark.one_database
def test_no_mail_can_say_anything_of_a_proposal(app: Flask) -> None:
    """F10: the words of a mail are ours; what is put into them names its reader, the panel, and a place on the site."""
    put_in = {
        name
        for letter in TEMPLATES.glob("*/*.txt")
        for name in meta.find_undeclared_variables(app.jinja_env.parse(letter.read_text()))
    }
    assert put_in - app.jinja_env.globals.keys() <= MAIL_MAY_NAME


@pytest.mark.one_database
def test_a_recusal_leaves_no_mail_behind(visit: Visit, db: Session, case: Case) -> None:
    """Nobody is written to about the proposal, neither before nor after: pages say it to those who may read them."""
    visit(case.scored.members[1]).post(
        case.address("/proposals/{item}/recusals/declare"), {"level": "recused", "reason": "My company."}
    )
    assert db.scalars(select(Outbox.body)).all() == []

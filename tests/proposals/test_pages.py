"""The pages of one proposal: what they show to whom, what they refuse, and that typed text is never lost."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.events import Event
from panel.models.proposals import Proposal, ProposalState, ProposalVersion
from tests.make import Make
from tests.proposals.cast import TEXT, Cast


@pytest.fixture
def cast(make: Make) -> Cast:
    """Everybody."""
    return Cast(make)


def test_a_reader_finds_their_language_and_who_else_can_see(visit: Any, cast: Cast) -> None:
    page = visit(cast.member).get(f"/proposals/{cast.proposal.id}").text
    assert 'lang="en" dir="auto">What it says.' in page
    assert "要旨の本文。" not in page
    assert "Submitted: its author can still revise it" in page
    assert "Who can see this" in page
    assert "Other panels" in page


def test_both_languages_stand_beside_each_other_where_asked_for(visit: Any, cast: Cast) -> None:
    page = visit(cast.member).get(f"/proposals/{cast.proposal.id}?both=1").text
    assert 'lang="ja" dir="auto">要旨の本文。' in page
    assert page.index("What it says.") < page.index("要旨の本文。")


def test_a_language_that_is_missing_is_said_and_the_other_one_shown(visit: Any, cast: Cast, db: Session) -> None:
    cast.proposal.summary_en = ""
    db.commit()
    for asked in ("", "?both=1"):
        page = visit(cast.member).get(f"/proposals/{cast.proposal.id}{asked}").text
        assert "There is no English text yet." in page
        assert 'lang="ja" dir="auto">要旨の本文。' in page


def test_the_page_on_paper_stands_in_the_language_asked_for(visit: Any, cast: Cast) -> None:
    reader = visit(cast.member)
    texts = {"ja": "要旨の本文。", "en": "What it says."}
    for language, shown in (("ja", {"ja"}), ("en", {"en"}), ("both", {"ja", "en"}), ("x", {"en"})):
        page = reader.get(f"/proposals/{cast.proposal.id}/preview?language={language}").text
        assert {code for code, text in texts.items() if text in page} == shown
        assert ("<h3>概要</h3>" in page) == (language == "ja"), "its labels are in the language of the text"
    visit(cast.recused).get(f"/proposals/{cast.proposal.id}/preview", 403)
    visit(cast.member).get(f"/proposals/{cast.draft.id}/preview", 404)


@pytest.mark.parametrize(
    "path", ["", "/edit", "/submit", "/withdraw", "/versions", "/attachments", "/evidence", "/comments/new"]
)
def test_what_is_hidden_looks_like_what_is_not_there(visit: Any, cast: Cast, path: str) -> None:
    for person, hidden in ((cast.stranger, cast.proposal), (cast.member, cast.draft), (cast.chair, cast.draft)):
        reader = visit(person)
        reader.get("/proposals/999998", 404)  # the first answer sets a cookie
        answers = {key: reader.get(f"/proposals/{key}{path}", 404) for key in (hidden.id, 999_999)}
        assert len({_told(answer, key) for key, answer in answers.items()}) == 1


def _told(answer: Any, key: int) -> tuple[str, tuple[str, ...]]:
    """The page and the names of its headers, but for the address asked for, the token and the number of the refusal."""
    page = answer.text.split("Number of this request")[0].replace(f"/proposals/{key}", "/proposals/*")
    return re.sub('csrf_token" value="[^"]+"', "", page), tuple(name for name, _value in answer.headers)


@pytest.mark.parametrize(
    ("who", "method", "path", "status"),
    [
        ("recused", "get", "", 403),
        ("recused", "get", "/versions", 403),
        ("recused", "get", "/edit", 403),
        ("recused", "post", "/comments", 403),
        ("observer", "get", "", 200),
        ("observer", "get", "/versions", 403),
        ("observer", "get", "/edit", 403),
        ("observer", "post", "/edit", 403),
        ("observer", "post", "/comments", 403),
        ("observer", "get", "/attachments", 403),
        ("member", "get", "/versions", 200),
        ("member", "get", "/edit", 403),
        ("member", "post", "/autosave", 403),
        ("member", "post", "/withdraw", 403),
        ("member", "post", "/attachments", 403),
        ("deputy", "get", "/withdraw", 403),
        ("chair", "get", "/edit", 403),
        ("chair", "get", "/withdraw", 200),
        ("secretariat", "get", "/edit", 200),
        ("secretariat", "get", "/withdraw", 403),
        ("author", "get", "/edit", 200),
        ("author", "get", "/withdraw", 200),
        ("author", "get", "/submit", 403),
        ("author", "post", "/submit", 409),
    ],
)
def test_the_table_of_rights_stands_in_front_of_every_page(
    visit: Any, cast: Cast, who: str, method: str, path: str, status: int
) -> None:
    getattr(visit(getattr(cast, who)), method)(f"/proposals/{cast.proposal.id}{path}", status=status)


def test_nobody_signed_in_is_sent_to_sign_in_whether_it_exists_or_not(visit: Any, cast: Cast) -> None:
    for key in (cast.proposal.id, 999_999):
        assert visit(None).get(f"/proposals/{key}", 302).location


def test_a_text_is_frozen_while_scores_are_sealed_and_what_was_typed_is_kept(
    visit: Any, db: Session, cast: Cast, make: Make
) -> None:
    make.round(cast.cycle)
    page = (
        visit(cast.author).post(f"/proposals/{cast.proposal.id}/edit", {**TEXT, "title_en": "Typed too late"}, 409).text
    )
    assert "Typed too late" in page
    assert db.get_one(Proposal, cast.proposal.id, populate_existing=True).title_en == cast.proposal.title_en


def test_a_draft_is_begun_written_saved_and_submitted(visit: Any, db: Session, cast: Cast) -> None:
    author = visit(cast.member)
    begun = author.post(f"/cycles/{cast.cycle.id}/proposals/new", {"kind": "sector", "title_ja": "航空機製造業"})
    address = begun.location.removesuffix("/edit")
    assert author.get(address + "/edit").text.count("航空機製造業") >= 1
    saved = author.post(address + "/autosave", {**TEXT, "kind": "sector", "title_ja": "航空機産業"}, 200).json
    assert saved["version"] == 2
    onward = author.post(address + "/edit", {**TEXT, "kind": "sector", "version": "2", "then": "submit"})
    assert onward.location.endswith("/submit")
    author.post(address + "/submit", {"version": "3"}, 422)
    author.post(address + "/submit", {"version": "3", "unclassified": "y"})
    proposal = db.get_one(Proposal, int(address.rsplit("/", 1)[1]), populate_existing=True)
    assert (proposal.code, proposal.state, proposal.author_id) == ("S01", ProposalState.SUBMITTED, cast.member.id)
    shown = visit(cast.observer).get(address).text
    assert "Hypersonic" in shown
    assert [e.action for e in db.scalars(select(Event).order_by(Event.seq))] == [
        "item.create",
        "item.edit",
        "item.submit",
    ]


def test_versions_before_submission_are_the_authors_own(visit: Any, cast: Cast, db: Session) -> None:
    author = visit(cast.author)
    address = f"/proposals/{cast.draft.id}"
    author.post(address + "/edit", {**TEXT, "summary_en": "An early secret thought."})
    author.post(address + "/edit", {**TEXT, "summary_en": "What I say now.", "version": "2"})
    author.post(address + "/submit", {"version": "3", "unclassified": "y"})
    assert "early" in author.get(address + "/versions?old=2&new=3").text
    other = visit(cast.member)
    assert "There is only one version" in other.get(address + "/versions").text
    author.post(address + "/edit", {**TEXT, "summary_en": "Said better.", "version": "4", "unclassified": "y"})
    compared = other.get(address + "/versions").text
    assert "Version 2" in compared
    assert "<del>" in compared
    assert "early" not in compared
    other.get(address + "/versions?old=2&new=5", 404)
    other.get(address + "/versions?old=77", 404)


def test_a_stale_form_shows_both_texts_and_keeps_yours(visit: Any, cast: Cast, db: Session) -> None:
    address = f"/proposals/{cast.proposal.id}/edit"
    values = {**TEXT, "unclassified": "y"}
    visit(cast.secretariat).post(address, {**values, "title_en": "Theirs"})
    author = visit(cast.author)
    page = author.post(address, {**values, "title_en": "Mine"}, 409).text
    assert "<bdi>Mine</bdi>" in page
    assert "<bdi>Theirs</bdi>" in page
    assert 'value="Mine"' in page
    assert 'name="version" value="2"' in page
    author.post(address, {**values, "title_en": "Mine", "version": "2"})
    assert db.get_one(Proposal, cast.proposal.id, populate_existing=True).title_en == "Mine"


def test_an_autosave_that_is_stale_or_broken_says_so_as_data(visit: Any, cast: Cast) -> None:
    author = visit(cast.author)
    address = f"/proposals/{cast.draft.id}/autosave"
    assert author.post(address, {**TEXT, "version": "7"}, 409).json["message"]
    assert author.post(address, {**TEXT, "title_ja": "", "title_en": " "}, 422).json["message"]
    assert author.post(address, {**TEXT, "title_ja": "a\x00b"}, 422).json["message"]
    assert author.post(f"/proposals/{cast.proposal.id}/autosave", TEXT, 409).json["message"]


def test_the_author_withdraws_discards_and_takes_up_again(visit: Any, cast: Cast, db: Session) -> None:
    author = visit(cast.author)
    author.post(f"/proposals/{cast.proposal.id}/withdraw", {"version": "1"})
    assert "Withdrawn" in visit(cast.member).get(f"/proposals/{cast.proposal.id}").text
    author.post(f"/proposals/{cast.proposal.id}/withdraw", {"version": "2"}, 409)
    visit(cast.secretariat).post(
        f"/proposals/{cast.proposal.id}/edit", {**TEXT, "version": "2", "unclassified": "y"}, 409
    )
    author.post(f"/proposals/{cast.proposal.id}/edit", {**TEXT, "version": "2", "unclassified": "y"})
    assert db.get_one(Proposal, cast.proposal.id, populate_existing=True).state == ProposalState.SUBMITTED
    author.post(f"/proposals/{cast.draft.id}/withdraw", {"version": "1"})
    visit(cast.member).get(f"/proposals/{cast.draft.id}", 404)
    assert "discarded draft" in author.get(f"/proposals/{cast.draft.id}").text
    author.post(f"/proposals/{cast.draft.id}/edit", {**TEXT, "version": "2"})
    assert db.get_one(Proposal, cast.draft.id, populate_existing=True).state == ProposalState.DRAFT


def test_the_chair_returns_a_proposal_and_it_keeps_its_number(visit: Any, cast: Cast, db: Session) -> None:
    visit(cast.chair).post(f"/proposals/{cast.proposal.id}/withdraw", {"version": "1"})
    visit(cast.member).get(f"/proposals/{cast.proposal.id}", 404)
    author = visit(cast.author)
    author.post(f"/proposals/{cast.proposal.id}/submit", {"version": "2", "unclassified": "y"})
    proposal = db.get_one(Proposal, cast.proposal.id, populate_existing=True)
    assert (proposal.state, proposal.code) == (ProposalState.SUBMITTED, cast.proposal.code)


def test_a_draft_cannot_be_submitted_after_the_call_and_is_kept(visit: Any, cast: Cast, db: Session) -> None:
    cast.cycle.phase = Phase.DISCUSSION
    db.commit()
    author = visit(cast.author)
    assert "The call for proposals has closed" in author.get(f"/proposals/{cast.draft.id}/submit").text
    author.post(f"/proposals/{cast.draft.id}/submit", {"version": "1", "unclassified": "y"}, 409)
    assert db.get_one(Proposal, cast.draft.id, populate_existing=True).state == ProposalState.DRAFT
    visit(cast.member).get(f"/cycles/{cast.cycle.id}/proposals/new", 403)
    visit(cast.secretariat).get(f"/cycles/{cast.cycle.id}/proposals/new")


def test_a_page_asks_the_same_number_of_times_however_much_it_shows(
    visit: Any, cast: Cast, make: Make, n_queries: Any
) -> None:
    reader = visit(cast.member)
    reader.get(f"/proposals/{cast.proposal.id}")  # the first page of a visit writes the visit down
    counts = []
    for _more in range(2):
        for _again in range(2):
            make.comment(cast.proposal, cast.author)
        n_queries()
        reader.get(f"/proposals/{cast.proposal.id}")
        counts.append(n_queries())
    assert counts[0] == counts[1] <= 9  # one of them is the test's own savepoint


def test_links_lead_to_the_sheet_while_a_round_is_open(visit: Any, cast: Cast, make: Make) -> None:
    make.criterion(cast.cycle)
    make.round(cast.cycle)
    assert "Score this proposal" in visit(cast.member).get(f"/proposals/{cast.proposal.id}").text
    for person in (cast.author, cast.secretariat, cast.observer):
        assert "Score this proposal" not in visit(person).get(f"/proposals/{cast.proposal.id}").text


def test_a_version_is_kept_for_every_number_that_can_be_scored(db: Session, visit: Any, cast: Cast) -> None:
    visit(cast.author).post(f"/proposals/{cast.proposal.id}/edit", {**TEXT, "unclassified": "y"})
    proposal = db.get_one(Proposal, cast.proposal.id, populate_existing=True)
    kept = db.scalars(select(ProposalVersion).filter_by(proposal_id=proposal.id, number=proposal.version)).one()
    assert (kept.submitted, kept.written["title_en"]) == (True, "Hypersonic")

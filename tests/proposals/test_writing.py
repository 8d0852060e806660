"""Writing on a proposal: part by part, through a conflict, up to its submission, and back after it was withdrawn."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.models.events import Event
from panel.models.proposals import Proposal, ProposalState
from tests.make import Make
from tests.proposals.cast import TEXT, Cast


@pytest.fixture
def cast(make: Make) -> Cast:
    """Everybody."""
    return Cast(make)


def test_what_was_withdrawn_is_taken_up_again_by_one_press_of_its_author(visit: Any, cast: Cast, db: Session) -> None:
    author = visit(cast.author)
    for item, gone, back in (
        (cast.proposal, ProposalState.WITHDRAWN, ProposalState.SUBMITTED),
        (cast.draft, ProposalState.DISCARDED, ProposalState.DRAFT),
    ):
        author.post(f"/proposals/{item.id}/take-up", {}, 409)
        answer = author.post(f"/proposals/{item.id}/withdraw", {"version": "1"})
        assert f'action="/proposals/{item.id}/take-up"' in author.get(answer.location).text
        assert db.get_one(Proposal, item.id, populate_existing=True).state == gone
        author.post(f"/proposals/{item.id}/take-up", {})
        assert db.get_one(Proposal, item.id, populate_existing=True).state == back
    assert [event.action for event in db.scalars(select(Event).order_by(Event.seq))][-1] == "item.edit"


def test_nobody_else_takes_up_what_an_author_withdrew(visit: Any, cast: Cast, db: Session) -> None:
    visit(cast.author).post(f"/proposals/{cast.proposal.id}/withdraw", {"version": "1"})
    visit(cast.secretariat).post(f"/proposals/{cast.proposal.id}/take-up", {}, 409)
    for person, status in ((cast.member, 403), (cast.stranger, 404)):
        visit(person).post(f"/proposals/{cast.proposal.id}/take-up", {}, status)
    assert db.get_one(Proposal, cast.proposal.id, populate_existing=True).state == ProposalState.WITHDRAWN


def test_in_a_conflict_theirs_can_be_taken_part_by_part_and_nothing_is_saved_by_it(
    visit: Any, cast: Cast, db: Session
) -> None:
    author = visit(cast.author)
    address = f"/proposals/{cast.proposal.id}/edit"
    theirs = {**TEXT, "unclassified": "y", "title_en": "Their title", "summary_en": "Their summary."}
    author.post(address, theirs)
    mine = {**theirs, "title_en": "My title", "summary_en": "My summary."}
    page = author.post(address, mine, 409).text
    assert "<bdi>My title</bdi>" in page
    assert "<bdi>Their title</bdi>" in page
    taken = author.post(address, {**mine, "take": "title_en"}, 409).text
    assert 'value="Their title"' in taken
    assert "My summary.</textarea>" in taken
    assert "My title" not in taken
    assert db.get_one(Proposal, cast.proposal.id, populate_existing=True).version == 2
    author.post(address, {**mine, "title_en": "Their title", "version": "2"})
    assert db.get_one(Proposal, cast.proposal.id, populate_existing=True).summary_en == "My summary."


def test_a_part_of_a_draft_can_be_put_away_and_the_page_stays_there(visit: Any, cast: Cast) -> None:
    address = f"/proposals/{cast.draft.id}/edit"
    assert visit(cast.author).post(address, {**TEXT, "then": "class"}).location == f"{address}#part-class"


def test_before_a_draft_is_shown_all_that_it_says_is_listed(visit: Any, cast: Cast) -> None:
    author = visit(cast.author)
    author.post(f"/proposals/{cast.draft.id}/edit", {**TEXT, "goals_en": "Sixty percent.", "posture": "maintain"})
    page = author.get(f"/proposals/{cast.draft.id}/submit").text
    for said in ("極超音速", "Hypersonic", "Sixty percent.", "Maintain", "Not filled in", "0 of 11 aspects", "0 files"):
        assert said in page

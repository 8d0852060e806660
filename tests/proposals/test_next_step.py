"""What a reader of a proposal is told to do next, by what they are to it and where it stands."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from panel.models.proposals import ProposalState
from tests.make import Make
from tests.proposals.cast import Cast


@pytest.fixture
def cast(make: Make) -> Cast:
    """Everybody."""
    return Cast(make)


def told(visit: Any, person: Any, proposal_id: int) -> str:
    """The sentence and the button, without their markup; empty where the page asks for nothing."""
    page = visit(person).get(f"/proposals/{proposal_id}").text
    return str(page.split('<section class="next-step"')[1].split("</section>")[0]) if "next-step" in page else ""


@pytest.mark.parametrize(
    ("who", "phase", "sentence", "way"),
    [
        ("author", Phase.PROPOSING, "You can still revise your text.", "/edit"),
        ("member", Phase.PROPOSING, "Say what you support", "#comment-form"),
        ("chair", Phase.DISCUSSION, "Say what you support", "#comment-form"),
        ("author", Phase.SCORING_OPEN, "you do not score it", ""),
        ("member", Phase.SCORING_CLOSED, "", ""),
        ("observer", Phase.DISCUSSION, "", ""),
    ],
)
def test_one_step_stands_above_a_proposal(
    visit: Any, cast: Cast, db: Session, who: str, phase: Phase, sentence: str, way: str
) -> None:
    cast.cycle.phase = phase
    db.commit()
    step = told(visit, getattr(cast, who), cast.proposal.id)
    assert bool(step) is bool(sentence)
    assert sentence in step
    assert way in step


def test_whoever_votes_in_an_open_round_is_led_to_their_sheet(visit: Any, cast: Cast, make: Make) -> None:
    make.criterion(cast.cycle)
    round_ = make.round(cast.cycle)
    assert f"/rounds/{round_.id}/proposals/{cast.proposal.id}" in told(visit, cast.member, cast.proposal.id)


def test_a_draft_is_submitted_while_the_call_is_open_and_written_on_afterwards(
    visit: Any, cast: Cast, db: Session
) -> None:
    assert "/submit" in told(visit, cast.author, cast.draft.id)
    cast.cycle.phase = Phase.DISCUSSION
    db.commit()
    step = told(visit, cast.author, cast.draft.id)
    assert "The call for proposals has closed" in step
    assert "/edit" in step


def test_what_was_taken_back_can_be_taken_up(visit: Any, cast: Cast, db: Session) -> None:
    cast.proposal.state = ProposalState.WITHDRAWN
    db.commit()
    assert "/take-up" in told(visit, cast.author, cast.proposal.id)
    assert told(visit, cast.member, cast.proposal.id) == ""

"""How a discussion is read: counted, folded, who speaks, replies in their place, and what can be taken back."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase
from tests.comments.cast import Cast
from tests.make import BEGINNING, Make


@pytest.fixture
def cast(make: Make) -> Cast:
    """Everybody."""
    return Cast(make)


def test_a_reply_is_written_in_its_place_and_one_form_stands_on_a_page(visit: Any, cast: Cast, make: Make) -> None:
    later = make.comment(cast.proposal, cast.people["chair"], "A later one.")
    page = visit(cast.people["member"]).get(f"{cast.here}?reply_to={cast.comment.id}").text
    assert page.count('id="comment-form"') == 1
    assert page.index('id="comment-form"') < page.index(f'id="comment-{later.id}"')
    assert f"comments?reply_to={cast.comment.id}" in page
    for nothing in ("x", "0", str(later.id + 1)):
        page = visit(cast.people["member"]).get(f"{cast.here}?reply_to={nothing}").text
        assert page.count('id="comment-form"') == 1
        assert page.index('id="comment-form"') > page.index(f'id="comment-{later.id}"')


def test_a_tombstone_is_not_replied_to_in_its_place(visit: Any, cast: Cast, make: Make) -> None:
    gone = make.comment(cast.proposal, cast.people["chair"], retracted_at=BEGINNING)
    hidden = make.comment(cast.proposal, cast.people["member"], hidden_at=BEGINNING, hidden_reason="Rude.")
    for one in (gone, hidden):
        page = visit(cast.people["chair"]).get(f"{cast.here}?reply_to={one.id}").text
        assert f"comments?reply_to={one.id}" not in page
        assert page.count('id="comment-form"') == 1


def test_a_long_thread_folds_its_earlier_part(visit: Any, cast: Cast, make: Make) -> None:
    for n in range(12):
        make.comment(cast.proposal, cast.people["member"], f"Number {n}.")
    page = visit(cast.people["member"]).get(cast.here).text
    folded = page.split('<details class="earlier">')[1].split("</details>")[0]
    assert "3 earlier comments" in folded
    assert "Number 1." in folded
    assert "Number 2." not in folded
    answering = visit(cast.people["member"]).get(f"{cast.here}?reply_to={cast.comment.id}").text
    assert '<details class="earlier" open>' in answering


def test_a_thread_is_counted_by_what_its_reader_can_read(visit: Any, cast: Cast, make: Make) -> None:
    make.comment(cast.proposal, cast.people["chair"], "Retracted.", retracted_at=BEGINNING)
    make.comment(cast.proposal, cast.people["chair"], "Hidden.", hidden_at=BEGINNING, hidden_reason="Rude.")
    assert ">1 comment: Support 1" in visit(cast.people["member"]).get(cast.here).text
    assert ">2 comments: Support 2" in visit(cast.people["chair"]).get(cast.here).text


def test_who_speaks_is_named_with_their_office_and_where_they_work(
    visit: Any, cast: Cast, make: Make, db: Session
) -> None:
    cast.people["chair"].organisation_en = "A university"
    make.comment(cast.proposal, cast.people["chair"], "From the chair.")
    make.comment(cast.proposal, cast.people["author"], "From its author.")
    db.commit()
    page = visit(cast.people["member"]).get(cast.here).text
    assert "Chair · A university" in page
    assert "Author of the proposal" in page


def test_hiding_can_be_taken_back_by_one_press(visit: Any, cast: Cast) -> None:
    chair = visit(cast.people["chair"])
    answer = chair.post(f"{cast.said}/hide", {"reason": "Rude."})
    shown = chair.get(answer.location).text
    assert f'action="{cast.said}/show"' in shown.split("<h1")[0]


@pytest.mark.parametrize(
    ("phase", "until"), [(Phase.DISCUSSION, "until the round opens"), (Phase.TALLY, "until the panel decides")]
)
def test_the_form_says_how_long_a_comment_can_be_changed(
    visit: Any, cast: Cast, db: Session, phase: Phase, until: str
) -> None:
    cast.cycle.phase = phase
    db.commit()
    assert until in visit(cast.people["member"]).get(cast.here).text

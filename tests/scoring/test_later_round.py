"""A later round: the own earlier mark, what the panel gave, its reasons without names, and what a large change asks."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from panel.calc.disclosure import Shown
from panel.models.people import RecusalLevel
from panel.scoring.earlier import Earlier
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]
FOUND = Earlier("3", 9, Shown.ALL, 3.0, 2.0, 4.0, {"1": 9}, asks_from=2)


@pytest.mark.parametrize(
    ("mark", "asks"), [("3", False), ("4", False), ("5", True), ("1", True), ("unable", False), ("", False)]
)
def test_a_change_of_two_points_asks_what_moved_the_member(mark: str, asks: bool) -> None:
    assert FOUND.has_moved(mark) is asks


def test_nobody_who_gave_no_number_is_asked_about_a_change() -> None:
    assert not replace(FOUND, own="unable").has_moved("5")
    assert not replace(FOUND, own=None).has_moved("5")


@pytest.fixture
def later(make: Make) -> Scored:
    """The first round is released and a second one stands open."""
    scored = Scored.prepared(make)
    scored.score()
    scored.release()
    scored.round = make.round(scored.cycle, number=2)
    return scored


def sheet(scored: Scored, place: int) -> str:
    return f"/rounds/{scored.round.id}/proposals/{scored.proposals[place].id}/score"


def test_a_later_round_shows_the_own_mark_among_those_of_all(later: Scored, visit: Visit) -> None:
    page = visit(later.members[2]).get(sheet(later, 0)).text
    assert "You: 4 " in page
    assert "Median 4, middle half 4 to 5 (n = 5)" in page
    assert ">4 You</text>" in page
    assert "Reasons given in round 1, without names (5)" in page
    assert "Reason of 2." in page


def test_of_fewer_scores_than_the_rule_shows_neither_drawing_nor_reason_is_shown(later: Scored, visit: Visit) -> None:
    page = visit(later.members[2]).get(sheet(later, 1)).text
    assert "Median 5 (n = 3)" in page
    assert "strip" not in page
    assert "Reasons given" not in page


def test_somebody_recused_learns_nothing_of_the_round_before(later: Scored, make: Make, visit: Visit) -> None:
    make.recusal(later.proposals[0], later.members[2], level=RecusalLevel.RECUSED)
    visit(later.members[2]).get(sheet(later, 0), status=403)


def test_a_large_change_is_asked_about_once_it_is_saved(later: Scored, visit: Visit) -> None:
    member = visit(later.members[2])
    field = f"mark_{later.round_criteria()[0]}"
    asked = '<p class="scoring-moved">'
    member.post(f"{sheet(later, 0)}/draft", {"version": "0", field: "3"}, status=200)
    assert asked not in member.get(sheet(later, 0)).text
    member.post(f"{sheet(later, 0)}/draft", {"version": "1", field: "1"}, status=200)
    assert member.get(sheet(later, 0)).text.count(asked) == 1

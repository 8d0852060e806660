"""Who moved from one round to the next: pairs of totals of the same members, and never the members."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from panel import owners
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

Visit = Callable[..., Visitor]
SAYS = "members who scored in both rounds"
SAYS_NOT = "Who moved is shown only of members who scored in both rounds"


@pytest.fixture
def scored(make: Make) -> Scored:
    """The first round is released; its first proposal was scored 5, 5, 4, 4, 2 on one question and 3 on the other."""
    prepared = Scored.prepared(make)
    prepared.score()
    prepared.release()
    return prepared


def again(scored: Scored, make: Make, *marks: str) -> str:
    """The address of the first proposal's result in a second round, which these members scored."""
    scored.round = make.round(scored.cycle, 2)
    for person, mark in zip(scored.members, marks, strict=False):
        make.ballot(scored.round, scored.proposals[0], person, importance=mark, feasibility="3")
    scored.release()
    return f"/rounds/{scored.round.id}/proposals/{scored.proposals[0].id}/result"


def test_slopes_count_those_who_scored_in_both_rounds(scored: Scored, make: Make, visit: Visit) -> None:
    page = visit(scored.members[0]).get(again(scored, make, "3", "5", "5", "4", "5")).text
    assert f"Of the 5 {SAYS}, 1 went up, 1 went down and 3 stayed." in page
    assert '<td class="number">4</td><td class="number">3</td><td class="number">1</td>' in page


def test_of_a_round_too_small_to_show_no_movement_is_spoken_of(scored: Scored, make: Make, visit: Visit) -> None:
    page = visit(scored.members[0]).get(again(scored, make, "3", "5", "5", "4")).text
    assert SAYS not in page, "SAYS_NOT neither: of four nothing is shown at all"


def test_one_who_came_hides_the_movement_and_says_why(scored: Scored, make: Make, visit: Visit) -> None:
    address = again_with_deputy(scored, make)
    page = visit(scored.members[0]).get(address).text
    assert SAYS_NOT in page
    assert "went up" not in page
    told = visit(scored.chair).get(address, headers={"Accept": "application/json"}).json
    assert told["moved"]["movement"] is None


def again_with_deputy(scored: Scored, make: Make) -> str:
    scored.round = make.round(scored.cycle, 2)
    for person, mark in zip([*scored.members, scored.deputy], ("3", "5", "5", "4", "5", "1"), strict=True):
        make.ballot(scored.round, scored.proposals[0], person, importance=mark, feasibility="3")
    scored.release()
    return f"/rounds/{scored.round.id}/proposals/{scored.proposals[0].id}/result"


def test_forgotten_owners_cannot_be_followed(scored: Scored, make: Make, visit: Visit, db: Session) -> None:
    first = scored.round.id
    address = again(scored, make, "3", "5", "5", "4", "5")
    owners.forget(db, first)
    db.commit()
    assert SAYS_NOT in visit(scored.chair).get(address).text


def test_a_first_round_says_nothing_of_movement(scored: Scored, visit: Visit) -> None:
    page = visit(scored.chair).get(f"/rounds/{scored.round.id}/proposals/{scored.proposals[0].id}/result").text
    assert "From round" not in page

"""From round to round: the same members in both, what may be told of them, and what came to rest."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from scipy import stats
from sqlalchemy.orm import Session

from panel import owners
from panel.models.people import Group
from tests.lenses.scene import MARKS, Scene
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]
JSON = {"Accept": "application/json"}
LATER = (
    (5, 5, 4, 5, 4, 1, 2, 1, 2, 3, 3, 4, 2),  # nobody moved
    (5, 4, 5, 4, 5, 5, 4, 5, 5, 4, 4, 5, 4),  # industry and government came round
    (4, 4, 3, 4, 5, 3, 4, 4, 5, 4, 4, 3, 5),
    (3, 3, 4, 2, 3, 3, 4, 3, 2, 3, 3, 2, 4),
    (2, 3, 2, 2, 1, 2, 1, 2, 3, 2, 2, 1, 3),
    (1, 2, 1, 1, 2, 3, 1, 2, 1, 1, 1, 1, 1),
)


def again(scene: Scene, make: Make, marks: Sequence[Sequence[int]] = LATER) -> None:
    """A second round, released."""
    scene.round = make.round(scene.cycle, 2)
    for proposal, given in zip(scene.proposals, marks, strict=True):
        scene.score_all(proposal, given)
    scene.release()


def steps(visitor: Visitor, scene: Scene) -> Any:
    return visitor.get(scene.url("rounds"), headers=JSON).json


def line(found: Any, scene: Scene, place: int) -> dict[str, Any]:
    """What is told of one proposal."""
    code = scene.proposals[place].code
    told: dict[str, Any] = next(step for named, step in found["table_page"]["lines"] if named["code"] == code)
    return told


@pytest.fixture
def scene(make: Make) -> Scene:
    return Scene.tallied(make)


def test_a_first_round_has_no_round_before_it(scene: Scene, visit: Visit) -> None:
    visit(scene.chair).get(scene.url("rounds"), 404)


def test_neither_another_cycles_round_nor_one_that_was_not_released_is_the_round_before(
    scene: Scene, make: Make, visit: Visit
) -> None:
    other = Scene.begun(make, n_proposals=2)
    other.freeze()
    again(other, make, LATER[:2])
    visit(other.chair).get(other.url("rounds"), 404)


def test_a_round_that_was_not_released_says_nothing_of_moves(scene: Scene, make: Make, visit: Visit) -> None:
    make.round(scene.cycle, 2)
    assert visit(scene.chair).client.get(scene.url("rounds", round=2)).status_code in (403, 409)


def test_what_moved_and_what_came_to_rest(scene: Scene, make: Make, visit: Visit) -> None:
    again(scene, make)
    found = steps(visit(scene.chair), scene)
    still, moved = line(found, scene, 0), line(found, scene, 1)
    assert (still["n"], still["kept"], still["net"], still["median"]) == (13, 1.0, 0.0, 0.0)
    assert still["course"] == "settled_dissent"
    before, after = MARKS[1], LATER[1]
    assert moved["kept"] == pytest.approx(sum(a == b for a, b in zip(before, after, strict=True)) / 13)
    counts = [[given.count(mark) for mark in range(1, 6)] for given in (before, after)]
    assert moved["net"] == pytest.approx(sum(abs(a - b) for a, b in zip(*counts, strict=True)) / 2 / 13)
    assert moved["course"] == "moving_converging"
    assert found["table_page"]["lines"][0][0]["code"] == scene.proposals[1].code, "what moves comes first"
    assert found["finding"]["en"] == "Of 6 that can be compared, 5 have come to rest and 1 still moves."


def test_the_direction_of_the_moves_is_tested_over_the_whole_table(scene: Scene, make: Make, visit: Visit) -> None:
    again(scene, make)
    moved = line(steps(visit(scene.chair), scene), scene, 1)
    differences = [b - a for a, b in zip(MARKS[1], LATER[1], strict=True)]
    p = stats.wilcoxon(differences, zero_method="pratt", correction=False, method="approx").pvalue
    assert moved["p"] == pytest.approx(6 * p, abs=0.05), "five others did not move at all"
    assert moved["p"] < 0.05


def test_the_page_says_it_in_both_languages(scene: Scene, make: Make, visit: Visit) -> None:
    again(scene, make)
    assert "Agreement on the order (W) went from" in visit(scene.chair).get(scene.url("rounds")).text
    assert "順序の一致（W）は" in visit(scene.chair, "ja").get(scene.url("rounds")).text
    assert "From round to round" in visit(scene.chair).get(scene.url()).text


def test_only_who_scored_in_both_rounds_is_compared_and_one_alone_hides_it(make: Make, visit: Visit) -> None:
    """One who left: the whole less the others would tell that one's score."""
    groups = (Group.INDUSTRY,) * 9
    scene = Scene.begun(make, groups, 2)
    for proposal, marks in zip(
        scene.proposals, ((5, 4, 3, 2, 1, 3, 4, 2, 5), (1, 2, 3, 4, 5, 1, 2, 3, 4)), strict=True
    ):
        scene.score_all(proposal, marks)
    scene.release()
    scene.round = make.round(scene.cycle, 2)
    scene.score_all(scene.proposals[0], (5, 4, 3, 2, 1, 3, 4, 2))  # one is missing
    scene.score_all(scene.proposals[1], (1, 2, 3, 4, 5, 1, 2, 3, 5))
    scene.release()
    page = visit(scene.chair).get(scene.url("rounds")).text
    found = steps(visit(scene.chair), scene)
    assert [named["code"] for named, _step in found["table_page"]["lines"]] == [scene.proposals[1].code]
    assert found["n_hidden"] == 1
    assert "1 proposal is left out." in page


def test_forgotten_owners_cannot_be_followed(scene: Scene, make: Make, visit: Visit, db: Session) -> None:
    first = scene.round.id
    again(scene, make)
    owners.forget(db, first)
    db.commit()
    page = visit(scene.chair).get(scene.url("rounds")).text
    assert "The key that tells whose sheets belong together was destroyed" in page


def test_whoever_is_recused_is_told_of_no_move(scene: Scene, make: Make, visit: Visit) -> None:
    again(scene, make)
    make.recusal(scene.proposals[1], scene.members[4])
    page = visit(scene.members[4]).get(scene.url("rounds")).text
    assert scene.proposals[1].title_en not in page
    assert "All 5 that can be compared have come to rest." in page


def test_nobody_scored_a_second_time(scene: Scene, make: Make, visit: Visit) -> None:
    scene.round = make.round(scene.cycle, 2)
    scene.release()
    assert "This view does not exist here" in visit(scene.chair).get(scene.url("rounds")).text


@pytest.mark.one_database
def test_more_proposals_ask_the_database_no_more(make: Make, visit: Visit, n_queries: Callable[[], int]) -> None:
    counts = []
    for n in (2, 6):
        scene = Scene.begun(make, n_proposals=n)
        for proposal, marks in zip(scene.proposals, MARKS[:n], strict=True):
            scene.score_all(proposal, marks)
        scene.release()
        again(scene, make, LATER[:n])
        visitor = visit(scene.chair)
        n_queries()
        visitor.get(scene.url("rounds"))
        counts.append(n_queries())
    assert counts[0] == counts[1]

"""All views together: without names, nothing of fewer than three, the median alone of fewer than the rule asks for."""

from typing import Any

import pytest

from panel.calc.calendar import Phase
from panel.models.people import Role
from panel.models.weights import WeightView
from tests.weights.scene import Scene

VIEWS = ((60, 30, 10), (50, 30, 20), (40, 40, 20), (20, 40, 40), (30, 30, 40))


def table(page: str) -> str:
    """The table of the spread, without its markup of cells."""
    return page.partition('<table id="spread"')[2].partition("</table>")[0]


def test_the_spread_stands_beside_the_fixed_weights(visit: Any, scene: Scene) -> None:
    scene.views(*VIEWS)
    page = visit(scene.secretariat).get(f"{scene.url}/spread").text
    first = table(page).partition("<tbody>")[2].partition("</tr>")[0]
    numbers = [word.partition("<")[0] for word in first.split('">') if "%" in word.partition("<")[0]]
    assert numbers == ["33.3 %", "40.0 %", "20.0 %", "30.0 %", "40.0 %", "50.0 %", "60.0 %"]
    assert not any(member.name in page for member in scene.members)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_nothing_of_fewer_than_three_views_is_shown(visit: Any, scene: Scene, n: int) -> None:
    scene.views(*VIEWS[:n])
    page = visit(scene.chair).get(f"{scene.url}/spread").text
    assert "Too few views to show" in page
    assert "Take over the mean" not in page
    assert not table(page)
    fixing = visit(scene.chair).get(f"{scene.url}/fix?start=members").text
    assert fixing.count('value="1"') >= len(scene.ids)


@pytest.mark.parametrize("n", [3, 4])
def test_of_three_or_four_views_only_the_median_is_shown(visit: Any, scene: Scene, n: int) -> None:
    scene.views(*VIEWS[:n])
    page = visit(scene.chair).get(f"{scene.url}/spread").text
    assert "Of so few views only the median is shown." in page
    assert "Median" in table(page)
    assert "Mean" not in table(page)
    assert "Least" not in table(page)
    assert "Take over the mean" not in page


def test_views_that_contradict_themselves_or_are_out_of_date_are_counted_apart(
    visit: Any, db: Any, scene: Scene
) -> None:
    views = scene.views(*VIEWS)
    keys = [f"{scene.ids[0]}:{scene.ids[1]}", f"{scene.ids[0]}:{scene.ids[2]}", f"{scene.ids[1]}:{scene.ids[2]}"]
    views[0].method, views[0].answers = "pairs", dict(zip(keys, (9, -9, 9), strict=True))
    views[1].answers = {str(scene.ids[0]): 100}
    db.commit()
    page = visit(scene.chair).get(f"{scene.url}/spread", headers={"Accept": "application/json"}).json
    assert (page["together"]["n"], page["together"]["n_contradicting"], page["together"]["n_outdated"]) == (3, 1, 1)
    assert page["together"]["medians"] == [0.3, 0.4, 0.4]
    assert page["together"]["spreads"] is None


def test_whoever_has_left_the_panel_counts_no_more(visit: Any, db: Any, scene: Scene) -> None:
    scene.views(*VIEWS)
    scene.members[0].is_active = False
    db.commit()
    visit(scene.secretariat).post(f"/cycles/{scene.cycle.id}/people/{scene.members[1].id}/end", {"role": "member"})
    assert db.query(WeightView).count() == 5
    page = visit(scene.chair).get(f"{scene.url}/spread", headers={"Accept": "application/json"}).json
    assert page["together"]["n"] == 3


def test_only_chair_and_secretariat_see_the_spread_and_still_do_after_the_round(
    visit: Any, db: Any, scene: Scene
) -> None:
    scene.views(*VIEWS)
    visit(scene.members[0]).get(f"{scene.url}/spread", 403)
    visit(scene.make.person(Role.OBSERVER, scene.panel)).get(f"{scene.url}/spread", 403)
    scene.cycle.phase = Phase.TALLY
    db.commit()
    assert table(visit(scene.chair).get(f"{scene.url}/spread").text)

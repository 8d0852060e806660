"""What members stated before the round takes part: for those who may see it, and only of enough of them."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from panel.calc.preferences import Method
from panel.models.cycles import Criterion
from panel.models.people import Person
from panel.models.weights import WeightView
from tests.scenarios.scene import Scene
from tests.visit import Visitor

Visit = Callable[..., Visitor]
COLUMN = "The members&#39; own weights"


def state(scene: Scene, *points: tuple[int, int]) -> None:
    """So many members give their points to importance and feasibility."""
    ids = scene.make.db.scalars(select(Criterion.id).where(Criterion.cycle_id == scene.cycle.id).order_by(Criterion.id))
    keys = [str(key) for key in ids]
    scene.make.db.add_all(
        WeightView(
            cycle_id=scene.cycle.id,
            person_id=person.id,
            method=Method.POINTS,
            answers=dict(zip(keys, given, strict=True)),
        )
        for person, given in zip(scene.members, points, strict=False)
    )
    scene.make.db.commit()


def share(page: str, code: str) -> str:
    """How often a proposal is among the first by the members' weights."""
    row = next(row for row in page.split('id="reached"')[1].split("<tr") if f">{code}<" in row)
    found = re.search(rf'data-label="{COLUMN}">([^<]*)<', row)
    assert found is not None
    return found[1]


def test_the_weights_of_the_members_are_tried_as_well(scene: Scene, visit: Visit) -> None:
    state(scene, (90, 10), (80, 20), (70, 30), (20, 80), (10, 90))
    page = visit(scene.chair).get(scene.at("weights")).text
    assert float(share(page, scene.codes[1]).removesuffix(" %")) > 90
    assert 55 <= float(share(page, scene.codes[0]).removesuffix(" %")) <= 65, "three of five prefer it"


def test_a_form_begins_with_their_mean(scene: Scene, visit: Visit) -> None:
    state(scene, (90, 10), (80, 20), (70, 30), (20, 80), (10, 90))
    page = visit(scene.chair).get(scene.at("new", start="members")).text
    assert "the mean of the members&#39; own weights</option>" in page
    assert re.findall(r'id="weight_\d"[^>]* value="([^"]*)"', page) == ["54", "46"]


@pytest.mark.parametrize("who", ["members", "secretariat few"])
def test_who_may_not_see_them_and_what_too_few_stated_has_no_part(scene: Scene, visit: Visit, who: str) -> None:
    few = who == "secretariat few"
    state(scene, *[(90, 10), (80, 20), (70, 30), (20, 80), (10, 90)][: 4 if few else 5])
    person: Person = scene.secretariat if few else scene.members[0]
    visitor = visit(person)
    assert COLUMN not in visitor.get(scene.at("weights")).text
    page = visitor.get(scene.at("new", start="members")).text
    assert "the mean of the members" not in page
    assert 'value="60"' in page

"""The pages of scenarios: what they show, to whom, and that nothing they do touches the tally."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.models.cycles import Criterion, RoundCriterion
from panel.models.events import Event
from panel.models.scenarios import Scenario
from panel.models.tallies import TallyRow
from tests.scenarios.scene import Scene
from tests.visit import Visitor

Visit = Callable[..., Visitor]
TYPED = {"name": "Equal", "weight_1": "33.3333", "weight_2": "33.3333"}


def test_without_a_scenario_the_page_says_what_one_is(scene: Scene, visit: Visit) -> None:
    page = visit(scene.chair).get(scene.at()).text
    assert "Scenario: not the tally" in page
    assert "You have no scenario yet" in page
    assert "60.0 %" in page


def test_a_scenario_says_who_comes_in_and_who_goes_out(scene: Scene, kept: Scenario, visit: Visit) -> None:
    page = visit(scene.chair).get(scene.at()).text
    row = page.split("Turned round")[1].split("</tr>")[0]
    assert scene.codes[2] in row.split("Come in above the line")[1].split("</td>")[0]
    assert scene.codes[0] in row.split("Go out below it")[1].split("</td>")[0]

"""A released round and a scenario of its chair."""

import pytest

from panel.models.scenarios import Scenario
from tests.make import BEGINNING, Make
from tests.scenarios.scene import Scene


@pytest.fixture
def scene(make: Make) -> Scene:
    """Five members, four proposals, two criteria; the tally is released."""
    return Scene(make)


@pytest.fixture
def kept(scene: Scene) -> Scenario:
    """The chair has turned the weights round."""
    weights = {"importance": "40", "feasibility": "60"}
    scenario = Scenario(
        round_id=scene.round.id, person_id=scene.chair.id, name="Turned round", weights=weights, created_at=BEGINNING
    )
    scene.make.db.add(scenario)
    scene.make.db.commit()
    return scenario

"""The panel of these tests."""

import pytest

from tests.make import Make
from tests.weights.scene import Scene


@pytest.fixture
def scene(make: Make) -> Scene:
    """Before the first round."""
    return Scene(make)

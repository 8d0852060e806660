"""The panel, its cycle and its secretariat, for every file that is brought in."""

from typing import Any

import pytest

from panel.calc.calendar import Phase
from panel.models.cycles import Cycle, Panel
from panel.models.people import Person, Role


@pytest.fixture
def panel(make: Any) -> Panel:
    """The panel that files are brought into."""
    return make.panel()


@pytest.fixture
def cycle(make: Any, panel: Panel) -> Cycle:
    """Its cycle, in discussion."""
    return make.cycle(panel, Phase.DISCUSSION)


@pytest.fixture
def secretary(make: Any, panel: Panel) -> Person:
    """Who brings them."""
    return make.person(Role.SECRETARIAT, panel)

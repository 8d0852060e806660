"""Who sets up a cycle in these tests: a panel, its chair, its secretariat."""

from typing import Any

import pytest

from panel.models.cycles import Panel
from panel.models.people import Group, Person, Role


@pytest.fixture
def panel(make: Any) -> Panel:
    return make.panel()


@pytest.fixture
def chair(make: Any, panel: Panel) -> Person:
    return make.person(Role.CHAIR, panel, stakeholder_group=Group.ACADEMIA)


@pytest.fixture
def secretary(make: Any, panel: Panel) -> Person:
    return make.person(Role.SECRETARIAT, panel)

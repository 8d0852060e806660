"""The cast of the tests about people."""

import pytest

from panel.models.people import Role
from tests.make import Make
from tests.people.cast import PASSWORD_HASH, Cast


@pytest.fixture
def cast(make: Make) -> Cast:
    """A panel with two secretariat accounts, a chair and a member."""
    panel = make.panel()
    cycle = make.cycle(panel)
    of = {
        name: make.person(role, panel, password_hash=PASSWORD_HASH)
        for name, role in (
            ("secretariat", Role.SECRETARIAT),
            ("second", Role.SECRETARIAT),
            ("chair", Role.CHAIR),
            ("member", Role.MEMBER),
        )
    }
    return Cast(panel, cycle, **of)

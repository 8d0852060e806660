"""Who plays in the tests about the site itself."""

import pytest

from panel.models.people import Person
from tests.make import Make
from tests.people.cast import PASSWORD_HASH


@pytest.fixture
def administrator(make: Make) -> Person:
    """Somebody who administers the site."""
    return make.person(is_administrator=True, password_hash=PASSWORD_HASH)


@pytest.fixture
def second(make: Make) -> Person:
    """Another administrator."""
    return make.person(is_administrator=True, password_hash=PASSWORD_HASH)

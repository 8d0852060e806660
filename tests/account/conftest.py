"""Somebody who can sign in."""

import pytest

from panel import passwords
from panel.models.people import Person
from tests.account.signing import PASSWORD
from tests.make import Make


@pytest.fixture
def member(make: Make) -> Person:
    """A member with a password and a sign-in of the ordinary kind."""
    return make.person(password_hash=passwords.hashed(PASSWORD, quick=True))

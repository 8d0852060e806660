"""The worlds of the sweep."""

from collections.abc import Iterator

import pytest

from tests.sweep.worlds import Full, Shown, opened


@pytest.fixture(scope="module")
def full() -> Iterator[Full]:
    """A panel in every phase, and one with nothing in it."""
    with opened(Full) as world:
        yield world


@pytest.fixture(scope="module")
def shown() -> Iterator[Shown]:
    """The example panel."""
    with opened(Shown) as world:
        yield world

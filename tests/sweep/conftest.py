"""The worlds of the sweep, and the browser that journeys use, too."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import browser
from tests.sweep.worlds import Full, Shown, opened

__all__ = ["browser"]


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

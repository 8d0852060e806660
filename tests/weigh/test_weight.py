"""Every page of the example panel is light, and so will be every page that is added."""

from collections.abc import Iterator

import pytest

from tests.sweep.documents import Wanted, drawn
from tests.sweep.worlds import Shown, opened
from tests.weigh.scales import MOST_KB, MOST_REQUESTS, fetching, parts, weight

LEAST_PAGES = 100  # fewer would mean that the addresses are not found any more
READERS = ("chair", "secretariat", "administrator")  # who between them are shown the most


@pytest.fixture(scope="module")
def example() -> Iterator[Shown]:
    """The example panel, with 72 proposals and a round that was tallied."""
    with opened(Shown) as world:
        yield world


def test_what_a_browser_loads_with_a_page_is_found() -> None:
    html = '<link rel="stylesheet" href="/a.css"><link rel="next" href="/b"><script src="/c.js"></script><img src="/d">'
    assert parts(html + html) == ["/a.css", "/c.js", "/d"]


def test_every_page_weighs_little_and_asks_for_little(example: Shown) -> None:
    fetch, heavy, n_pages = fetching(example.app), list[str](), 0
    for role in READERS:
        for page in drawn(example, Wanted(role=role, language="ja", state="normal")):
            found = weight(page.html, fetch)
            n_pages += 1
            if found.kb > MOST_KB or found.n_requests > MOST_REQUESTS:
                heavy.append(f"{page.document}: {found.kb:.0f} kB in {found.n_requests} requests")
    assert n_pages > LEAST_PAGES
    assert heavy == []

"""What lasts longer than a second says so, and for how long; what has come takes the words away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.pages import Desk
from tests.scored import Scored

WORDS = "Putting the extract together"


@pytest.fixture
def page(seat: Callable[..., Desk], scored: Callable[..., Scored]) -> Page:
    """The secretariat before a download, with a clock that the test turns."""
    prepared = scored()
    page = seat(prepared.secretariat.id).page
    page.clock.install()
    page.goto(f"/cycles/{prepared.cycle.id}/record/extract")
    return page


def under_way(page: Page) -> Locator:
    """What is said of a download that takes long."""
    return page.locator(".under-way")


def test_a_long_download_says_what_is_done_and_for_how_long(page: Page) -> None:
    waiting: list[Route] = []
    page.route("**/extract.*", lambda route: waiting.append(route))  # a plain method cannot be wrapped
    page.get_by_role("link", name="Download the extract").click()
    expect(under_way(page)).to_have_count(0)
    page.clock.run_for(3000)
    expect(under_way(page).get_by_role("status")).to_contain_text(WORDS)
    expect(under_way(page)).to_contain_text("3 seconds so far")
    with page.expect_download() as download:
        waiting[0].continue_()
    assert download.value.suggested_filename.endswith(".zip")
    expect(under_way(page)).to_have_count(0)


def test_a_refused_download_leads_to_the_page_that_says_why(page: Page) -> None:
    page.route(
        "**/extract.*", lambda route: route.fulfill(status=409, body="no") if _by_script(route) else route.abort()
    )
    with page.expect_request(lambda request: request.is_navigation_request()):
        page.get_by_role("link", name="Download the extract").click()


def _by_script(route: Route) -> bool:
    return not route.request.is_navigation_request()

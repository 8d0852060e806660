"""A sign-in that nobody uses asks before it ends, as often as it takes, and then says what is left to do."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import Desk
from tests.scored import Scored


@pytest.fixture
def page(seat: Callable[..., Desk], scored: Callable[..., Scored]) -> Page:
    """A member's account page, with a clock that the test turns."""
    page = seat(scored().members[0].id).page
    page.clock.install()
    page.goto("/account")
    return page


def warning(page: Page) -> Locator:
    """What lies over the page before the sign-in ends."""
    return page.get_by_role("alertdialog")


def test_one_key_goes_on_as_often_as_it_is_pressed(page: Page) -> None:
    for _time in range(10):
        expect(warning(page)).to_have_count(0)
        page.clock.fast_forward("54:30")
        expect(warning(page)).to_contain_text("you will be signed out")
        expect(warning(page).get_by_role("button", name="Stay signed in")).to_be_focused()
        page.keyboard.press("Enter")


def test_whoever_types_is_not_asked(page: Page) -> None:
    page.clock.fast_forward("52:00")
    page.keyboard.press("Tab")
    with page.expect_request(lambda request: request.method == "HEAD"):
        page.clock.fast_forward("03:00")
    expect(warning(page)).to_have_count(0)


def test_whoever_is_away_is_told_that_what_they_typed_is_still_there(page: Page) -> None:
    page.clock.fast_forward("54:30")
    page.clock.fast_forward("06:00")
    expect(warning(page)).to_contain_text("You are signed out")
    expect(warning(page)).to_contain_text("still on this page")
    page.keyboard.press("Enter")
    expect(warning(page)).to_have_count(0)

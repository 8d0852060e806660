"""A link on another site leads to the page it names, although the cookie of the sign-in never crosses sites."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from tests.browser.pages import Desk

pytestmark = pytest.mark.browser


def test_a_link_on_another_site_finds_its_reader_still_signed_in(
    site: SimpleNamespace, window: Callable[..., Page], first_link: str
) -> None:
    page = window()
    Desk(page).found_panel(first_link)
    elsewhere = site.url.replace("127.0.0.1", "localhost")
    page.goto(f"{elsewhere}/help")
    page.evaluate(
        "address => { const link = document.createElement('a'); link.href = address; document.body.append(link);"
        " link.click() }",
        f"{site.url}/account",
    )
    page.wait_for_url(f"{site.url}/account")
    Desk(page).reads("office@example.org")

"""The search field offers what is meant while it is typed, and a word explains itself where it stands."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Desk
from tests.scored import Scored

pytestmark = pytest.mark.browser


def named(scored: Scored) -> None:
    """The first proposal has a name to be found by."""
    scored.proposals[0].title_ja, scored.proposals[0].title_en = "次世代半導体", "Next-generation semiconductors"


def test_a_proposal_is_found_by_two_characters_and_opened_by_keyboard(
    scored: Callable[..., Scored], seat: Callable[..., Desk]
) -> None:
    prepared = scored(named)
    page = seat(prepared.members[1].id, language="ja").page
    page.goto("/")
    field = page.locator("#site-search")
    field.focus()
    expect(page.locator("#site-search-hint")).to_be_visible()
    field.press_sequentially("半導")
    expect(page.get_by_role("option")).to_contain_text(["次世代半導体"])
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="候補は1件です")).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url(f"**/proposals/{prepared.proposals[0].id}")


def test_escape_closes_the_suggestions_and_enter_alone_searches_all_texts(
    scored: Callable[..., Scored], seat: Callable[..., Desk]
) -> None:
    prepared = scored(named)
    page = seat(prepared.members[1].id).page
    page.goto("/")
    field = page.locator("#site-search")
    field.press_sequentially("semi")
    expect(page.get_by_role("option")).to_have_count(1)
    field.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(field).to_have_value("semi")
    field.press("Enter")
    page.wait_for_url(f"**/cycles/{prepared.cycle.id}/proposals?q=semi")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_word_opens_its_explanation_and_escape_closes_it(window: Callable[..., Page], *, scripts: bool) -> None:
    page = window("phone", scripts=scripts)
    page.goto("/help")
    page.get_by_role("button", name="Unable to judge").click()
    card = page.locator(".term-card:popover-open")
    expect(card).to_contain_text("never as a zero")
    expect(card).to_contain_text("判断できない")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_the_glossary_is_narrowed_while_one_types(window: Callable[..., Page]) -> None:
    page = window()
    page.goto("/glossary")
    page.get_by_label("Words to look for").press_sequentially("quorum")
    expect(page.locator("#words dt:visible")).to_have_text(["quorum"])
    expect(page.locator("#words-count")).to_have_text("Words: 1")

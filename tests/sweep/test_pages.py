"""A cut of the sweep for every day: each page once, each error once, the main pages in every scheme."""

import pytest
from playwright.sync_api import Browser

from panel.web.language import LANGUAGES
from tests.sweep.axe import SCHEMES
from tests.sweep.chromium import screen
from tests.sweep.documents import Drawn, Wanted
from tests.sweep.once import empty, first_answers, once
from tests.sweep.sweep import Sweep
from tests.sweep.worlds import Full, Shown

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MAIN = ("home.show", "proposals.list", "proposals.show", "scoring.sheet", "tally.board", "tally.item", "cycles.show")


def test_every_page_and_every_error_can_be_read_by_everybody(browser: Browser, full: Full) -> None:
    """`make sweep` asks the same of every role and state."""
    sweep, unseen = Sweep(("light",), focus=False), []
    with screen(browser, full.app) as window:
        for number, rule in enumerate(Wanted().rules(full)):
            found = once([full], rule, LANGUAGES[number % 2])
            if found is None:
                unseen.append(rule.endpoint)
                continue
            page = found[1]
            sweep.take([page, *first_answers(full, page)], window)
    assert unseen == [], "addresses that draw no page for anybody; see NO_PAGE in documents.py"
    assert sweep.swept.findings == [], "\n".join(sweep.swept.lines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_pages_can_be_read_in_every_scheme(browser: Browser, shown: Shown, language: str) -> None:
    pages: list[Drawn] = []
    for rule in Wanted().rules(shown):
        if rule.endpoint in MAIN:
            found = once([shown], rule, "ja" if language == "ja" else "en")
            assert found is not None, rule.endpoint
            pages.append(found[1])
    sweep = Sweep(tuple(SCHEMES))
    with screen(browser, shown.app) as window:
        sweep.take(pages, window)
    assert sweep.swept.n_measured == len(MAIN)
    assert sweep.swept.findings == [], "\n".join(sweep.swept.lines())


def test_an_empty_cycle_says_so_without_a_fault(browser: Browser, full: Full) -> None:
    sweep = Sweep(("light",), focus=False)
    with screen(browser, full.app) as window:
        pages = (empty(full, rule, "ja") for rule in Wanted(only="/cycles/<int:cycle_id>").rules(full))
        sweep.take([page for page in pages if page is not None], window)
    assert sweep.swept.documents.total() > 10
    assert sweep.swept.findings == [], "\n".join(sweep.swept.lines())

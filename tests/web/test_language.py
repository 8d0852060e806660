"""Which language a visitor reads, and refusals in it."""

from collections.abc import Callable

import pytest

from panel.models.people import Role
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def language_of(page: str) -> str:
    """What the page says of itself."""
    return page.partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("ja,en;q=0.5", "ja"),
        ("en;q=0.5,ja", "ja"),
        ("fr", "ja"),
        ("xx", "ja"),
        ("ja;q=nan", "ja"),
        ("x" * 5000, "ja"),
        ("", "ja"),
    ],
)
def test_a_browser_is_answered_in_its_language_or_in_that_of_the_site(visit: Visit, header: str, language: str) -> None:
    answer = visit(None, "").get("/account/sign-in", headers={"Accept-Language": header})
    assert language_of(answer.text) == language


def test_what_was_chosen_wins_over_the_account_and_the_account_over_the_browser(visit: Visit, make: Make) -> None:
    person = make.person(language="ja")
    english = {"Accept-Language": "en"}
    assert language_of(visit(person, "").get("/account", headers=english).text) == "ja"
    assert language_of(visit(person, "en").get("/account").text) == "en"


@pytest.mark.parametrize(("language", "words"), [("ja", "エラー"), ("en", "Error")])
def test_refusals_are_in_the_language_of_their_reader(visit: Visit, make: Make, language: str, words: str) -> None:
    page = visit(make.person(), language).get("/no/such/page", status=404).text
    assert language_of(page) == language
    assert words in page.partition("<main")[2]


def test_the_title_of_a_form_with_errors_begins_with_the_word_for_it(visit: Visit) -> None:
    page = visit(None, "ja").post("/account/sign-in", {"email": "", "password": ""}, status=422).text
    assert page.partition("<title>")[2].startswith("エラー：")


def test_dates_are_printed_in_the_language_of_their_reader(visit: Visit, make: Make) -> None:
    panel = make.panel()
    cycle = make.cycle(panel)
    proposal = make.proposal(cycle)
    make.recusal(proposal, make.person(Role.MEMBER, panel))
    chair = make.person(Role.CHAIR, panel)
    assert "11月1日(日)" in visit(chair, "ja").get(f"/proposals/{proposal.id}/recusals").text
    assert "Sun 1 Nov" in visit(chair, "en").get(f"/proposals/{proposal.id}/recusals").text

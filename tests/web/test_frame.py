"""What stands around a page: where the work stands, help for this room, and how long a sign-in lasts."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from panel.calc.calendar import Phase
from panel.models.people import Role
from tests.make import Make
from tests.visit import Visitor

Visit = Callable[..., Visitor]


def context_of(page: str) -> str:
    """The line that says where the work stands, without its markup."""
    found = re.search(r'<p class="context">.*?</p>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[0])).strip() if found else ""


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("rest", "words", "is_near"),
    [
        (timedelta(days=5, hours=1), "5 days left", False),
        (timedelta(hours=47, minutes=30), "47 hours left", True),
        (timedelta(minutes=50), "less than an hour left", True),
    ],
)
def test_a_deadline_is_marked_when_it_is_near(
    visit: Visit, make: Make, rest: timedelta, words: str, *, is_near: bool
) -> None:
    panel = make.panel()
    make.round(make.cycle(panel, phase=Phase.SCORING_OPEN), closes_at=datetime.now(UTC) + rest)
    page = visit(make.person(Role.MEMBER, panel)).get("/help").text
    assert context_of(page).startswith("Panel First cycle Scoring, round 1 closes ")
    assert context_of(page).endswith(f"· {words}")
    assert ("context-deadline is-near" in page) is is_near


@pytest.mark.one_database
def test_help_leads_to_the_part_for_the_room(visit: Visit, make: Make) -> None:
    visitor = visit(make.person(Role.MEMBER, make.panel()))
    assert 'class="tool help" href="/help#account"' in visitor.get("/account").text
    assert 'class="tool help" href="/help#home"' in visitor.get("/").text
    assert 'class="tool help" href="/help"' in visitor.get("/no/such/page", 404).text


@pytest.mark.one_database
@pytest.mark.parametrize(("is_administrator", "least"), [(False, 59), (True, 14)])
def test_a_page_knows_how_long_the_sign_in_lasts(
    visit: Visit, make: Make, *, is_administrator: bool, least: int
) -> None:
    person = make.person(is_administrator=is_administrator)
    minutes = re.search(r'data-minutes="(\d+)"', visit(person).get("/account").text)
    assert minutes
    assert int(minutes[1]) == least


@pytest.mark.one_database
def test_whoever_is_not_signed_in_is_warned_of_nothing(visit: Visit) -> None:
    assert "data-minutes" not in visit().get("/help").text

"""The chair's week at a browser: from the members' sheets to decisions, with a second person where two are needed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Desk
from tests.scored import Scored

pytestmark = pytest.mark.browser


def test_a_round_is_closed_by_two_read_and_decided(scored: Callable[..., Scored], seat: Callable[..., Desk]) -> None:
    prepared = scored(Scored.score)
    chair, secretariat = seat(prepared.chair.id), seat(prepared.secretariat.id)
    round_, best = prepared.round.id, prepared.proposals[0].id
    chair.open(f"/rounds/{round_}/close")
    chair.confirm()
    chair.reads("Waiting for a second person")
    secretariat.open(f"/rounds/{round_}/close")
    secretariat.confirm()
    chair.open(f"/rounds/{round_}/compute")
    chair.confirm()
    chair.open(f"/cycles/{prepared.cycle.id}/tally")
    chair.reads("2 not answered")
    chair.send(chair.page.get_by_role("link", name="Technology field").first)
    chair.press("Decide")
    chair.decide(best, "priority", "Highest of all.", "Only five could score it.")
    chair.open(f"/cycles/{prepared.cycle.id}/decisions")
    tier = chair.page.locator("tbody").filter(has_text="Priority")
    expect(tier).to_contain_text(prepared.proposals[0].title_en)


def test_nobody_sees_a_tally_before_the_round_is_closed(
    scored: Callable[..., Scored], seat: Callable[..., Desk]
) -> None:
    prepared = scored(Scored.score)
    for person in (prepared.chair, prepared.members[0], prepared.secretariat):
        desk = seat(person.id)
        answer = desk.page.goto(f"/cycles/{prepared.cycle.id}/tally")
        assert answer is not None
        assert answer.status == 403
        desk.reads("This is closed in the present phase")

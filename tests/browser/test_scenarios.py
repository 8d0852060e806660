"""Other weights, tried out at a browser: shares follow what is typed, and without script everything works as well."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Desk
from tests.make import Make
from tests.scenarios.scene import Scene

pytestmark = pytest.mark.browser


@pytest.fixture
def tallied(site: SimpleNamespace) -> SimpleNamespace:
    """A released round of four proposals: its chair, two of its codes, and where weights are tried."""
    with site.database.transaction(write=True) as db:
        scene = Scene(Make(db, site.settings))
        first, _second, third, _last = scene.codes
        pages = {"new": scene.at("new"), "swap": scene.at("swap", a=first, b=third)}
        found = SimpleNamespace(chair_id=scene.chair.id, first=first, third=third, **pages)
        db.commit()
    return found


def test_shares_follow_what_is_typed(tallied: SimpleNamespace, seat: Callable[..., Desk]) -> None:
    chair = seat(tallied.chair_id)
    chair.open(tallied.new)
    shares = chair.page.locator("output")
    expect(shares).to_have_text(["60.0 %", "40.0 %"])
    chair.page.get_by_label("Importance").fill("20")
    expect(shares).to_have_text(["33.3 %", "66.7 %"])
    chair.page.get_by_label("Importance").fill("-1")
    expect(shares).to_have_text(["–", "100.0 %"])
    chair.page.get_by_label("Feasibility").fill("0")
    expect(shares).to_have_text(["–", "–"])


@pytest.mark.parametrize("scripts", [True, False])
def test_two_proposals_that_would_change_places_become_a_scenario(
    tallied: SimpleNamespace, seat: Callable[..., Desk], scripts: bool
) -> None:
    chair, name = seat(tallied.chair_id, scripts=scripts, size="phone"), f"{tallied.third} before {tallied.first}"
    chair.open(tallied.swap)
    chair.reads("10.0 points of 100 would have to move")
    chair.send(chair.page.get_by_role("link", name="Keep as a scenario"))
    chair.press("Keep the scenario")
    chair.reads(name)
    chair.send(chair.page.get_by_role("button", name="Delete").filter(has_text=name))
    chair.reads("You have no scenario yet")
    chair.press("Undo")
    chair.reads(name)

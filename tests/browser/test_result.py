"""A result looked at from every side at a browser, in each language: nothing that is tried changes the tally."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Locator, expect

from panel.models.proposals import Kind
from tests.browser.pages import Desk
from tests.make import Make
from tests.scenarios.scene import Scene
from tests.weights.scene import Scene as Weighing

pytestmark = pytest.mark.browser
LANGUAGES = ("ja", "en")
SAID = {
    "trial": {"ja": "これは試しの線です。集計ではありません", "en": "This is a trial, not the tally"},
    "lens": {"ja": "これは別の見方で、集計ではありません", "en": "Another view, not the tally"},
    "scenario": {"ja": "試算：集計ではありません", "en": "Scenario: not the tally"},
    "points": {"ja": "重み全体100のうち10.0を", "en": "10.0 points of 100 would have to move"},
    "shortlist": {
        "ja": "候補の組：議論の材料であり、決定ではありません",
        "en": "Shortlist: an argument, not a decision",
    },
}


@pytest.fixture
def tallied(site: SimpleNamespace) -> SimpleNamespace:
    """A released round of two technology fields before two industrial sectors: its chair, and its board."""
    with site.database.transaction(write=True) as db:
        scene = Scene(Make(db, site.settings))
        for proposal in scene.proposals[2:]:
            proposal.kind = Kind.SECTOR
        found = SimpleNamespace(
            chair_id=scene.chair.id,
            board=f"/cycles/{scene.cycle.id}/tally",
            swap=scene.at("swap", a=scene.codes[0], b=scene.codes[2]),
        )
        db.commit()
    return found


class Table(Desk):
    """The chair at a board: by keys where something is typed, by mouse where something is pressed."""

    def __init__(self, desk: Desk, language: str) -> None:
        super().__init__(desk.page)
        self.language = language

    def hears(self, what: str) -> None:
        """A page says, in the reader's language, what it is."""
        self.reads(SAID[what][self.language])

    def ranking(self) -> str:
        """The rows of the tally as they stand."""
        return self.page.locator("main table tbody").inner_text()

    def turn_to(self, room: str) -> None:
        """Go from one way to look at the result to another by its tab, with the keyboard."""
        tab = self.page.locator(f"main .tabs a[href*='/tally{room}?']").first
        tab.focus()
        self.enter(tab)

    def enter(self, focused: Locator) -> None:
        """Press Enter where the focus is, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            focused.press("Enter")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_is_looked_at_from_every_side_and_stays_as_it_is(
    tallied: SimpleNamespace, seat: Callable[..., Desk], language: str
) -> None:
    chair = Table(seat(tallied.chair_id, language=language), language)
    chair.open(tallied.board)
    before = chair.ranking()
    _board(chair)
    _lens(chair)
    _scenario(chair, tallied.swap)
    _shortlist(chair)
    chair.turn_to("")
    assert chair.ranking() == before


def _board(chair: Table) -> None:
    """Reads what can be relied on and how that was found, and tries another line."""
    said = chair.page.locator(".board-relied li")
    expect(said.first).to_be_visible()
    said.first.locator("summary").click()
    expect(said.first.locator("details p")).to_be_visible()
    line = chair.page.locator("#cut")
    line.fill("3")
    chair.enter(line)
    chair.hears("trial")


def _lens(chair: Table) -> None:
    chair.turn_to("/lenses")
    chair.hears("lens")
    chair.send(chair.page.locator(".lens h2 a[href*='/median?']"))
    expect(chair.page.locator("#finding")).to_be_visible()


def _scenario(chair: Table, swap: str) -> None:
    """Keeps other weights, whose shares follow what is typed; asks what it would take for two to change places."""
    chair.turn_to("/scenarios")
    chair.press_first()
    shares = chair.page.locator("output")
    expect(shares).to_have_text(["60.0 %", "40.0 %"])
    chair.fill(name="試してみる")
    chair.page.locator("[name=weight_1]").fill("20")
    expect(shares).to_have_text(["33.3 %", "66.7 %"])
    chair.press_first()
    chair.hears("scenario")
    chair.reads("試してみる")
    chair.open(swap)
    chair.hears("points")


def _shortlist(chair: Table) -> None:
    """Asks for two proposals, of which one is a technology and two are sectors; reads why not, and asks for three."""
    chair.turn_to("/shortlists")
    chair.hears("shortlist")
    chair.press_first()
    chair.fill(name="つりあい", k="2")
    for field, least in zip(chair.page.locator("[name^=low_kind_]").all(), ("1", "2"), strict=True):
        field.fill(least)
    chair.press_first()
    expect(chair.page.locator(".clash li")).to_have_count(2)
    chair.press_first()
    many = chair.page.locator("[name=k]")
    many.fill("3")
    chair.enter(many)
    expect(chair.page.locator("#chosen tbody tr")).to_have_count(3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_compares_the_criteria_in_pairs_and_learns_whether_the_answers_agree(
    site: SimpleNamespace, seat: Callable[..., Desk], language: str
) -> None:
    with site.database.transaction(write=True) as db:
        scene = Weighing(Make(db, site.settings))
        member_id, url = scene.members[0].id, scene.url
        db.commit()
    member = seat(member_id, language=language)
    member.open(url)
    member.send(member.page.locator("main .tabs a[href*='method=pairs']"))
    for answers, notice in ((("3", "-9", "3"), "warning"), (("3", "9", "3"), "info")):
        for choice, answer in zip(member.page.locator("#answers select").all(), answers, strict=True):
            choice.select_option(answer)
        member.confirm()
        ratio = {"ja": "整合度", "en": "consistency ratio"}[language]
        expect(member.page.locator(f".own-view .notice-{notice}")).to_contain_text(ratio)

"""The scoring desk in a real browser: by keys alone, in two windows, on a phone, without script, after signing out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from panel import clock, passwords, seal
from panel.models.cycles import Round, RoundCriterion
from panel.models.events import SignIn
from panel.models.people import Person, Role
from tests.browser.pages import PASSWORD, Desk
from tests.make import Make

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
N_CRITERIA = 3


class Scorer(Desk):
    """A member who scores, and counts the keys it takes."""

    presses = 0

    def sign_in(self) -> None:
        """Sign in as the member."""
        self.open("/account/sign-in")
        self.fill(email="member@example.org", password=PASSWORD)
        self.confirm()

    def key(self, *keys: str) -> None:
        """Press keys one after the other; a chord counts each of its keys."""
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += len(key.split("+"))

    def reach_the_scales(self) -> None:
        """Go to the first scale by Tab, taking every link that skips something."""
        while not self.page.evaluate("document.activeElement.closest('[data-scale]') !== null"):
            self.key("Tab")
            if self.page.evaluate("document.activeElement.classList.contains('skip')"):
                self.key("Enter")
            assert self.presses < 40

    @property
    def in_focus(self) -> str:
        """The name of the answer that has the focus."""
        return str(self.page.evaluate("document.activeElement.name"))

    def marked(self, value: str) -> None:
        """Every scale of the sheet now has this answer."""
        expect(self.page.locator(f"#sheet [data-scale] input[value='{value}']:checked")).to_have_count(N_CRITERIA)

    def saved(self) -> None:
        """The draft has been kept, and its time is shown."""
        expect(self.page.locator("#sheet [data-save-status]")).to_contain_text("Draft saved")


@pytest.fixture
def round_(site: SimpleNamespace) -> Callable[[int], int]:
    """round_(n): the id of an open round in which one member scores n proposals by three criteria."""

    def opened(n_proposals: int) -> int:
        with site.database.transaction(write=True) as db:
            make = Make(db, site.settings)
            panel = make.panel()
            member = make.person(Role.MEMBER, panel, email="member@example.org", language="en")
            member.password_hash = passwords.hashed(PASSWORD, quick=True)
            cycle = make.cycle(panel)
            for key in ("importance", "urgency", "feasibility")[:N_CRITERIA]:
                make.criterion(cycle, key)
            for _ in range(n_proposals):
                make.proposal(cycle)
            made: Round = make.round(cycle)
            db.commit()
            return made.id

    return opened


@contextmanager
def records(site: SimpleNamespace) -> Iterator[dict[int, seal.OwnBallot]]:
    """What the member has in the round, as the database holds it."""
    with site.database.transaction(write=False) as db:
        member = db.scalars(select(Person).where(Person.email == "member@example.org")).one()
        round_ = db.scalars(select(Round)).one()
        yield seal.own_ballots(db, site.settings.seal_key, round_, member.id, range(1, 100))


def test_forty_proposals_by_three_criteria_take_at_most_260_keys(
    site: SimpleNamespace, round_: Callable[[int], int], window: Window
) -> None:
    n = 12  # sheets, which is enough to know what one takes
    number = round_(n)
    member = Scorer(window())
    member.sign_in()
    member.open(f"/rounds/{number}/score/next")
    member.reach_the_scales()
    to_begin, member.presses = member.presses, 0
    for turn in range(n):
        with member.page.expect_navigation():
            member.key(*(str(1 + (turn + place) % 5) for place in range(N_CRITERIA)), "Control+Enter")
    assert to_begin + member.presses / n * 40 <= 260
    member.reads(f"You have submitted all {n} sheets")
    with records(site) as own:
        assert len(own) == n
        assert all(one.recorded and len(one.recorded.marks) == N_CRITERIA for one in own.values())


def test_keys_reach_every_answer_and_digits_are_typed_only_into_scales(
    site: SimpleNamespace, round_: Callable[[int], int], window: Window
) -> None:
    member = Scorer(window())
    number = round_(2)
    member.sign_in()
    member.open(f"/rounds/{number}/proposals/1/score")
    scales = member.page.locator("#sheet [data-scale]")
    scales.first.locator("input").first.focus()
    member.key("4")
    assert member.in_focus == scales.nth(1).locator("input").first.get_attribute("name")
    member.key("2")
    expect(scales.nth(2).locator("input[value='1']")).to_be_focused()
    expect(scales.nth(2).locator("input[value='']")).to_be_checked()
    member.key("ArrowRight")
    expect(scales.nth(2).locator("input[value='2']")).to_be_checked()
    member.key("Delete")
    expect(scales.nth(2).locator("input[value='']")).to_be_checked()
    member.page.locator("[name=reason]").focus()
    member.key("4", "?", "Enter")
    expect(member.page.locator("[name=reason]")).to_have_value("4?\n")
    expect(member.page.locator("#keys")).to_be_hidden()
    scales.first.locator("input").first.focus()
    member.key("?")
    expect(member.page.locator("#keys")).to_be_visible()
    member.key("Escape")
    expect(member.page.locator("#keys")).to_be_hidden()
    member.saved()


def test_a_list_closed_beside_one_sheet_is_closed_beside_the_next(round_: Callable[[int], int], window: Window) -> None:
    member = Scorer(window())
    number = round_(2)
    member.sign_in()
    member.page.set_viewport_size({"width": 1280, "height": 900})
    member.open(f"/rounds/{number}/proposals/1/score")
    member.page.locator("#own-list-title").click()
    member.open(f"/rounds/{number}/proposals/2/score")
    expect(member.page.locator("#own-list > details")).not_to_have_attribute("open", "")


def test_the_table_is_worked_like_a_spreadsheet(
    site: SimpleNamespace, round_: Callable[[int], int], window: Window
) -> None:
    round_(2)
    member = Scorer(window())
    member.sign_in()
    member.open("/cycles/1/scoring/table")
    cells = member.page.locator("#answers select")
    cells.first.focus()
    member.key("4", "5", "3", "2", "ArrowUp", "ArrowRight", "Delete")
    values = [cells.nth(place).input_value() for place in range(2 * N_CRITERIA)]
    assert values == ["4", "5", "", "2", "", ""]
    with member.page.expect_navigation():
        member.key("Control+Enter")
    member.reads("Submitted: 2 sheets changed.")
    with records(site) as own:
        assert sorted(len(one.recorded.marks) for one in own.values() if one.recorded) == [1, 2]


def test_a_conflict_of_two_windows_shows_both_and_lets_the_member_choose(
    site: SimpleNamespace, round_: Callable[[int], int], window: Window
) -> None:
    number = round_(1)
    first = Scorer(window())
    first.sign_in()
    second = Scorer(first.page.context.new_page())
    sheet = f"/rounds/{number}/proposals/1/score"
    second.open(sheet)
    first.score(number, 1, 4, "From the first window.")
    second.page.locator("#sheet [data-scale] input").first.focus()
    second.key("4", "2", "1")
    second.reads("Press the submit button to see both versions")
    second.press("Submit")
    second.reads("This sheet has two versions")
    second.reads("From the first window.")
    pairs = second.page.locator(".scoring-pair")
    expect(pairs).to_have_count(3)  # two of three scores, and the confidence
    pairs.nth(0).locator("input").first.check(force=True)
    second.press("Submit what I chose")
    with records(site) as own:
        recorded = own[1].recorded
        assert recorded is not None
        assert sorted(recorded.marks.values()) == ["1", "4", "4"]
    second.press("Undo")
    second.marked("4")


def test_without_script_a_sheet_is_filled_in_and_submitted(
    site: SimpleNamespace, round_: Callable[[int], int], window: Window
) -> None:
    number = round_(2)
    member = Scorer(window(scripts=False))
    member.sign_in()
    member.score(number, 1, 3, "Without script.")
    member.marked("3")
    member.press("Next one to submit")
    assert member.page.url.endswith("/proposals/2/score")
    with records(site) as own:
        assert own[1].recorded is not None


def test_what_is_typed_after_the_session_has_ended_stays_and_is_sent_again(
    site: SimpleNamespace, round_: Callable[[int], int], window: Window
) -> None:
    number = round_(1)
    member = Scorer(window())
    member.sign_in()
    member.open(f"/rounds/{number}/proposals/1/score")
    with site.database.transaction(write=True) as db:
        db.execute(update(SignIn).values(ended_at=clock.now()))
        db.commit()
    member.fill(reason="Typed too late.")
    member.page.locator("#sheet [data-scale] input").first.focus()
    member.reads("You are no longer signed in. Your text is still here.")
    Scorer(member.page.context.new_page()).sign_in()
    member.page.locator("#sheet [data-scale] input").first.focus()
    member.key("3", "3", "3")
    member.saved()
    member.press("Submit")
    member.marked("3")
    expect(member.page.locator("[name=reason]")).to_have_value("Typed too late.")


def test_what_is_typed_when_the_round_closes_can_still_be_read(
    site: SimpleNamespace, round_: Callable[[int], int], window: Window
) -> None:
    number = round_(1)
    member = Scorer(window())
    member.sign_in()
    member.open(f"/rounds/{number}/proposals/1/score")
    with site.database.transaction(write=True) as db:
        db.execute(update(Round).values(closes_at=clock.now() - timedelta(minutes=3)))
        db.commit()
    member.fill(reason="Typed too late.")
    member.page.locator("#sheet [data-scale] input").first.focus()
    member.key("3")
    member.reads("This round has closed, so this is not taken any more.")
    member.press("Submit")
    member.reads("The round had closed when you pressed the button")
    expect(member.page.locator("#late-reason")).to_have_value("Typed too late.")


@pytest.mark.parametrize("lowest_highest", [(1, 5), (1, 9), (0, 1)])
def test_on_a_phone_every_answer_is_in_reach_of_a_thumb(
    site: SimpleNamespace, round_: Callable[[int], int], window: Window, lowest_highest: tuple[int, int]
) -> None:
    number = round_(2)
    lowest, highest = lowest_highest
    words = {str(value): {"ja": "長い説明の言葉", "en": "rather a long anchor"} for value in (lowest, highest)}
    with site.database.transaction(write=True) as db:
        db.execute(update(RoundCriterion).values(lowest=lowest, highest=highest, anchors=words))
        db.commit()
    member = Scorer(window("phone"))
    member.sign_in()
    member.open(f"/rounds/{number}/proposals/1/score")
    assert member.page.evaluate("document.documentElement.scrollWidth") == 375
    for box in (answer.bounding_box() for answer in member.page.locator(".scale-mark").all()):
        assert box is not None
        assert box["width"] >= 24
        assert box["height"] >= 44
    member.page.get_by_role("button", name="List", exact=True).click()
    expect(member.page.locator("#own-list")).to_be_visible()
    member.send(member.page.locator("#own-list li a").nth(1))
    assert member.page.url.endswith("/score")

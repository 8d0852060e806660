"""Writing together: drafts keep themselves, the other language keeps what was typed, two windows lose nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from panel.calc.calendar import Phase
from panel.models.people import Role
from panel.models.proposals import ProposalState
from tests.browser.pages import Desk
from tests.make import Make

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Discussion:
    """The ids of a discussion."""

    cycle: int
    author: int
    reader: int
    secretariat: int
    draft: int
    submitted: int
    comment: int


@pytest.fixture
def discussion(site: SimpleNamespace) -> Discussion:
    """A discussion with an author's draft, a submitted proposal of theirs, and a reader's comment on it."""
    with site.database.transaction(write=True) as db:
        make = Make(db, site.settings)
        panel = make.panel()
        author, reader = (make.person(Role.MEMBER, panel) for _ in range(2))
        secretariat = make.person(Role.SECRETARIAT, panel)
        cycle = make.cycle(panel, Phase.DISCUSSION)
        draft = make.proposal(cycle, author, state=ProposalState.DRAFT)
        submitted = make.proposal(cycle, author)
        comment = make.comment(submitted, reader, "試験設備はどこに置くのか。")
        return Discussion(cycle.id, author.id, reader.id, secretariat.id, draft.id, submitted.id, comment.id)


def test_a_draft_keeps_itself_while_it_is_written(discussion: Discussion, seat: Callable[..., Desk]) -> None:
    author = seat(discussion.author)
    author.open(f"/proposals/{discussion.draft}/edit")
    author.fill(summary_en="Batteries for isolated sites.")
    author.page.locator("[name=summary_en]").blur()
    expect(author.page.locator("[data-save-status]").first).to_contain_text("Saved ")
    author.page.on("dialog", lambda dialog: dialog.accept())
    author.open(f"/proposals/{discussion.draft}/edit")
    expect(author.page.locator("[name=summary_en]")).to_have_value("Batteries for isolated sites.")


def test_the_other_language_keeps_what_was_typed_and_saves_nothing(
    discussion: Discussion, seat: Callable[..., Desk]
) -> None:
    author = seat(discussion.author)
    author.open(f"/proposals/{discussion.submitted}/edit")
    author.fill(title_en="Half a tit")
    author.press("日本語")
    expect(author.page.locator("html")).to_have_attribute("lang", "ja")
    expect(author.page.locator("[name=title_en]")).to_have_value("Half a tit")
    author.press("English")
    expect(author.page.locator("[name=title_en]")).to_have_value("Half a tit")
    other = seat(discussion.reader)
    other.open(f"/proposals/{discussion.submitted}")
    expect(other.page.locator("body")).not_to_contain_text("Half a tit")


def test_two_windows_on_one_proposal_lose_nothing(discussion: Discussion, seat: Callable[..., Desk]) -> None:
    one, other = seat(discussion.author), seat(discussion.author)
    for window in (one, other):
        window.open(f"/proposals/{discussion.submitted}/edit")
        window.page.locator("[name=unclassified]").check(force=True)
    one.fill(summary_en="The first window was faster.")
    one.press("Save the new version")
    other.fill(summary_en="The second window kept its text.")
    other.press("Save the new version")
    other.reads("changed this on")
    other.reads("The first window was faster.")
    expect(other.page.locator("[name=summary_en]")).to_have_value("The second window kept its text.")
    other.press("Save the new version")
    other.reads("The second window kept its text.")


def test_a_hidden_comment_is_shown_again_by_one_press(discussion: Discussion, seat: Callable[..., Desk]) -> None:
    secretariat, reader = seat(discussion.secretariat), seat(discussion.reader)
    secretariat.open(f"/proposals/{discussion.submitted}/comments/{discussion.comment}/hide")
    secretariat.fill(reason="Names a company.")
    secretariat.confirm()
    secretariat.press("Undo")
    reader.open(f"/proposals/{discussion.submitted}")
    reader.reads("試験設備はどこに置くのか。")


def test_what_is_typed_in_the_search_field_is_found_by_the_arrows(
    discussion: Discussion, seat: Callable[..., Desk]
) -> None:
    reader = seat(discussion.reader)
    reader.open("/")
    field = reader.page.get_by_role("combobox")
    field.press_sequentially("技術")
    expect(reader.page.get_by_role("option").first).to_be_visible()
    field.press("ArrowDown")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(f"**/proposals/{discussion.submitted}")

"""The secretariat's morning at a browser: a file with a mistake in it, and a word to exactly those behind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Desk
from tests.scored import Scored

pytestmark = pytest.mark.browser
HEAD = "family_name,given_name,family_reading,given_reading,name_en,email,organisation_ja,group,role\n"
RIGHT = "委員,三,いいん,さん,Member Three,three@example.org,大学,academia,member\n"
WRONG = RIGHT.replace("academia", "acadmia")


def test_a_mistake_in_a_file_is_shown_at_its_cell_and_nothing_comes_in_until_it_is_mended(
    scored: Callable[..., Scored], seat: Callable[..., Desk], tmp_path: Path
) -> None:
    prepared = scored(lambda one: setattr(one.cycle, "phase", "DI"))
    secretariat = seat(prepared.secretariat.id)
    file = tmp_path / "members.csv"
    for content, mark in ((WRONG, "acadmia"), (RIGHT, "Member Three")):
        file.write_text(HEAD + content, encoding="utf-8-sig")
        secretariat.open(f"/cycles/{prepared.cycle.id}/import/members")
        secretariat.page.locator("input[type=file]").set_input_files(file)
        secretariat.press("Look at the file")
        secretariat.reads(mark)
        if content == WRONG:
            expect(secretariat.page.get_by_role("button", name="Bring in all of it")).to_have_count(0)
    secretariat.press("Bring in all of it")
    secretariat.open(f"/cycles/{prepared.cycle.id}/people")
    secretariat.reads("Member Three")


def _with_accounts(prepared: Scored) -> None:
    prepared.score()
    for member in prepared.members:
        member.password_hash = "set"


def test_only_those_behind_are_written_to(scored: Callable[..., Scored], seat: Callable[..., Desk]) -> None:
    prepared = scored(_with_accounts)
    secretariat = seat(prepared.secretariat.id)
    secretariat.open("/")
    secretariat.send(secretariat.page.get_by_role("link", name="who are behind"))
    addressed = secretariat.page.locator("main")
    expect(addressed).to_contain_text(prepared.members[4].name_en)
    expect(addressed).not_to_contain_text(prepared.members[0].name_en)  # who has submitted every sheet
    secretariat.confirm()
    secretariat.open("/")
    done, behind = (
        secretariat.page.get_by_role("row").filter(has_text=prepared.members[number].name_en) for number in (0, 4)
    )
    expect(done).to_contain_text("not yet")
    expect(behind).not_to_contain_text("not yet")

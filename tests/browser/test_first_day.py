"""Somebody new is led by what each page offers first: from the invitation to the last sheet, with nothing explained."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from panel import clock
from panel.models.people import LinkPurpose
from panel.tokens import create_link
from tests.browser.pages import PASSWORD, Desk
from tests.scored import Scored

pytestmark = pytest.mark.browser


def _invited(site: SimpleNamespace, person_id: int) -> str:
    with site.database.transaction(write=True) as db:
        token = create_link(db, person_id, LinkPurpose.INVITATION, clock.now())
        db.commit()
    return f"/account/link/{token}"


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_first_button_leads_from_the_invitation_to_the_last_sheet(
    site: SimpleNamespace, window: Callable[..., Page], scored: Callable[..., Scored], size: str
) -> None:
    prepared = scored()
    member = Desk(window(size))
    member.page.goto(_invited(site, prepared.members[1].id))
    member.fill(password=PASSWORD)
    member.press_first()
    while not member.page.locator("#sheet").count():
        member.press_first()
    for _ in prepared.proposals:
        expect(member.page.locator("#sheet")).to_be_visible()
        member.answer_all("4")
        member.press_first()
    member.open("/")
    member.reads("3 of 3")

"""By keys alone (WCAG 2.1.1, 2.4.7, 2.4.11): what has the focus is always seen, and never lies under a bar."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from panel import passwords
from panel.calc.calendar import Phase
from panel.models.people import Role
from tests.browser.pages import PASSWORD, Desk
from tests.make import Make

pytestmark = pytest.mark.browser
FARTHEST = 80  # tab stops of a page

SEEN = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const label = here.closest("label, .choice, td, li");
  const ringed = [here, ...(here.labels ?? []), label].filter(Boolean).some(one => {
    const drawn = getComputedStyle(one); return drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) >= 2 });
  const x = Math.min(box.x + box.width / 2, innerWidth - 1);
  const y = Math.min(box.y + Math.min(box.height / 2, 20), innerHeight - 1);
  const top = document.elementFromPoint(x, y), parts = [here, ...(here.labels ?? [])];
  const covered = !top || !(top.contains(here) || parts.some(part => part.contains(top)));
  return {ringed, covered, name: here.getAttribute("aria-label") || here.textContent.trim().slice(0, 40) || here.name};
}"""


class Keys(Desk):
    """A person without a mouse."""

    def to(self, selector: str) -> None:
        """Press Tab until what is meant has the focus; on the way every stop must be seen."""
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            seen = self.page.evaluate(SEEN)
            assert seen["ringed"], f"no ring on: {seen}"
            assert not seen["covered"], f"covered: {seen}"
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"no Tab leads to {selector}")

    def type_into(self, selector: str, text: str) -> None:
        """Go to a field and type."""
        self.to(selector)
        self.page.keyboard.type(text)

    def enter(self, selector: str) -> None:
        """Go to a button or a link and press Enter."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.fixture
def proposal(site: SimpleNamespace) -> int:
    """A proposal in discussion, and a member with a password."""
    with site.database.transaction(write=True) as db:
        make = Make(db, site.settings)
        panel = make.panel()
        member = make.person(Role.MEMBER, panel, email="member@example.org", language="en")
        member.password_hash = passwords.hashed(PASSWORD, quick=True)
        made = make.proposal(make.cycle(panel, Phase.DISCUSSION))
        db.commit()
        return made.id


def test_a_member_signs_in_and_comments_by_keys_alone(proposal: int, window: Callable[..., Page]) -> None:
    member = Keys(window())
    member.open("/account/sign-in")
    if member.page.evaluate("document.activeElement.name") != "email":
        member.to("[name=email]")
    member.page.keyboard.type("member@example.org")
    member.type_into("[name=password]", PASSWORD)
    member.enter("main button[type=submit]")
    member.enter("a[href$='/proposals']")
    member.enter(f"a[href='/proposals/{proposal}']")
    member.to("[name=type]")
    member.page.keyboard.press("ArrowRight")
    member.page.keyboard.press("Space")
    member.type_into("[name=body]", "Where would it be tested?")
    member.enter("#comment-form button[type=submit]")
    expect(member.page.locator(".comment-body")).to_have_text("Where would it be tested?")

"""The site as a person works it: one class, one method for each thing that is done, named as they would say it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

PASSWORD = "correct horse battery"


class Desk:
    """One person at one browser, reading English."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, name: str) -> None:
        """Press the button or follow the button-like link of exactly this name."""
        button = self.page.get_by_role("button", name=name, exact=True)
        self.send(button.or_(self.page.get_by_role("link", name=name, exact=True)).first)  # whichever a script shows

    def confirm(self) -> None:
        """Press the first button of the page's own form."""
        self.send(self.page.locator("main form[method=post] button[type=submit]").first)

    def press_first(self) -> None:
        """Press what the page offers first: its one primary button."""
        self.send(self.page.locator(".button-primary:visible").first)

    def answer_all(self, mark: str) -> None:
        """Give every question of the sheet one mark."""
        for radio in self.page.locator(f"#sheet input[type=radio][value='{mark}']").all():
            radio.check(force=True)

    def send(self, pressed: Locator) -> None:
        """Press what leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            pressed.click()

    def open(self, path: str) -> None:
        """Go to an address of the site; it must answer."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def fill(self, **values: str) -> None:
        """Type into fields by their names, unfolding what is folded away."""
        for name, value in values.items():
            field = self.page.locator(f"[name={name}]:not([type=hidden])").first
            folded = field.locator("xpath=ancestor::details[not(@open)]/summary")
            if folded.count():
                folded.first.click()
            field.fill(value)

    def choose(self, name: str, value: str) -> None:
        """Choose a radio button by its value, as its label is pressed."""
        self.page.locator(f"input[name={name}][value='{value}']").check(force=True)

    def reads(self, text: str) -> None:
        """What must now be on the page."""
        expect(self.page.locator("body")).to_contain_text(text)

    @property
    def number(self) -> int:
        """The first number in the address: the key of the thing the page is about."""
        found = re.search(r"/(\d+)", urlsplit(self.page.url).path)
        assert found, self.page.url
        return int(found[1])

    # ---- Accounts ----

    def found_panel(self, first_link: str) -> None:
        """Make the first panel of an empty site, and its secretariat account."""
        self.open(first_link)
        self.fill(
            panel_ja="有識者会議",
            panel_en="Expert Panel",
            family_name="事務局",
            email="office@example.org",
            password=PASSWORD,
        )
        self.confirm()

    def set_password(self, link: str, password: str) -> None:
        """Use a one-time link."""
        self.page.goto(link)
        self.fill(password=password)
        self.confirm()
        self.open("/account")
        if self.page.locator("html").get_attribute("lang") == "ja":
            self.press("English")

    def invite(self, cycle: int, *, role: str, family_name: str, email: str) -> str:
        """Invite somebody with a role and take the one-time link that is shown."""
        self.open(f"/cycles/{cycle}/people/invite")
        self.fill(family_name=family_name, email=email, name_en=family_name)
        self.choose("role", role)
        self.choose("language", "en")
        self.confirm()
        return self.page.locator("#link").input_value()

    def link_for(self, cycle: int, name: str) -> str:
        """Make a new one-time link for somebody on the roster."""
        self.open(f"/cycles/{cycle}/people")
        self.page.get_by_role("row").filter(has_text=name).locator("a[href$='/link']").click()
        self.confirm()
        return self.page.locator("#link").input_value()

    # ---- The work ----

    def import_members(self, cycle: int, file: Path) -> None:
        """Look at a file of members, then bring all of it in."""
        self.open(f"/cycles/{cycle}/import/members")
        self.page.locator("input[type=file]").set_input_files(file)
        self.press("Look at the file")
        self.press("Bring in all of it")

    def advance(self, cycle: int) -> None:
        """Begin the next phase."""
        self.open(f"/cycles/{cycle}/advance")
        self.confirm()

    def propose(self, cycle: int, **texts: str) -> int:
        """Write a proposal and submit it."""
        self.open(f"/cycles/{cycle}/proposals/new")
        self.choose("kind", "technology")
        self.fill(title_ja=texts["title_ja"], title_en=texts["title_en"])
        self.press("Create the draft")
        proposal = self.number
        self.fill(summary_ja=texts["summary_ja"], actions_ja=texts["actions_ja"])
        self.press("Go on to submit")
        self.page.locator("[name=unclassified]").check(force=True)
        self.press("Submit")
        return proposal

    def comment(self, proposal: int, body: str) -> None:
        """Add a question to a proposal."""
        self.open(f"/proposals/{proposal}")
        self.choose("type", "question")
        self.fill(body=body)
        self.send(self.page.locator("form:has([name=body]) button[type=submit]").first)
        self.reads(body)

    def open_round(self, cycle: int, deadline: str) -> None:
        """Open a round until a moment in Japan time."""
        self.open(f"/cycles/{cycle}/rounds/open")
        self.fill(closes_at=deadline)
        self.confirm()

    def score(self, round_: int, proposal: int, mark: int, reason: str) -> None:
        """Give every question of a sheet the same mark, with a reason, and record it."""
        self.open(f"/rounds/{round_}/proposals/{proposal}/score")
        self.answer_all(str(mark))
        self.choose("confidence", "high")
        self.fill(reason=reason)
        self.press("Submit")
        self.reads("Receipt")

    def decide(self, proposal: int, tier: str, reason: str, departure: str = "") -> None:
        """Record a decision in the words the form starts with."""
        self.open(f"/proposals/{proposal}/decision")
        self.choose("tier", tier)
        self.fill(reason=reason, departure_reason=departure)
        self.confirm()

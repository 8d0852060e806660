"""A passkey in a real browser, from a device made of software: set up, used alone, used as proof, and refused."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, expect

from panel import clock, passwords
from panel.models.cycles import Panel
from panel.models.people import Membership, Person, Role
from tests.browser.pages import Desk

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery staple"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(site: SimpleNamespace) -> str:
    """The site by a name, because passkeys know no numbers; its chair must have a second factor."""
    address = f"http://localhost:{urlsplit(site.url).port}"
    running = site.app.extensions["panel"]
    settings = replace(site.settings, base_url=address, second_factor="officers")
    site.app.extensions["panel"] = replace(running, settings=settings)
    with site.database.transaction(write=True) as db:
        now = clock.now()
        panel = Panel(title_ja="有識者会議", title_en="Expert Panel", created_at=now)
        hashed = passwords.hashed(PASSWORD, quick=True)
        chair = Person(
            email="chair@example.org", family_name="座長", language="en", password_hash=hashed, created_at=now
        )
        db.add_all([panel, chair])
        db.flush()
        db.add(Membership(panel_id=panel.id, person_id=chair.id, role=Role.CHAIR, since_at=now))
        db.commit()
    return address


def _with_device(page: Page) -> tuple[CDPSession, str]:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    return devices, devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


def test_a_passkey_is_set_up_and_then_enough(home: str, window: Callable[..., Page]) -> None:
    page = window()
    chair = Desk(page)
    devices, device = _with_device(page)
    page.goto(f"{home}/account/sign-in")
    chair.fill(email="chair@example.org", password=PASSWORD)
    chair.press("Sign in to Panel")
    chair.reads("Your role asks for a second factor")
    chair.press("Add a passkey")
    chair.press("Make a passkey")
    chair.press("Show the codes")
    expect(page.locator("#codes li")).to_have_count(10)
    chair.press("I have kept them; go on")
    page.goto(f"{home}/account")
    chair.press("Sign out")

    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    chair.reads("No passkey was shown")
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    chair.press("Sign in with a passkey")
    expect(page).to_have_url(f"{home}/")
    page.goto(f"{home}/account/prove?next=/account")
    chair.press("Use my passkey")
    chair.reads("Where you are signed in")


def test_on_a_site_known_by_a_number_no_passkey_is_offered(site: SimpleNamespace, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(f"{site.url}/account/sign-in")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)

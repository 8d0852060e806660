"""When Chromium has drawn the largest thing of a page, and how much moved meanwhile; each time with an empty cache."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext

from tests.chromium import running_chromium

WINDOW = {"width": 1280, "height": 900}
SETTLED_MS = 300  # after the page has loaded: late shifts are shifts, too
_OBSERVED = """async (settled) => {
  const seen = { largest: 0, shift: 0 };
  new PerformanceObserver((list) => { for (const one of list.getEntries()) seen.largest = one.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => { for (const one of list.getEntries()) seen.shift += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  await new Promise((resolve) => setTimeout(resolve, settled));
  return seen;
}"""


@dataclass(frozen=True)
class Painted:
    """Milliseconds to the largest contentful paint, and the sum of the layout shifts."""

    largest: float
    shift: float


Look = Callable[[str | None, str, str], Painted]


@contextmanager
def painting(url: str) -> Iterator[Look]:
    """look(mailbox, password, address): a page as somebody opens it for the first time; nobody without a mailbox."""
    with running_chromium() as browser:
        cookies: dict[str | None, list[object]] = {None: []}

        def look(mailbox: str | None, password: str, address: str) -> Painted:
            if mailbox not in cookies:
                cookies[mailbox] = _signed_in(browser, url, f"{mailbox}@example.org", password)
            with _window(browser, url) as context:
                context.add_cookies(cookies[mailbox])  # type: ignore[arg-type]
                page = context.new_page()
                page.goto(address)
                return Painted(**page.evaluate(_OBSERVED, SETTLED_MS))

        yield look


@contextmanager
def _window(browser: Browser, url: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=url, viewport=WINDOW, locale="ja-JP")  # type: ignore[arg-type]
    yield context
    context.close()


def _signed_in(browser: Browser, url: str, email: str, password: str) -> list[object]:
    with _window(browser, url) as context:
        page = context.new_page()
        page.goto("/account/sign-in")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", password)
        with page.expect_navigation():
            page.press("input[name=password]", "Enter")
        return list(context.cookies())

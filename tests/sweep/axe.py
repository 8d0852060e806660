"""axe-core in a page, under the site's own content policy; and our own measurements that need a laid-out page."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.sweep.checks import Complaint
from tests.sweep.chromium import DESK, NARROW

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Beside "light", which is held against every rule: what a scheme can change, and how it is put on.
SCHEMES: dict[str, tuple[str, ...]] = {
    "light": (),
    "dark": ("color-contrast", "link-in-text-block"),
    "forced": ("color-contrast",),
    "320": ("target-size", "scrollable-region-focusable", "color-contrast", "label", "button-name", "link-name"),
}
_OWN = Path(__file__).with_name("measure.js")


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@cache
def _own() -> str:
    return _OWN.read_text(encoding="utf-8")


def put_on(page: Page, scheme: str) -> None:
    """Change how the page that is open is shown."""
    page.set_viewport_size(NARROW if scheme == "320" else DESK)  # type: ignore[arg-type]
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", forced_colors="active" if scheme == "forced" else "none"
    )


def measured(page: Page, scheme: str, *, focus: bool = False) -> Iterator[Complaint]:
    """Every rule the open page breaks in a scheme; `focus` walks every tab stop, too."""
    put_on(page, scheme)
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())
    yield from _axe(page, SCHEMES[scheme])
    yield from (tuple(found) for found in page.evaluate(_own(), {"narrow": scheme == "320", "focus": focus}))


def _axe(page: Page, rules: tuple[str, ...]) -> Iterator[Complaint]:
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(TAGS)}
    options = {"runOnly": only, "resultTypes": ["violations"], "preload": False}
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(document, options).then(r => r.violations)", options
    )
    for violation in found:
        for node in violation["nodes"]:
            seen = " ".join(node["failureSummary"].split())
            yield violation["id"], str(node["target"][-1]), f"{seen} | {node['html'][:160]}"

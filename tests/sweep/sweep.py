"""The sweep itself: draws every document, asks each of its HTML, and measures each kind of page once in a browser."""

import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator

from tests.chromium import running_chromium
from tests.sweep.axe import SCHEMES, measured
from tests.sweep.checks import complaints
from tests.sweep.chromium import Screen, screen
from tests.sweep.documents import Document, Drawn, Wanted, drawn
from tests.sweep.findings import Finding, Swept
from tests.sweep.tree import Element, parsed
from tests.sweep.worlds import Full, Shown, opened

# Attributes that change how a page is laid out or spoken; values of all others differ from thing to thing.
_TELLING = {"class", "type", "role", "lang", "colspan", "rowspan", "open", "hidden", "disabled", "checked", "popover"}


class Sweep:
    """One pass. `schemes` are those that a page is measured in; `focus` walks the tab stops; `tell` is told at once."""

    def __init__(
        self,
        schemes: Iterable[str] = SCHEMES,
        *,
        focus: bool = True,
        tell: Callable[[str], object] = lambda _line: None,
    ) -> None:
        self.schemes, self.focus, self.tell = tuple(schemes), focus, tell
        self.swept = Swept()
        self._known: set[str] = set()
        self._told: set[tuple[str, str]] = set()
        self._titles: dict[tuple[str, ...], dict[str, Document]] = {}

    def take(self, pages: Iterable[Drawn], screen: Screen) -> None:
        """Hold each page against every rule."""
        for page in pages:
            self._take(page, screen)

    def _take(self, page: Drawn, screen: Screen) -> None:
        document = page.document
        self.swept.documents[document.state, document.language, document.role] += 1
        if document.state != "closed":
            self.swept.drawn.add(document.endpoint)
        if page.status == 500:
            self._complain(document, "html", [("crash", "html", f"answered with {page.status}")])
            return
        tree = parsed(page.html)
        known = hashlib.sha256(_words(tree).encode()).hexdigest()
        if known not in self._known:
            self._known.add(known)
            self._complain(document, "html", complaints(page, tree))
        self._complain(document, "html", self._title_again(document, tree))
        kind = hashlib.sha256(shape(tree).encode()).hexdigest()
        if kind not in self._known:
            self._known.add(kind)
            self._measure(screen, page)

    def _title_again(self, document: Document, tree: Element) -> Iterator[tuple[str, str, str]]:
        """Two pages of one cycle have two titles."""
        if document.state not in ("normal", "empty") or document.method != "GET":
            return
        titles = self._titles.setdefault((document.place, document.subject, document.language), {})
        title = next(one.text.strip() for one in tree.all() if one.tag == "title")
        other = titles.setdefault(title, document)
        if other.endpoint != document.endpoint:
            yield "unique-title", "title", f"{title!r} is also that of {other.endpoint}"

    def _measure(self, screen: Screen, page: Drawn) -> None:
        self.swept.n_measured += 1
        opened = screen.show(page)
        for scheme in self.schemes:
            self._complain(
                page.document, scheme, measured(opened, scheme, focus=self.focus and scheme in ("light", "320"))
            )
        self._complain(page.document, "light", (("browser", "html", text) for text in screen.complaints))

    def _complain(self, document: Document, scheme: str, found: Iterable[tuple[str, str, str]]) -> None:
        for one in found:
            finding = Finding(document, scheme, *one)
            self.swept.findings.append(finding)
            if finding.kind not in self._told:
                self._told.add(finding.kind)
                self.tell(f"{finding}\n")


def _words(tree: Element) -> str:
    """All that is said and marked on a page, without form tokens."""
    return f"{shape(tree, collapsed=False)}\n" + re.sub(r"\d+", "0", "\n".join(text for _where, text in tree.runs()))


def shape(element: Element, *, collapsed: bool = True) -> str:
    """How a page is built, without its words: pages of one shape are measured once.

    Rows and cards that repeat the shape of the one before count once.
    """
    parts: list[str] = []
    for child in element.children:
        if isinstance(child, Element):
            inner = shape(child, collapsed=collapsed)
            if not (collapsed and parts and parts[-1] == inner):
                parts.append(inner)
        elif child.strip() and (not parts or parts[-1] != "t"):
            parts.append("t")
    told = "".join(f" {name}={value}" for name, value in sorted(element.attributes.items()) if name in _TELLING)
    return f"<{element.tag}{told}>{''.join(parts)}"


def _tell(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def swept(wanted: Wanted, schemes: tuple[str, ...]) -> Swept:
    """One share of the whole sweep."""
    sweep = Sweep(schemes, tell=_tell)
    with running_chromium() as browser:
        for kind in (Full, Shown):
            with opened(kind) as world, screen(browser, world.app) as shown:
                sweep.swept.asked |= {rule.endpoint for rule in wanted.rules(world)}
                sweep.take(drawn(world, wanted), shown)
    return sweep.swept

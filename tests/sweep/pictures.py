"""`python -m tests.sweep.pictures`: every page and state as a picture, in both languages, on a desk and on a phone."""

import html
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import ViewportSize
from werkzeug.routing import Rule

from panel.config import ROOT
from panel.web.language import LANGUAGES
from tests.chromium import running_chromium
from tests.sweep.chromium import Screen, screen
from tests.sweep.documents import Drawn, Wanted, again
from tests.sweep.once import closed, empty, first_answers, once
from tests.sweep.worlds import Full, Readable, Shown, opened

FOLDER = ROOT / "pictures"
SIZES: dict[str, ViewportSize] = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 375, "height": 800}}
_STYLE = (
    "body{font:16px sans-serif}figure{display:inline-block;margin:8px;vertical-align:top}img{border:1px solid #888}"
)


def taken(wanted: Wanted) -> list[Path]:
    """Take every picture; the files sort by room, page, state, language and size."""
    files: list[Path] = []
    FOLDER.mkdir(exist_ok=True)
    with running_chromium() as browser, ExitStack() as stack:
        shown, full = (stack.enter_context(opened(kind)) for kind in (Shown, Full))
        windows = {world: stack.enter_context(screen(browser, world.app)) for world in (shown, full)}
        for rule in wanted.rules(full):
            for world, page in _pages(shown, full, rule):
                if wanted.takes(page.document):
                    files += _pictures(windows[world], world, page)
    return files


def _pages(shown: Shown, full: Full, rule: Rule) -> Iterator[tuple[Readable, Drawn]]:
    """The page of a rule in the example, or else in a cycle of the right phase; then its other states."""
    found = once([shown, full], rule, "ja")
    if found is None:
        return
    world, page = found
    yield world, page
    for answer in first_answers(world, page):
        yield world, answer
    for other in (empty(full, rule, "ja"), closed(full, rule, "ja")):
        if other is not None:
            yield full, other


def _pictures(window: Screen, world: Readable, page: Drawn) -> Iterator[Path]:
    for language in LANGUAGES:
        drawn = page if page.document.language == language else again(world, page, language)
        if drawn is None:
            continue
        opened_page = window.show(drawn)
        for size, viewport in SIZES.items():
            opened_page.set_viewport_size(viewport)
            path = FOLDER / f"{_name(page)}.{language}.{size}.png"
            opened_page.screenshot(path=path, full_page=True)
            yield path


def _name(page: Drawn) -> str:
    """The room and the view; of a state also which form answered, for a page may have several."""
    document = page.document
    form = document.address.partition("?")[0].rpartition("/")[2] if document.method == "POST" else ""
    return ".".join(part for part in (document.endpoint, document.state, form if not form.isdigit() else "") if part)


def contact_sheets(files: list[Path]) -> None:
    """One sheet a room, with a first page that leads to them."""
    rooms: dict[str, list[Path]] = {}
    for path in sorted(set(files)):
        rooms.setdefault(path.name.partition(".")[0], []).append(path)
    for room, paths in rooms.items():
        _sheet(FOLDER / f"{room}.html", room, "".join(map(_figure, paths)))
    links = (f'<li><a href="{room}.html">{room}</a> ({len(paths)})</li>' for room, paths in rooms.items())
    _sheet(FOLDER / "index.html", "Pictures", f"<ul>{''.join(links)}</ul>")


def _figure(path: Path) -> str:
    name, width = html.escape(path.name), 480 if ".desk." in path.name else 180
    picture = f'<a href="{name}"><img src="{name}" width="{width}" alt=""></a>'
    return f"<figure>{picture}<figcaption>{name}</figcaption></figure>"


def _sheet(path: Path, title: str, body: str) -> None:
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    path.write_text(f"{head}<h1>{title}</h1>{body}", encoding="utf-8")


def main() -> None:
    """All pictures, or those of one room, page or address named as the only argument."""
    files = taken(Wanted(only=sys.argv[1] if len(sys.argv) > 1 else ""))
    contact_sheets([*files, *FOLDER.glob("*.png")])
    sys.stdout.write(f"{len(files)} pictures in {FOLDER}; open index.html there\n")


if __name__ == "__main__":
    main()

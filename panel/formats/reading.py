"""A document as pages to read on a screen: chapters, long ones cut where one can pause, none too heavy."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from panel.calc.document import Block, Document, Figure, Language, Leaf, Section, Table, Text
from panel.formats.html import blocks_as_html, cover_as_html

BUDGET: Final = 44_000
"""So many bytes of markup a page holds at most; with the frame around it that stays below 75 kB."""
_LEVEL: Final = 2
_DRAWING_FROM, _DRAWING_A_ROW = 2_500, 420
"""About what a drawing weighs, by the rows of its numbers: to draw it in order to know would take longer."""
LAST: Final = 9_999
"""A number beyond every page: it is read as that of the last one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the outline: where it leads, how deep it stands, and whether the page shows it."""

    key: str
    heading: Text
    level: int
    current: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A neighbouring page: its chapter (none for the title page), its number in it or `LAST`, and what it is called."""

    chapter: str | None
    page: int
    heading: Text


@dataclass(frozen=True, slots=True)
class Reading:
    """One page of a document, and what leads to the others. `chapter` is None for the title page."""

    chapter: str | None
    heading: Text
    page: int
    n_pages: int
    outline: tuple[Line, ...]
    before: Step | None
    after: Step | None


def opened(document: Document, language: Language, key: str | None, page: int) -> tuple[Reading, str] | None:
    """The page asked for with its markup: the title page without a key, else of a chapter or one of its sections.

    A number that is no page of the chapter is read as the nearest that is one; 0 as the one where the section stands.
    None for a key that names no section.
    """
    if key is None:
        return _title_page(document), cover_as_html(document, language)
    chapter = _chapter_with(document, key)
    if chapter is None:
        return None
    pages = cut(chapter, language)
    number = min(page, len(pages)) or _place_of(pages, key)
    shown = pages[number - 1]
    before, after = _neighbours(document, chapter, number, len(pages))
    outline = tuple(_outline(document, chapter, shown))
    reading = Reading(chapter.key, chapter.heading, number, len(pages), outline, before, after)
    return reading, blocks_as_html((shown,), language, 1)


def _title_page(document: Document) -> Reading:
    first = document.sections[:1]
    after = Step(first[0].key, 1, first[0].heading) if first else None
    lines = tuple(Line(chapter.key, chapter.heading, 1) for chapter in document.sections)
    return Reading(None, document.title, 1, 1, lines, None, after)


def _chapter_with(document: Document, key: str) -> Section | None:
    """The chapter of this key, or the one in which a section of this key stands."""
    return next((chapter for chapter in document.sections if key in _keys((chapter,))), None)


def _neighbours(document: Document, chapter: Section, number: int, n_pages: int) -> tuple[Step, Step | None]:
    """Where reading came from, and where it goes on: other pages of the chapter first."""
    place = document.sections.index(chapter)
    if number > 1:
        before = Step(chapter.key, number - 1, chapter.heading)
    elif place:
        earlier = document.sections[place - 1]
        before = Step(earlier.key, LAST, earlier.heading)
    else:
        before = Step(None, 1, document.title)
    if number < n_pages:
        return before, Step(chapter.key, number + 1, chapter.heading)
    later = document.sections[place + 1 : place + 2]
    return before, Step(later[0].key, 1, later[0].heading) if later else None


def _outline(document: Document, chapter: Section, shown: Section) -> Iterator[Line]:
    """Every chapter; of the one that is open its sections, and of those on the page what stands in them."""
    on_page = frozenset(_keys((shown,)))
    for one in document.sections:
        yield Line(one.key, one.heading, 1, one is chapter)
        if one is chapter:
            yield from _inner(one, on_page)


def _inner(chapter: Section, on_page: frozenset[str]) -> Iterator[Line]:
    for section in (block for block in chapter.blocks if isinstance(block, Section)):
        yield Line(section.key, section.heading, 2, section.key in on_page)
        if section.key in on_page:
            for inner in (block for block in section.blocks if isinstance(block, Section)):
                yield Line(inner.key, inner.heading, 3, inner.key in on_page)


def cut(chapter: Section, language: Language, budget: int = BUDGET) -> tuple[Section, ...]:
    """The chapter as pages in reading order: each repeats the headings above what it holds, and no key stands twice
    on one page. What cannot be divided, such as one figure, is a page of its own however heavy it is.
    """
    return tuple(_pages(chapter, _Scale(language, budget)))


def _place_of(pages: Sequence[Section], key: str) -> int:
    """The number, from 1, of the first page on which a section of this key stands; 1 where it stands on none."""
    return next((number for number, page in enumerate(pages, 1) if key in _keys((page,))), 1)


def _keys(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Section):
            yield block.key
            yield from _keys(block.blocks)


class _Scale:
    """Weighs blocks as the markup they become, each part once."""

    def __init__(self, language: Language, budget: int) -> None:
        self.language = language
        self.budget = budget
        self.known: dict[int, int] = {}  # by identity: the blocks of a document outlive its cutting

    def weigh(self, block: Block) -> int:
        found = self.known.get(id(block))
        if found is None:
            found = self.known[id(block)] = self._weighed(block)
        return found

    def _weighed(self, block: Block) -> int:
        if isinstance(block, Section):
            heading = replace(block, blocks=())
            return self._markup(heading) + sum(map(self.weigh, block.blocks))
        return self._markup(block)

    def _markup(self, block: Block) -> int:
        if isinstance(block, Figure):
            return self._markup(block.table) + _DRAWING_FROM + _DRAWING_A_ROW * len(block.table.rows)
        return len(blocks_as_html((block,), self.language, _LEVEL).encode())

    def too_heavy(self, block: Block) -> bool:
        return self.weigh(block) > self.budget


def _pages(section: Section, scale: _Scale) -> Iterator[Section]:
    """The section whole, or pieces of it filled one after the other."""
    if not scale.too_heavy(section):
        yield section
        return
    gathered: list[Block] = []
    held = 0
    for block in _lighter(section.blocks, scale):
        weight = scale.weigh(block)
        if gathered and held + weight > scale.budget:
            yield replace(section, blocks=tuple(gathered))
            gathered, held = [], 0
        gathered.append(block)
        held += weight
    yield replace(section, blocks=tuple(gathered))


def _lighter(blocks: Iterable[Block], scale: _Scale) -> Iterator[Block]:
    """The blocks, with those divided that are too heavy for one page."""
    for block in blocks:
        if isinstance(block, Section):
            yield from _pages(block, scale)
        else:
            yield from _leaves(block, scale)


def _leaves(block: Leaf, scale: _Scale) -> Iterator[Leaf]:
    """A long table as several, each with its head; anything else as it is."""
    if not isinstance(block, Table) or len(block.rows) < 2 or not scale.too_heavy(block):
        yield block
        return
    n_pieces = -(-scale.weigh(block) // scale.budget)
    size = -(-len(block.rows) // n_pieces)
    starts = range(0, len(block.rows), size)
    for start in starts:
        rows = block.rows[start : start + size]
        caption = _counted(block.caption, start, len(rows), len(block.rows))
        note = block.note if start == starts[-1] else Text()
        yield replace(block, caption=caption, rows=rows, note=note)


def _counted(caption: Text, start: int, n: int, whole: int) -> Text:
    first, last = start + 1, start + n
    return Text(
        f"{caption.japanese}（{whole}行のうち{first}～{last}行目）",
        f"{caption.english} (rows {first} to {last} of {whole})",
    )

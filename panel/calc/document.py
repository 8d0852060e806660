"""The report as data: one tree of words, tables and figures that every format renders and nobody rewrites."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

_JAPANESE: Final = re.compile("[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class Language(StrEnum):
    """What the reader asked for; ``both`` is one document with the Japanese first."""

    JA = "ja"
    EN = "en"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words in one known language (``ja`` or ``en``)."""

    words: str
    language: Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words in Japanese and English; where one is missing the other stands in, marked as what it is."""

    ja: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.ja or self.en)

    @property
    def japanese(self) -> str:
        """The words inside a Japanese sentence."""
        return self.ja or self.en

    @property
    def english(self) -> str:
        """The words inside an English sentence."""
        return self.en or self.ja

    def spoken(self, language: Language) -> tuple[Spoken, ...]:
        """The words a reader of ``language`` gets: none, one, or Japanese then English."""
        japanese = (Spoken(self.ja, "ja"),) if self.ja else ()
        english = (Spoken(self.en, "en"),) if self.en else ()
        if language is Language.JA or (language is Language.BOTH and self.ja == self.en):
            return japanese or english
        if language is Language.EN:
            return english or japanese
        return japanese + english

    def plain(self, language: Language, between: str = " / ") -> str:
        """The same words as one string, for cells, file properties and alternative texts."""
        return between.join(spoken.words for spoken in self.spoken(language))


def unmarked(words: str) -> Text:
    """Words whose writer named no language: Japanese where they hold a kana or a Chinese character."""
    return Text(ja=words) if _JAPANESE.search(words) else Text(en=words)


def same(words: str) -> Text:
    """A text that needs no translation: a number, a code, a hash."""
    return Text(words, words)


NOTHING = Text()

Cell = Text | int | float | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One typed column; ``decimals`` counts for numbers, ``width`` is relative to its neighbours.

    A ``chance`` is a share from 0 to 1: a percentage, on paper never one that is certain. A column that is not
    ``printed`` completes the rows where they are data (CSV, workbook, JSON); paper and screen say the same elsewhere.
    """

    title: Text
    kind: Literal["text", "number", "chance", "date"] = "text"
    decimals: int = 0
    width: float = 1.0
    printed: bool = True

    @property
    def is_numeric(self) -> bool:
        """Whether its cells are numbers, to be lined up on the right."""
        return self.kind in ("number", "chance")


@dataclass(frozen=True, slots=True)
class Table:
    """Typed rows under one header.

    Tables of one ``kind`` have the same columns and share a sheet in a workbook.
    """

    kind: str
    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text = NOTHING

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"table {self.kind}: {len(row)} cells under {len(self.columns)} columns")


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """One chart as SVG text, for each choice of language; two that look the same are equal."""

    ja: str
    en: str
    both: str

    def of(self, language: Language) -> str:
        """The drawing for one choice of language."""
        drawn: str = getattr(self, language.value)
        return drawn

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawing) and all(self.of(language) == other.of(language) for language in Language)

    def __hash__(self) -> int:
        return hash(tuple(self.of(language) for language in Language))


class DrawnLater(Drawing):
    """A drawing that is made when it is first asked for: a reader of one page does not wait for the charts of all."""

    __slots__ = ("_draw",)
    _draw: Callable[[Language], str]

    def __init__(self, draw: Callable[[Language], str]) -> None:
        object.__setattr__(self, "_draw", draw)

    def __getattr__(self, name: str) -> str:
        """Only asked for what has not been drawn yet."""
        if name not in tuple(Language):
            raise AttributeError(name)
        drawn = self._draw(Language(name))
        object.__setattr__(self, name, drawn)
        return drawn


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, the sentence that states its finding, and the numbers it was drawn from.

    The chart prints its numbers, so paper shows it alone; screen and workbook keep the table beside it.
    """

    drawing: Drawing
    caption: Text
    alt: Text
    table: Table


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: body text, a small note, a notice nobody may overlook, or adopted wording."""

    text: Text
    kind: Literal["body", "note", "notice", "wording"] = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, numbered or not."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Definitions:
    """Terms and what they say, side by side."""

    rows: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; its level is its depth, its ``key`` names it for links.

    One that ``opens_page`` starts a new page where there are pages.
    """

    key: str
    number: Text
    title: Text
    blocks: "tuple[Block, ...]"
    opens_page: bool = False

    @property
    def heading(self) -> Text:
        """Number and title as they are printed."""
        ja, en = self.number.ja, self.number.en
        return Text(f"{ja} {self.title.japanese}".strip(), f"{en} {self.title.english}".strip())


Leaf = Paragraph | Bullets | Definitions | Table | Figure
Block = Section | Leaf


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report; every export carries ``dated_on``, so the same report gives the same bytes.

    ``tidy`` is the kind of the table that holds every result, one row for each: what CSV exports.
    """

    title: Text
    subtitle: Text
    publisher: Text
    dated_on: date
    date_words: Text
    cover: tuple[tuple[Text, Text], ...]
    notice: Text
    snapshot: str
    tidy: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of the outline: level 1 for chapters."""

    level: int
    section: Section


def outline(document: Document, depth: int = 2) -> tuple[Heading, ...]:
    """Headings down to ``depth``, in reading order."""
    return tuple(heading for heading in _headings(document.sections, 1) if heading.level <= depth)


def _headings(blocks: tuple[Block, ...], level: int) -> Iterator[Heading]:
    for block in blocks:
        if isinstance(block, Section):
            yield Heading(level, block)
            yield from _headings(block.blocks, level + 1)


def tables(document: Document) -> tuple[Table, ...]:
    """Every table and every figure's numbers, in reading order."""
    return tuple(_tables(document.sections))


def _tables(blocks: tuple[Block, ...]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _tables(block.blocks)
        elif isinstance(block, Table):
            yield block
        elif isinstance(block, Figure):
            yield block.table

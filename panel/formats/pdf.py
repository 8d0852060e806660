"""The document as a tagged PDF: laid out here as plain values, set by the template beside this file."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from panel.calc.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Definitions,
    Document,
    Figure,
    Language,
    Leaf,
    Paragraph,
    Section,
    Spoken,
    Table,
    Text,
)
from panel.formats import typeset
from panel.formats.glyphs import showable
from panel.formats.printed import CONTENTS, FIGURE, TABLE, printed_columns, spoken, spoken_language

Plain = dict[str, Any]


def render(document: Document, language: Language) -> bytes:
    """PDF/UA-1 with the fonts embedded; the same document gives the same bytes."""
    return typeset.pdf("report.typ", {"report": json.dumps(_report(document, language))}, document.dated_on)


def _report(document: Document, language: Language) -> Plain:
    day = document.dated_on
    return {
        "language": spoken_language(language),
        "title": _text(document.title, language),
        "plain_title": showable(document.title.plain(language)),
        "publisher": showable(document.publisher.plain(language)),
        "subtitle": _text(document.subtitle, language),
        "date": [day.year, day.month, day.day],
        "date_words": _text(document.date_words, language),
        "cover": _pairs(document.cover, language),
        "notice": _text(document.notice, language),
        "contents": showable(CONTENTS.plain(language)),
        "figure": FIGURE.spoken(language)[0].words,
        "table": TABLE.spoken(language)[0].words,
        "blocks": list(_blocks(document.sections, language, 1)),
    }


def _blocks(blocks: Iterable[Block], language: Language, level: int) -> Iterator[Plain]:
    """Headings and blocks in one row, because depth is a property of the heading."""
    for block in blocks:
        if isinstance(block, Section):
            text = _text(block.heading, language)
            yield {"kind": "heading", "level": level, "text": text, "opens_page": block.opens_page}
            yield from _blocks(block.blocks, language, level + 1)
        else:
            yield _leaf(block, language)


def _leaf(block: Leaf, language: Language) -> Plain:
    match block:
        case Paragraph():
            return {"kind": block.kind, "text": _text(block.text, language)}
        case Bullets():
            items = [_text(item, language) for item in block.items]
            return {"kind": "bullets", "ordered": block.ordered, "items": items}
        case Definitions():
            return {"kind": "definitions", "rows": _pairs(block.rows, language)}
        case Table():
            return {"kind": "table", **_table(block, language)}
        case Figure():
            return {
                "kind": "figure",
                "svg": showable(block.drawing.of(language)),
                "alt": showable(block.alt.plain(language)),
                "caption": _text(block.caption, language),
            }


def _table(table: Table, language: Language) -> Plain:
    shown = [(index, table.columns[index]) for index in printed_columns(table)]
    return {
        "caption": _text(table.caption, language),
        "note": _text(table.note, language),
        "widths": [column.width for _, column in shown],
        "numeric": [column.is_numeric for _, column in shown],
        "header": [_text(column.title, language) for _, column in shown],
        "rows": [[_cell(row[index], column, language) for index, column in shown] for row in table.rows],
    }


def _pairs(rows: Iterable[tuple[Text, Text]], language: Language) -> list[list[list[list[str]]]]:
    return [[_text(term, language), _text(text, language)] for term, text in rows]


def _text(text: Text, language: Language) -> list[list[str]]:
    return _parts(text.spoken(language))


def _cell(cell: Cell, column: Column, language: Language) -> list[list[str]]:
    return _parts(spoken(cell, column, language))


def _parts(parts: Iterable[Spoken]) -> list[list[str]]:
    return [[part.language, showable(part.words)] for part in parts]

"""The document as Markdown, for those who edit text: everything a writer typed comes through literally."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from panel.calc.document import (
    Block,
    Bullets,
    Definitions,
    Document,
    Figure,
    Language,
    Leaf,
    Paragraph,
    Section,
    Table,
    Text,
)
from panel.formats.printed import printed_columns, words

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_LINE_START: Final = re.compile(r"^([^\S\n]*)([-+=]|\d+[.)])", re.MULTILINE)


def render(document: Document, language: Language) -> bytes:
    """UTF-8 text; charts are given by the sentence that states their finding and the table of their numbers."""
    return ("\n\n".join(_document(document, language)) + "\n").encode()


def _document(document: Document, language: Language) -> Iterator[str]:
    yield f"# {_line(document.title, language)}"
    yield _line(document.subtitle, language)
    yield _line(document.date_words, language)
    yield from _definitions(document.cover, language)
    if document.notice:
        yield f"**{_line(document.notice, language)}**"
    yield from _blocks(document.sections, language, 2)


def _blocks(blocks: Iterable[Block], language: Language, level: int) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Section):
            yield f"{'#' * min(level, 6)} {_line(block.heading, language)}"
            yield from _blocks(block.blocks, language, level + 1)
        else:
            yield from _leaf(block, language)


def _leaf(block: Leaf, language: Language) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from _paragraph(block, language)
        case Bullets():
            mark = "1." if block.ordered else "-"
            yield "\n".join(f"{mark} {_line(item, language)}" for item in block.items)
        case Definitions():
            yield from _definitions(block.rows, language)
        case Figure():
            yield f"**{_line(block.caption, language)}** {_line(block.alt, language)}"
            yield _table(block.table, language)
        case Table():
            yield f"**{_line(block.caption, language)}**"
            yield _table(block, language)
            if block.note:
                yield _line(block.note, language)


def _paragraph(block: Paragraph, language: Language) -> Iterator[str]:
    for part in block.text.spoken(language):
        lines = _escaped(part.words).replace("\n", "  \n")
        if block.kind == "wording":
            yield "> " + lines.replace("\n", "\n> ")
        else:
            yield f"**{lines}**" if block.kind == "notice" else lines


def _definitions(rows: Iterable[tuple[Text, Text]], language: Language) -> Iterator[str]:
    yield "\n".join(f"- **{_line(term, language)}**: {_line(text, language)}" for term, text in rows)


def _table(table: Table, language: Language) -> str:
    shown = printed_columns(table)
    columns = [table.columns[index] for index in shown]
    lines = [
        [_line(column.title, language) for column in columns],
        ["---:" if column.is_numeric else "---" for column in columns],
        *([_cell(words(row[index], table.columns[index], language)) for index in shown] for row in table.rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return _escaped(text).replace("\n", "<br>")


def _line(text: Text, language: Language) -> str:
    return _cell(text.plain(language))


def _escaped(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text))

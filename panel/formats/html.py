"""The document as HTML: the preview on screen, and a page of its own to keep; no script, no style attribute."""

from collections.abc import Iterable, Iterator
from html import escape

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
    Spoken,
    Table,
    Text,
    outline,
)
from panel.formats.printed import CONTENTS, NUMBERS, printed_columns, spoken, spoken_language

# A kept file has no stylesheet beside it, so the whole page brings its own; pages of the site use the fragment.
_STYLE = """
body{max-width:46rem;margin:2rem auto;padding:0 1rem;line-height:1.75;color:#1b2733;
font-family:"Noto Sans JP","Hiragino Sans","Yu Gothic",sans-serif}
h1,h2,h3,h4{line-height:1.4;margin:2em 0 .6em}h2{border-bottom:2px solid #12365c;padding-bottom:.2em}
table{border-collapse:collapse;width:100%;font-size:.875rem}caption{text-align:left;font-weight:bold}
th,td{border-bottom:1px solid #d3dae1;padding:.25em .5em;text-align:left;vertical-align:top}
th.number,td.number{text-align:right;font-variant-numeric:tabular-nums}thead th{border-bottom:2px solid #5b6875}
figure{margin:1.5em 0}svg{max-width:100%;height:auto}dt{font-weight:bold}blockquote{border-left:4px solid #12365c;
margin:1em 0;padding:.2em 1em}.notice{border:1px solid #5b6875;padding:.4em .8em}.second{color:#5b6875}
"""


def render(document: Document, language: Language) -> bytes:
    """A whole page in UTF-8 that needs nothing beside it."""
    title = escape(document.title.plain(language))
    return (
        f'<!DOCTYPE html>\n<html lang="{spoken_language(language)}">\n<head><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style></head>\n<body>\n<main>\n{fragment(document, language)}\n</main>\n</body>\n</html>\n"
    ).encode()


def fragment(document: Document, language: Language, level: int = 1) -> str:
    """The document as markup inside a page; its title is a heading of ``level``, chapters one below."""
    return "\n".join(_Writer(language).document(document, level))


def cover_as_html(document: Document, language: Language) -> str:
    """The title page alone; its title is a heading of the first level."""
    return "\n".join(_Writer(language).cover(document, 1))


def blocks_as_html(blocks: Iterable[Block], language: Language, level: int) -> str:
    """Some blocks of a document, without what stands around them; their headings begin at ``level``."""
    return "\n".join(_Writer(language).blocks(blocks, level))


def words_as_html(text: Text, language: Language) -> str:
    """Words in a line, the second language marked as such."""
    return _Writer(language).inline(text)


class _Writer:
    """Writes blocks in one choice of language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.main = spoken_language(language)

    def document(self, document: Document, level: int) -> Iterator[str]:
        yield from self.cover(document, level)
        yield from self.contents(document, level + 1)
        yield from self.blocks(document.sections, level + 1)

    def cover(self, document: Document, level: int) -> Iterator[str]:
        yield f'<header class="report-cover"><h{level}>{self.inline(document.title)}</h{level}>'
        yield f"<p>{self.inline(document.subtitle)}</p><p>{self.inline(document.date_words)}</p>"
        yield from self.definitions(document.cover)
        if document.notice:
            yield f'<p class="notice">{self.inline(document.notice)}</p>'
        yield "</header>"

    def contents(self, document: Document, level: int) -> Iterator[str]:
        yield f'<nav class="report-contents" aria-labelledby="contents"><h{level} id="contents">'
        yield f"{self.inline(CONTENTS)}</h{level}><ul>"
        for heading in outline(document):
            link = f'<a href="#{escape(heading.section.key)}">{self.inline(heading.section.heading)}</a>'
            yield f'<li class="level-{heading.level}">{link}</li>'
        yield "</ul></nav>"

    def blocks(self, blocks: Iterable[Block], level: int) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Section):
                depth = min(level, 6)
                heading = self.inline(block.heading)
                yield f'<section id="{escape(block.key)}"><h{depth}>{heading}</h{depth}>'
                yield from self.blocks(block.blocks, level + 1)
                yield "</section>"
            else:
                yield from self.leaf(block)

    def leaf(self, block: Leaf) -> Iterator[str]:
        match block:
            case Paragraph():
                yield from self.paragraph(block)
            case Bullets():
                tag = "ol" if block.ordered else "ul"
                items = "".join(f"<li>{self.inline(item)}</li>" for item in block.items)
                yield f"<{tag}>{items}</{tag}>"
            case Definitions():
                yield from self.definitions(block.rows)
            case Table():
                yield from self.table(block)
                if block.note:
                    yield f'<p class="note">{self.inline(block.note)}</p>'
            case Figure():
                yield from self.figure(block)

    def paragraph(self, block: Paragraph) -> Iterator[str]:
        kind = "" if block.kind == "body" else f' class="{block.kind}"'
        for part in block.text.spoken(self.language):
            text = f"<p{kind}{self.mark(part)}>{_words(part)}</p>"
            yield f"<blockquote>{text}</blockquote>" if block.kind == "wording" else text

    def definitions(self, rows: Iterable[tuple[Text, Text]]) -> Iterator[str]:
        pairs = "".join(f"<div><dt>{self.inline(term)}</dt><dd>{self.inline(text)}</dd></div>" for term, text in rows)
        if pairs:
            yield f"<dl>{pairs}</dl>"

    def figure(self, block: Figure) -> Iterator[str]:
        yield f"<figure>{block.drawing.of(self.language)}"
        yield f"<figcaption>{self.inline(block.caption)}</figcaption>"
        yield f"<details><summary>{self.inline(NUMBERS)}</summary>"
        yield from self.table(block.table)
        yield "</details></figure>"

    def table(self, table: Table) -> Iterator[str]:
        shown = [(index, table.columns[index]) for index in printed_columns(table)]
        sides = {index: ' class="number"' if column.is_numeric else "" for index, column in shown}
        name = escape(table.caption.plain(self.language))
        yield f'<div class="table-scroll" role="region" tabindex="0" aria-label="{name}">'
        yield f'<table class="report-{escape(table.kind)}">'
        yield f"<caption>{self.inline(table.caption)}</caption><thead><tr>"
        yield "".join(f'<th scope="col"{sides[index]}>{self.inline(column.title)}</th>' for index, column in shown)
        yield "</tr></thead><tbody>"
        for row in table.rows:
            cells = (
                f"<td{sides[index]}>{self.parts(spoken(row[index], column, self.language))}</td>"
                for index, column in shown
            )
            yield f"<tr>{''.join(cells)}</tr>"
        yield "</tbody></table></div>"

    def inline(self, text: Text) -> str:
        """The words in a line: the second language follows in a span of its own."""
        return self.parts(text.spoken(self.language))

    def parts(self, parts: tuple[Spoken, ...]) -> str:
        first = "".join(self.span(part) for part in parts[:1])
        return first + "".join(f' <span class="second"{self.mark(part)}>{_words(part)}</span>' for part in parts[1:])

    def span(self, part: Spoken) -> str:
        mark = self.mark(part)
        return f"<span{mark}>{_words(part)}</span>" if mark else _words(part)

    def mark(self, part: Spoken) -> str:
        """The language, where it is not that of the page."""
        return "" if part.language == self.main else f' lang="{part.language}"'


def _words(part: Spoken) -> str:
    return escape(part.words).replace("\n", "<br>")

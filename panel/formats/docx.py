"""The document as a Word file: real styles and headings, Japanese fonts, a table of contents, charts as pictures."""

from collections.abc import Iterable
from io import BytesIO
from typing import Final

from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph as ParagraphOfWord

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
    outline,
)
from panel.formats import typeset, word, word_styles
from panel.formats.glyphs import showable
from panel.formats.printed import CONTENTS, FIGURE, TABLE, is_short, printed_columns, spoken

_PICTURE_WIDTH: Final = Mm(162)
_STYLES: Final = {"body": "Normal", "note": "Note", "notice": "Notice", "wording": "Wording"}


def render(document: Document, language: Language) -> bytes:
    """A .docx file; the same document gives the same bytes."""
    return _Writer(document, language).written()


class _Writer:
    """Appends the blocks of one document to one Word file."""

    def __init__(self, document: Document, language: Language) -> None:
        self.document = document
        self.language = language
        self.file = word_styles.new_file(language)
        # Word's names for bookmarks are short and plain, whatever a section is called.
        self.entries = outline(document)
        self.names = {entry.section.key: f"section{n}" for n, entry in enumerate(self.entries, start=1)}
        self.figures = self.tables = 0

    def written(self) -> bytes:
        self.cover()
        self.contents()
        self.blocks(self.document.sections, 1)
        word_styles.finish(self.file, self.document, self.language)
        target = BytesIO()
        self.file.save(target)
        return word.with_fixed_times(target.getvalue())

    def cover(self) -> None:
        self.lines(self.document.subtitle, "Subtitle")
        self.lines(self.document.title, "Title")
        self.lines(self.document.date_words, "Cover date")
        self.definitions(self.document.cover)
        if self.document.notice:
            self.lines(self.document.notice, "Notice")

    def contents(self) -> None:
        """The field that a word processor updates, with today's entries already in its place."""
        heading = self.lines(CONTENTS, "Contents heading", between=word.BESIDE)
        heading.paragraph_format.page_break_before = True
        entries = [
            (entry.level, self.names[entry.section.key], entry.section.heading.plain(self.language, "  "))
            for entry in self.entries
        ]
        for paragraph in word.contents(entries):
            self.append(paragraph)

    def blocks(self, blocks: Iterable[Block], level: int) -> None:
        for block in blocks:
            if isinstance(block, Section):
                self.heading(block, level)
                self.blocks(block.blocks, level + 1)
            else:
                self.leaf(block)

    def heading(self, section: Section, level: int) -> None:
        added = self.file.add_paragraph(style=f"Heading {min(level, 4)}")
        if section.opens_page:
            added.paragraph_format.page_break_before = True
        markup = word.runs(section.heading.spoken(self.language))
        name = self.names.get(section.key)
        word.append(added, word.bookmarked(name, markup) if name else markup)

    def leaf(self, block: Leaf) -> None:
        match block:
            case Paragraph():
                for index, part in enumerate(block.text.spoken(self.language)):
                    added = self.file.add_paragraph(style=_STYLES[block.kind])
                    word.append(added, word.run(part, second=index > 0))
            case Bullets():
                for item in block.items:
                    self.lines(item, "List Number" if block.ordered else "List Bullet")
            case Definitions():
                self.definitions(block.rows)
            case Table():
                self.table(block)
            case Figure():
                self.figure(block)

    def definitions(self, rows: Iterable[tuple[Text, Text]]) -> None:
        for term, text in rows:
            added = self.file.add_paragraph(style="Definition")
            first = word.runs(term.spoken(self.language), between=word.BESIDE)
            parts = text.spoken(self.language)
            rest = word.runs(parts, between=word.BESIDE if is_short(parts) else word.BREAK)
            word.append(added, f"{first}<w:r><w:tab/></w:r>{rest}")

    def table(self, block: Table) -> None:
        self.tables += 1
        self.caption("Caption", TABLE, "Table", self.tables, block.caption)
        shown = [(index, block.columns[index]) for index in printed_columns(block)]
        header = [word.Cell(column.title.spoken(self.language), column.is_numeric) for _, column in shown]
        rows = (
            [word.Cell(spoken(row[index], column, self.language), column.is_numeric) for index, column in shown]
            for row in block.rows
        )
        widths = [column.width for _, column in shown]
        self.append(word.table(header, rows, widths, block.caption.plain(self.language)))
        self.lines(block.note, "Note")

    def figure(self, block: Figure) -> None:
        self.figures += 1
        picture = typeset.png(showable(block.drawing.of(self.language)))
        holder = self.file.add_paragraph(style="Figure")
        drawn = holder.add_run().add_picture(BytesIO(picture), width=_PICTURE_WIDTH)
        word.describe(drawn, block.caption.plain(self.language), block.alt.plain(self.language))
        self.caption("Figure caption", FIGURE, "Figure", self.figures, block.caption)

    def caption(self, style: str, label: Text, sequence: str, number: int, text: Text) -> None:
        """A numbered caption: the number is a field, so that Word can list and refer to it."""
        added = self.file.add_paragraph(style=style)
        lead = word.run(label.spoken(self.language)[0], second=False)
        space = "<w:r><w:t xml:space='preserve'> </w:t></w:r>"
        counted = word.field(f"SEQ {sequence} \\* ARABIC", str(number))
        words = word.runs(text.spoken(self.language), between=word.BESIDE)
        word.append(added, f"{lead}{space}{counted}{space}{words}")

    def lines(self, text: Text, style: str, between: str = word.BREAK) -> ParagraphOfWord:
        added = self.file.add_paragraph(style=style)
        word.append(added, word.runs(text.spoken(self.language), between=between))
        return added

    def append(self, element: BaseOxmlElement) -> None:
        """Add an element behind everything but the section's own settings, which Word wants last."""
        self.file.element.body.insert_element_before(element, "w:sectPr")

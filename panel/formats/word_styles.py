"""How the Word file looks: paper, fonts for both scripts, and every style the document uses."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

import docx
from docx.document import Document as WordFile
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from panel.calc.document import Document, Language
from panel.formats.printed import spoken_language
from panel.formats.word import ACCENT, BESIDE, INK, QUIET, TAGS, append, field, legal, runs

_W: Final = nsdecls("w")
_FONT: Final = "Yu Gothic"
_RIGHT: Final = 9185
"""The right margin as a tab stop, in twentieths of a point."""


@dataclass(frozen=True, slots=True)
class _Style:
    """One paragraph style; sizes and spaces in points, ``ruled`` and ``more`` are markup
    before and after the spacing, in the order Word's schema demands."""

    name: str
    size: float
    colour: str = INK
    bold: bool = False
    before: float = 0
    after: float = 0
    keeps_next: bool = False
    ruled: str = ""
    more: str = ""

    def markup(self) -> str:
        """The style as Word stores it."""
        around = f'w:before="{self.before * 20:.0f}" w:after="{self.after * 20:.0f}"'
        spacing = f'<w:spacing {around} w:line="290" w:lineRule="auto"/>'
        keep = "<w:keepNext/>" if self.keeps_next else ""
        bold = "<w:b/>" if self.bold else '<w:b w:val="0"/>'
        identifier = self.name.title().replace(" ", "").replace("Toc", "TOC")
        default = ' w:default="1"' if self.name == "Normal" else ""
        base = "" if self.name == "Normal" else '<w:basedOn w:val="Normal"/>'
        return (
            f'<w:style {_W} w:type="paragraph"{default} w:styleId="{identifier}">'
            f'<w:name w:val="{self.name}"/>{base}<w:qFormat/><w:pPr>{keep}{self.ruled}{spacing}{self.more}</w:pPr>'
            f'<w:rPr>{bold}<w:color w:val="{self.colour}"/><w:sz w:val="{self.size * 2:.0f}"/></w:rPr></w:style>'
        )


def _heading(level: int, size: float, colour: str, before: float, after: float, ruled: str = "") -> _Style:
    more = f'<w:outlineLvl w:val="{level - 1}"/>'
    return _Style(f"heading {level}", size, colour, True, before, after, True, ruled, more)


def _contents(level: int, *, bold: bool, before: float) -> _Style:
    tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{_RIGHT}"/></w:tabs>'
    indent = f'<w:ind w:left="{(level - 1) * 280}"/>'
    return _Style(f"toc {level}", 9.5, INK, bold, before, 1, False, tabs, indent)


def _border(side: str, size: int, space: int) -> str:
    return f'<w:pBdr><w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{ACCENT}"/></w:pBdr>'


_RUNNING: Final = f'<w:tabs><w:tab w:val="right" w:pos="{_RIGHT}"/></w:tabs>'
_STYLES: Final = (
    _Style("Normal", 9.5, after=6),
    _Style("Title", 23, ACCENT, bold=True, before=8, after=10, ruled=_border("top", 16, 14)),
    _Style("Subtitle", 12, QUIET, before=150, after=8),
    _Style("Cover date", 12, before=8, after=210),
    _heading(1, 16, ACCENT, 22, 12, _border("bottom", 10, 3)),
    _heading(2, 12.5, ACCENT, 18, 8),
    _heading(3, 11, INK, 16, 6),
    _heading(4, 10, INK, 10, 4),
    _Style("Contents heading", 16, ACCENT, bold=True, after=10, ruled=_border("bottom", 10, 3)),
    _contents(1, bold=True, before=6),
    _contents(2, bold=False, before=0),
    _Style("caption", 8.5, bold=True, before=10, after=3, keeps_next=True),
    _Style("Figure caption", 8.5, bold=True, before=3, after=10),
    _Style("Figure", 8.5, before=8, keeps_next=True),
    _Style("Table text", 8, before=1, after=1),
    _Style("Table header", 8, bold=True, before=1, after=1, keeps_next=True),
    _Style(
        "Definition",
        9.5,
        after=3,
        more='<w:ind w:left="2500" w:hanging="2500"/>',
        ruled='<w:tabs><w:tab w:val="left" w:pos="2500"/></w:tabs>',
    ),
    _Style("Note", 8.5, QUIET, before=2, after=8),
    _Style("Notice", 8.5, QUIET, before=2, after=8),
    _Style("Wording", 10.5, before=4, after=4, more='<w:ind w:left="220"/>', ruled=_border("left", 18, 8)),
    _Style("header", 7.5, QUIET, ruled=_RUNNING),
    _Style("footer", 7.5, QUIET, ruled=_RUNNING),
)
_SECOND: Final = (
    f'<w:style {_W} w:type="character" w:styleId="Second"><w:name w:val="Second language"/><w:rPr>'
    f'<w:b w:val="0"/><w:color w:val="{QUIET}"/></w:rPr></w:style>'
)


def new_file(language: Language) -> WordFile:
    """An empty A4 file with these styles; its cover carries no running lines."""
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin, section.bottom_margin = Mm(26), Mm(22)
    section.different_first_page_header_footer = True
    styles = file.styles.element
    known = {style.find(qn("w:name")).get(qn("w:val")).lower(): style for style in styles.findall(qn("w:style"))}
    for style in _STYLES:
        if style.name.lower() in known:
            styles.remove(known[style.name.lower()])
        styles.append(parse_xml(style.markup()))
    styles.append(parse_xml(_SECOND))
    _set_defaults(file, language)
    return file


def _set_defaults(file: WordFile, language: Language) -> None:
    """Fonts and language of everything, in both scripts; fields are worked out when the file is opened."""
    tag = TAGS[spoken_language(language)]
    fonts = " ".join(f'w:{script}="{_FONT}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    defaults = file.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    defaults.clear()
    defaults.append(
        parse_xml(f'<w:rPr {_W}><w:rFonts {fonts}/><w:lang w:val="{tag}" w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr>')
    )
    file.settings.element.append(parse_xml(f'<w:updateFields {_W} w:val="true"/>'))


def finish(file: WordFile, document: Document, language: Language) -> None:
    """Running lines on every page but the cover, and the file's properties."""
    section = file.sections[0]
    title, notice = document.title.spoken(language)[:1], document.notice.spoken(language)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    date_words = document.date_words.spoken(language)[:1]
    append(header, f"{runs(title)}<w:r><w:tab/></w:r>{runs(date_words)}")
    pages = f'{field("PAGE", "1")}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{field("NUMPAGES", "1")}'
    append(footer, f"{runs(notice, between=BESIDE)}<w:r><w:tab/></w:r>{pages}")
    properties = file.core_properties
    properties.title = legal(document.title.plain(language))
    properties.author = properties.last_modified_by = legal(document.publisher.plain(language))
    properties.language, properties.comments = TAGS[spoken_language(language)], ""
    properties.created = properties.modified = datetime.combine(document.dated_on, time())
    properties.revision = 1

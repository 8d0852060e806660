"""What python-docx leaves to its users: East Asian fonts, fields, bookmarks, whole tables, fixed times."""

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from panel.calc.document import Spoken

INK: Final = "1B2733"
QUIET: Final = "4B5865"
ACCENT: Final = "12365C"
HAIRLINE: Final = "C9D2DA"
TEXT_WIDTH: Final = 9185
"""The width between the margins of the page, in twentieths of a point: 162 mm."""

BREAK: Final = "<w:br/>"
BESIDE: Final = "<w:t xml:space='preserve'>  </w:t>"
"""Between the languages where they share a line; elsewhere the second starts a line of its own."""

_W: Final = nsdecls("w")
TAGS: Final = {"ja": "ja-JP", "en": "en-GB"}
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table cell says, and whether it is a number."""

    parts: tuple[Spoken, ...]
    numeric: bool


def runs(parts: Iterable[Spoken], *, between: str = BREAK) -> str:
    """The words as runs: the first language plainly, the second after ``between`` and quieter."""
    written = [run(part, second=index > 0) for index, part in enumerate(parts)]
    return f"<w:r>{between}</w:r>".join(written)


def run(part: Spoken, *, second: bool) -> str:
    """Words of one language; a line break somebody typed stays one."""
    tag = TAGS[part.language]
    kind = f'<w:lang w:val="{tag}" w:eastAsia="{tag}"/>' if part.language == "en" else ""
    style = '<w:rStyle w:val="Second"/>' if second else ""
    lines = (f'<w:t xml:space="preserve">{text(line)}</w:t>' for line in part.words.split("\n"))
    return f"<w:r><w:rPr>{style}{kind}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def text(words: str) -> str:
    """Words inside XML."""
    return escape(legal(words))


def legal(words: str) -> str:
    """The words with the few characters that XML cannot hold replaced by the sign for that."""
    return _NOT_XML.sub("\ufffd", words)


def append(paragraph: Paragraph, markup: str) -> None:
    """Add runs, fields or bookmarks, given as markup, to a paragraph."""
    holder = parse_xml(f"<w:p {_W}>{markup}</w:p>")
    for child in list(holder):
        paragraph._p.append(child)


def field(instruction: str, result: str) -> str:
    """A field with the result it has today; a word processor may work it out anew."""
    return f"<w:fldSimple w:instr={quoteattr(instruction)}><w:r><w:t>{text(result)}</w:t></w:r></w:fldSimple>"


def bookmarked(name: str, markup: str) -> str:
    """Runs that links can point to; the name ends in the number that makes it unique."""
    number = name.lstrip("abcdefghijklmnopqrstuvwxyz")
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{markup}<w:bookmarkEnd w:id="{number}"/>'


def contents(entries: Sequence[tuple[int, str, str]]) -> Iterable[BaseOxmlElement]:
    """The table of contents: one field over all paragraphs, its entries (level, bookmark, words) written out.

    Page numbers come when a word processor updates the field, which Word offers on opening; until then, and
    in programs that never do, every heading is there as a link.
    """
    opening = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    for index, (level, name, words) in enumerate(entries):
        link = f'<w:hyperlink w:anchor="{name}"><w:r><w:t>{text(words)}</w:t></w:r></w:hyperlink>'
        style = f'<w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>'
        yield parse_xml(f"<w:p {_W}>{style}{opening if index == 0 else ''}{link}</w:p>")
    yield parse_xml(f'<w:p {_W}><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')


def table(
    header: Sequence[Cell], rows: Iterable[Sequence[Cell]], widths: Sequence[float], description: str
) -> BaseOxmlElement:
    """A whole table at once, ruled by hairlines: its header row repeats, no row is split between pages."""
    whole = sum(widths)
    places = [round(TEXT_WIDTH * width / whole) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{place}"/>' for place in places)
    body = "".join(_row(row, places, header=False) for row in rows)
    borders = (
        f'<w:top w:val="single" w:sz="8" w:color="{ACCENT}"/><w:bottom w:val="single" w:sz="4" w:color="{ACCENT}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:color="{HAIRLINE}"/>'
    )
    return parse_xml(
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar><w:tblLook w:firstRow="1" w:val="0020"/>'
        f"<w:tblCaption w:val={quoteattr(legal(description))}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{_row(header, places, header=True)}{body}</w:tbl>"
    )


def _row(cells: Sequence[Cell], places: Sequence[int], *, header: bool) -> str:
    style = "TableHeader" if header else "TableText"
    marks = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(map(_cell, cells, places, [style] * len(cells)))}</w:tr>"


def _cell(cell: Cell, place: int, style: str) -> str:
    side = '<w:jc w:val="right"/>' if cell.numeric else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{place}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>{runs(cell.parts)}</w:p></w:tc>'
    )


def describe(picture: Any, title: str, description: str) -> None:
    """Give a picture the words that stand in for it."""
    properties = picture._inline.docPr
    properties.set("title", legal(title))
    properties.set("descr", legal(description))


def with_fixed_times(data: bytes) -> bytes:
    """The same package with the same time on every part, so that equal documents are equal bytes."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            fixed = zipfile.ZipInfo(part.filename, _EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(part))
    return target.getvalue()

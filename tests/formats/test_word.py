"""The Word file: real headings, tables that behave, charts with words, and nothing about its making."""

from dataclasses import replace
from datetime import datetime

from docx.oxml.ns import qn

from panel.calc.document import Language, Text
from panel.formats import FORMATS
from tests.calc.facts import HOSTILE
from tests.formats.made import document, rendered, word, word_text


def test_word_headings_are_headings_of_their_level() -> None:
    styles = {paragraph.text: paragraph.style.name for paragraph in word(rendered("docx", Language.JA)).paragraphs}
    assert styles["1 はじめに"] == "Heading 1"
    assert styles["3.2 優先的に維持・強化"] == "Heading 2"
    assert styles["T01 技術一"] == "Heading 3"


def test_word_holds_hostile_words_literally() -> None:
    said = word_text(rendered("docx", Language.JA))
    assert HOSTILE in said


def test_word_charts_are_pictures_with_words_that_stand_in_for_them() -> None:
    described = [part.get("descr") for part in word(rendered("docx", Language.JA)).element.body.iter(qn("wp:docPr"))]
    assert len(described) == 3
    assert all("総合評点" in words for words in described)


def test_word_tables_repeat_their_header_and_keep_rows_whole() -> None:
    for table in word(rendered("docx", Language.JA)).tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_word_fonts_and_language_are_set_for_japanese() -> None:
    defaults = word(rendered("docx", Language.JA)).styles.element.find(qn("w:docDefaults"))
    assert next(defaults.iter(qn("w:rFonts"))).get(qn("w:eastAsia")) == "Yu Gothic"
    assert next(defaults.iter(qn("w:lang"))).get(qn("w:eastAsia")) == "ja-JP"


def test_the_contents_of_the_word_file_are_there_before_any_field_is_updated() -> None:
    file = word(rendered("docx", Language.JA))
    entries = [paragraph.text for paragraph in file.paragraphs if paragraph.style.name.startswith("toc")]
    assert "1 はじめに" in entries
    links = {link.get(qn("w:anchor")) for link in file.element.body.iter(qn("w:hyperlink"))}
    marks = {mark.get(qn("w:name")) for mark in file.element.body.iter(qn("w:bookmarkStart"))}
    assert links
    assert links <= marks


def test_word_properties_name_the_document_and_no_program() -> None:
    properties = word(rendered("docx", Language.EN)).core_properties
    assert properties.title == "Strategy 2027: Consolidated Report"
    assert properties.author == properties.last_modified_by == "Expert Panel"
    assert properties.comments == ""
    assert properties.created.replace(tzinfo=None) == datetime(2026, 11, 22)


def test_characters_xml_cannot_hold_do_not_break_the_word_file() -> None:
    broken = replace(document(), title=Text("a\x00b\x0cc", ""))
    assert "a\ufffdb\ufffdc" in word_text(FORMATS["docx"].render(broken, Language.JA))

"""The document: lossless as JSON, and words in whichever languages there are."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.document import Column, Language, Spoken, Table, Text, outline, same, tables, unmarked
from panel.calc.document_json import from_json, sha256, to_json
from panel.calc.report.build import build
from tests.calc.facts import facts

words = st.text(max_size=8)


def test_a_whole_report_survives_json_without_loss() -> None:
    document = build(facts())
    assert from_json(to_json(document)) == document
    assert sha256(from_json(to_json(document))) == sha256(document)


def test_a_changed_word_changes_the_fingerprint() -> None:
    assert sha256(build(facts())) != sha256(build(facts(quorum=4)))


cells = st.tuples(
    st.builds(Text, words, words),
    st.none() | st.integers() | st.dates(),
    st.floats(allow_nan=False, allow_infinity=False),
)


@given(st.lists(cells))
def test_every_kind_of_cell_survives_json(rows: list[tuple[Text, int | date | None, float]]) -> None:
    document = build(facts())
    columns = (Column(same("a")), Column(same("b"), "date"), Column(same("c"), "number", 2))
    table = Table("kind", Text("表"), columns, tuple(rows))
    changed = replace(document, sections=(replace(document.sections[0], blocks=(table,)),))
    assert from_json(to_json(changed)) == changed


@pytest.mark.parametrize("text", ["[]", "{}", '{"kind_of":"Text"}', '{"kind_of":"Evil"}', "nonsense", "{"])
def test_json_that_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


def test_json_holds_no_value_that_other_programs_cannot_read() -> None:
    document = build(facts())
    json.loads(to_json(document), parse_constant=lambda name: pytest.fail(name))


def test_both_languages_put_the_japanese_first() -> None:
    assert Text("評点", "score").spoken(Language.BOTH) == (Spoken("評点", "ja"), Spoken("score", "en"))


@given(words, words, st.sampled_from(Language))
def test_a_missing_language_is_replaced_by_the_other_and_marked_as_what_it_is(
    ja: str, en: str, language: Language
) -> None:
    spoken = Text(ja, en).spoken(language)
    assert bool(spoken) == bool(ja or en)
    assert all(part.words == {"ja": ja, "en": en}[part.language] for part in spoken)
    wanted = {"ja": ja, "en": en}.get(language.value)
    if wanted:
        assert spoken == (Spoken(wanted, language.value),)


def test_words_that_are_the_same_in_both_languages_are_said_once() -> None:
    assert same("T01").plain(Language.BOTH) == "T01"


@pytest.mark.parametrize(("text", "language"), [("急ぐべき", "ja"), ("カナ", "ja"), ("urgent", "en"), ("𠮷", "ja")])
def test_words_without_a_marked_language_are_told_by_their_script(text: str, language: str) -> None:
    assert unmarked(text).spoken(Language.JA)[0].language == language


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells under 1"):
        Table("kind", Text(), (Column(same("a")),), ((1, 2),))


def test_the_outline_numbers_chapters_and_their_sections() -> None:
    headings = {entry.section.key: (entry.level, entry.section.heading.ja) for entry in outline(build(facts()))}
    assert headings["fields"] == (1, "3 維持・強化すべき分野・技術")
    assert headings["tier-priority"] == (2, "3.2 優先的に維持・強化")
    assert "proposal-T01" not in headings


def test_the_tables_of_a_document_include_the_numbers_of_its_figures() -> None:
    kinds = [table.kind for table in tables(build(facts()))]
    assert "distribution" in kinds
    assert "results" in kinds

"""The glossary: complete where words are explained, in the order of each language, and every word a page explains."""

import re
from collections.abc import Callable

import pytest

from panel.calc.kana import kana_key
from panel.config import ROOT
from panel.presets.glossary import explained, terms
from panel.search.listing import grouped, matching
from tests.visit import Visitor

Visit = Callable[..., Visitor]
HTML_LIMIT = 75_000


def test_every_word_that_a_page_explains_has_an_explanation_in_both_languages() -> None:
    asked = {
        key
        for path in (ROOT / "templates").rglob("*.html")
        for key in re.findall(r"""\bterm\(\s*["'](\w+)["']""", path.read_text(encoding="utf-8"))
    }
    assert asked - explained().keys() == set()
    assert asked  # somewhere they are used


@pytest.mark.parametrize("key", sorted(explained()))
def test_an_explanation_is_one_or_two_sentences_in_each_language(key: str) -> None:
    term = explained()[key]
    assert term.about_ja.endswith("。")
    assert term.about_en.endswith(".")
    assert 1 <= term.about_ja.count("。") <= 3
    assert len(term.about_ja) <= 130
    assert len(term.about_en) <= 260


def test_every_word_stands_in_both_languages_with_its_reading_in_hiragana() -> None:
    for term in terms():
        assert term.en, term
        assert term.ja, term
        assert re.fullmatch(r"[ぁ-ゖー・]+", term.reading), term


def test_no_word_stands_twice() -> None:
    assert len({term.en for term in terms()}) == len(terms())
    assert len([term for term in terms() if term.key]) == len(explained())


def test_japanese_readers_find_words_by_their_reading_and_others_by_the_alphabet() -> None:
    ja, en = grouped("ja"), grouped("en")
    assert [group.head for group in ja] == list("あかさたなはまやらわ")
    assert [group.head for group in en] == sorted({term.en[0].upper() for term in terms()})
    readings = [term.reading for group in ja for term in group.terms]
    assert readings == sorted(readings, key=kana_key)


@pytest.mark.parametrize("typed", ["定足", "ていそく", "QUORUM", "ｑｕｏｒｕｍ"])
def test_a_word_is_found_in_either_language_by_reading_and_in_any_width(typed: str) -> None:
    assert "quorum" in {term.key for term in matching(typed)}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_whole_glossary_is_one_page_that_is_not_heavy(visit: Visit, language: str) -> None:
    answer = visit(None, language).get("/glossary")
    assert len(answer.data) < HTML_LIMIT
    assert 'id="quorum"' in answer.text


def test_the_page_is_narrowed_by_its_address(visit: Visit) -> None:
    page = visit(None, "ja").get("/glossary?q=定足").text
    assert "定足数" in page
    assert "四分位範囲" not in page
    assert "該当する言葉はありません" in visit(None, "ja").get("/glossary?q=存在しない語").text
    assert "四分位範囲" not in visit(None, "ja").get("/glossary?part=roles").text


def test_a_part_that_does_not_exist_is_refused_in_words(visit: Visit) -> None:
    assert 'class="error"' in visit(None, "en").get("/glossary?part=nothing", status=422).text

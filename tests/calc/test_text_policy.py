"""What people may type, and what of it is kept."""

from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.text import TextRefused, clean_line, clean_text, comparable, length, nfc
from tests.calc.rounds import quickly

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "code", "character", "position"),
    [
        ("技\x00術", "control", "U+0000", 2),
        ("a\x0bb", "control", "U+000B", 2),
        ("\x1b[31m", "control", "U+001B", 1),
        ("a\x7f", "control", "U+007F", 2),
        ("a\x85b", "control", "U+0085", 2),
        ("\ud800", "surrogate", "U+D800", 1),
        ("𠮷\ufffe", "noncharacter", "U+FFFE", 2),
        ("\U0010ffff", "noncharacter", "U+10FFFF", 1),
        ("\ufdd0", "noncharacter", "U+FDD0", 1),
        ("文\ufffd", "replacement", "U+FFFD", 2),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place(text: str, code: str, character: str, position: int) -> None:
    for clean in (clean_line, clean_text):
        with pytest.raises(TextRefused) as refused:
            clean(text)
        assert (refused.value.code, refused.value.character, refused.value.position) == (
            code,
            character,
            position,
        )


@pytest.mark.parametrize(
    ("text", "code"), [("報告\u202excod.exe", "bidi"), ("a\u200eb", "bidi"), ("a\r\nBcc: x", "newline")]
)
def test_lines_refuse_what_bodies_may_hold(text: str, code: str) -> None:
    with pytest.raises(TextRefused) as refused:
        clean_line(text)
    assert refused.value.code == code
    assert clean_text(text) == text.replace("\r\n", "\n")


@pytest.mark.parametrize("text", ["", " ", "\u3000\t ", "\u200b" * 5, "\u2060\ufe0f\u3164", "\u00ad\u034f"])
def test_invisible_text_is_empty(text: str) -> None:
    assert clean_line(text) == ""
    assert clean_text(text) == ""


def test_lines_are_trimmed_and_bodies_are_not() -> None:
    assert clean_line("\u3000 装備　品 \t") == "装備　品"
    assert clean_line("  plain ") == "plain"
    assert clean_text("  a\n\n") == "  a\n\n"


def test_line_ends_become_one_and_stay_so() -> None:
    text = "一\r\n二\r三\n\r\n"
    once = clean_text(text)
    assert once == "一\n二\n三\n\n"
    assert clean_text(once.replace("\n", "\r\n")) == once


@pytest.mark.parametrize(
    "text",
    [
        FAMILY,
        "𠮷𩸽",
        "ﾊﾝｶｸﾞ",
        "神\ufa19",
        "\U0002f800",
        "〜～−－‖∥",
        "a\u2028b",
        "e" + "\u0315" * 500,
        "１２　\tx",
    ],
)
def test_what_may_be_kept_is_kept_exactly(text: str) -> None:
    assert clean_line(text) == text
    assert clean_text(text) == text


def test_letters_are_composed_and_names_are_not_changed() -> None:
    assert clean_line("か\u3099\ufa19か\u3099") == "が\ufa19が"
    assert nfc("\ufa19か\u3099") == "\ufa19が"


def test_length_counts_what_would_be_stored() -> None:
    assert length("𠮷" * 20_000) == 20_000
    assert length("か\u3099\r\n") == 2
    assert length(FAMILY) == 7


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾊﾝｶｸ", "ハンカク"),
        ("が", "か\u3099"),
        ("ＡＢＣ", "abc"),
        ("強靭", "強靱"),
        ("Straße", "STRASSE"),
        ("\ufa19", "神"),
    ],
)
def test_texts_that_differ_in_spelling_alone_compare_equal(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@quickly
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    for clean in (clean_line, clean_text):
        try:
            once = clean(text)
        except TextRefused:
            continue
        assert clean(once) == once
        assert comparable(once) == comparable(comparable(once))


@quickly
@given(st.text(st.characters(max_codepoint=0x3FF)))
def test_outside_the_compatibility_ideographs_it_is_plain_nfc(text: str) -> None:
    assert is_normalized("NFC", nfc(text))

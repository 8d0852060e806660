"""Japanese words stand in the order of dictionaries."""

import pytest

from panel.calc.kana import ROWS, kana_key, kana_row


def test_voiced_kana_stand_beside_plain_ones_and_small_ones_beside_large() -> None:
    assert sorted(["がく", "かん", "かき", "かぎ"], key=kana_key) == ["かき", "かぎ", "がく", "かん"]
    assert sorted(["きょう", "きよい", "きやく"], key=kana_key) == ["きやく", "きよい", "きょう"]


def test_a_long_vowel_mark_counts_as_the_vowel_before_it() -> None:
    assert kana_key("らーめん")[0] == "らあめん"
    assert kana_key("チョークポイント")[0] == "ちよおくほいんと"
    assert kana_key("しゅー")[0] == "しゆう"


def test_katakana_and_half_width_kana_count_as_hiragana() -> None:
    assert kana_key("サトウ") == kana_key("ｻﾄｳ") == kana_key("さとう")


@pytest.mark.parametrize(
    ("reading", "row"), [("がっこう", "か"), ("ヴィ", "あ"), ("ん", "わ"), ("っ", "た"), ("ABC", ""), ("", "")]
)
def test_a_reading_begins_in_a_row(reading: str, row: str) -> None:
    assert kana_row(reading) == row
    assert len(ROWS) == 10

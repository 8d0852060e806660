"""The order of Japanese words by reading, as dictionaries have it: voiced kana after plain, ー as its vowel.

Source: JIS X 4061, first and second level; enough for names and a glossary, where readings are kana alone.
"""

import unicodedata
from typing import Final

_TO_HIRAGANA: Final = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}
_TO_LARGE: Final = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_ROWS: Final = {
    "あ": "あいうえお",
    "か": "かきくけこ",
    "さ": "さしすせそ",
    "た": "たちつてと",
    "な": "なにぬねの",
    "は": "はひふへほ",
    "ま": "まみむめも",
    "や": "やゆよ",
    "ら": "らりるれろ",
    "わ": "わゐゑをん",
}
_ROW_OF: Final = {kana: row for row, members in _ROWS.items() for kana in members}
_VOWEL_OF: Final = {
    **{kana: "あいうえお"[n] for members in _ROWS.values() if len(members) == 5 for n, kana in enumerate(members)},
    **dict(zip("やゆよわを", "あうおあお", strict=True)),
}

ROWS: Final = tuple(_ROWS)
"""The ten rows, by their first kana."""


def hiragana(text: str) -> str:
    """The text with its katakana, half-width ones included, as hiragana."""
    return unicodedata.normalize("NFKC", text).translate(_TO_HIRAGANA)


def kana_key(reading: str) -> tuple[str, str]:
    """What to sort a reading by: its plain large kana first, and the reading itself where those are equal."""
    kana = hiragana(reading).replace("・", "")
    return _plain(kana), kana


def kana_row(reading: str) -> str:
    """The row a reading begins in, as か for が; empty for what begins otherwise."""
    return _ROW_OF.get(kana_key(reading)[0][:1], "")


def _plain(kana: str) -> str:
    """Without marks of voicing, in large kana, each long-vowel mark as the vowel before it."""
    unvoiced = "".join(one for one in unicodedata.normalize("NFD", kana) if not unicodedata.combining(one))
    plain = ""
    for one in unvoiced.translate(_TO_LARGE):
        plain += _VOWEL_OF.get(plain[-1:], "") if one == "ー" else one
    return plain

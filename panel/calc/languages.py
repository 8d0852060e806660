"""In which language a text is written, told by its characters: for texts that do not say so themselves."""

import re
import unicodedata
from typing import Final

from panel.calc.calendar import Language
from panel.calc.words import CJK

_JAPANESE: Final = re.compile(f"[{CJK}]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_WORD: Final = re.compile(r"[A-Za-z]{4}")
_WORTH: Final = 3
"""So many Latin letters say about as much as one Japanese character."""


def language_of(text: str) -> Language | None:
    """Japanese or English, whichever most of the text is in; None for numbers, codes and abbreviations (T07, AI).

    A Japanese sentence with English names in it stays Japanese, and an English one that quotes a Japanese word English.
    """
    text = unicodedata.normalize("NFKC", text)  # half-width katakana are Japanese, too
    n_japanese = len(_JAPANESE.findall(text))
    if n_japanese == 0:
        return "en" if _WORD.search(text) else None
    return "ja" if n_japanese * _WORTH >= len(_LATIN.findall(text)) else "en"

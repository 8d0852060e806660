"""The words of a text for search, the same on every database: Japanese has no spaces, so pairs of characters.

A run of Chinese or Japanese characters becomes its overlapping pairs (防衛産業: 防衛 衛産 産業), which a
phrase finds again side by side; ready-made three-character indexes lose every word of two (提案, 予算, 評価).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from panel.calc.text import comparable

CJK: Final = (
    "\u3005-\u3007"  # 々 〆 〇
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"  # kana with iteration and long-vowel marks
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7a3"  # Hangul
)
"""The characters of scripts written without spaces, as the inside of a regular-expression class."""

_RUNS: Final = re.compile(f"(?P<cjk>[{CJK}]+)|[^\\W_{CJK}]+")


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: every phrase and every single character must be there.

    A phrase is tokens with one space between, to be found side by side. A single Chinese or Japanese
    character may be half of a pair, so it is looked for inside the tokens (LIKE). Both empty: nothing
    to look for.
    """

    phrases: tuple[str, ...]
    characters: tuple[str, ...]


def tokens(text: str) -> list[str]:
    """The tokens of a text in its order, folded by `comparable`: pairs of characters, or whole words.

    A Chinese or Japanese character that stands alone between other scripts is a token of its own.
    """
    return [token for run in _runs(text) for token in run]


def query_phrases(text: str) -> Query:
    """What somebody who typed `text` looks for: one phrase per part between spaces."""
    phrases: list[str] = []
    characters: list[str] = []
    for part in text.split():
        phrase: list[str] = []
        for run in _runs(part):
            if _is_single_character(run):
                characters += run
                phrases.append(" ".join(phrase))
                phrase = []
            else:
                phrase += run
        phrases.append(" ".join(phrase))
    return Query(_distinct(phrases), _distinct(characters))


def _runs(text: str) -> Iterator[list[str]]:
    for run in _RUNS.finditer(comparable(text)):
        characters = run.group()
        if run.lastgroup is None or len(characters) == 1:
            yield [characters]
        else:
            yield [first + second for first, second in pairwise(characters)]


def _is_single_character(run: list[str]) -> bool:
    return len(run) == 1 and len(run[0]) == 1 and re.match(f"[{CJK}]", run[0]) is not None


def _distinct(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in found if one))

"""The words of the field in both languages, with plain explanations of those a newcomer stumbles on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from panel.presets import rows

Language = Literal["ja", "en"]

CATEGORIES: Final = ("roles", "process", "proposal", "scoring", "integrity", "policy", "ui")

_IN_BRACKETS: Final = re.compile(r"[(（／/].*")  # the brackets Japanese is written with


@dataclass(frozen=True, slots=True)
class Term:
    """One word in both languages; `reading` in hiragana sorts it, `key` names it where it is explained in place.

    Explanations are empty where the word explains itself; whoever has a key has both.
    """

    key: str
    category: str
    en: str
    ja: str
    reading: str
    about_en: str
    about_ja: str
    note: str

    def word(self, language: Language) -> str:
        """The word as a sentence uses it: without what stands in brackets or after a slash."""
        return _IN_BRACKETS.sub("", self.full(language)).rstrip()

    def full(self, language: Language) -> str:
        """The word with its other names."""
        return self.ja if language == "ja" else self.en

    def about(self, language: Language) -> str:
        """The explanation; empty where there is none."""
        return self.about_ja if language == "ja" else self.about_en


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """Every word, in the order of the file."""
    return tuple(Term(**row) for row in rows("glossary.csv"))


@lru_cache(maxsize=1)
def explained() -> Mapping[str, Term]:
    """The words that are explained in place, by key."""
    return {term.key: term for term in terms() if term.key}

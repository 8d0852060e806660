"""The glossary as a page reads it: what was asked for, by reading in Japanese, alphabetically in English."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from panel.calc.kana import kana_key, kana_row
from panel.calc.text import comparable
from panel.presets.glossary import Language, Term, terms


@dataclass(frozen=True)
class Group:
    """The words under one head: a row of kana, or a letter."""

    head: str
    terms: tuple[Term, ...]


def grouped(language: Language, typed: str = "", category: str = "") -> tuple[Group, ...]:
    """The words that hold what was typed, in the order of the reader's language."""
    wanted = [term for term in matching(typed) if category in ("", term.category)]
    ordered = sorted(wanted, key=lambda term: _key(term, language))
    return tuple(Group(head, tuple(some)) for head, some in groupby(ordered, key=lambda term: _head(term, language)))


def matching(typed: str) -> Iterable[Term]:
    """The words that hold what was typed, in either language or in their reading, width and case apart."""
    needle = comparable(typed.strip())
    return (term for term in terms() if any(needle in comparable(text) for text in (term.ja, term.en, term.reading)))


def _key(term: Term, language: Language) -> tuple[str, ...]:
    return kana_key(term.reading) if language == "ja" else (term.en.casefold(),)


def _head(term: Term, language: Language) -> str:
    return kana_row(term.reading) if language == "ja" else term.en[0].upper()

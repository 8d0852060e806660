"""What people write in the example: a small set of sentences in both languages, chosen by the seeded generator."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

SEED = 2027


@dataclass(frozen=True)
class Text:
    """One sentence in both languages."""

    ja: str
    en: str

    def written_in(self, language: str) -> str:
        """The sentence as somebody who writes in that language puts it."""
        return self.ja if language == "ja" else self.en

    def about(self, ja: Mapping[str, str], en: Mapping[str, str]) -> "Text":
        """The sentence with its placeholders filled in."""
        return Text(self.ja.format_map(ja), self.en.format_map(en))


def dice(*name: object) -> Random:
    """A generator of its own for every named thing, so that no draw depends on how many came before it."""
    return Random("/".join(map(str, (SEED, *name))))  # noqa: S311 - an example must come out the same every time


@cache
def texts(use: str, of: str = "") -> tuple[Text, ...]:
    """The sentences for one use."""
    return tuple(Text(row["ja"], row["en"]) for row in _rows() if (row["use"], row["of"]) == (use, of))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))

"""Sets of criteria to start a cycle from, with the fields, sectors and words that ship with the project."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from typing import Final


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """A criterion before it stands in a cycle; `anchors` are words by value and language, some may be missing."""

    key: str
    name_ja: str
    name_en: str
    question_ja: str = ""
    question_en: str = ""
    axis: str | None = None
    lowest: int = 1
    highest: int = 5
    anchors: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    direction: int = 1
    weight: Decimal = Decimal(1)
    applies_to: str | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """A set of criteria with the name it is chosen by."""

    key: str
    file: str
    title_ja: str
    title_en: str
    about_ja: str
    about_en: str

    @property
    def criteria(self) -> tuple[CriterionDraft, ...]:
        """The criteria of the set, weighted equally."""
        return _criteria(self.file)


PRESETS: Final = (
    Preset(
        "defence",
        "criteria_ja_en.csv",
        "防衛産業の9項目（1～5）",
        "Nine criteria for the defense industry (1 to 5)",
        "必要性と機会の二軸。各評点に目安の言葉が付きます。",
        "Two axes, need and opportunity; every value has its anchor in words.",
    ),
    Preset(
        "foresight",
        "criteria_foresight.csv",
        "科学技術予測型の6項目（1～5）",
        "Six criteria in the style of the NISTEP foresight surveys (1 to 5)",
        "重要度、国際競争力、実現の見通し、不確実性などを問います。",
        "Importance, competitiveness, outlook for realisation, uncertainty.",
    ),
    Preset(
        "appropriateness",
        "criteria_appropriateness.csv",
        "適切性評価（RAND型、1～9）",
        "Appropriateness rating in the style of RAND (1 to 9)",
        "1～3は不適切、4～6は判断が分かれる、7～9は適切という9段階です。",
        "Nine steps: 1 to 3 inappropriate, 4 to 6 uncertain, 7 to 9 appropriate.",
    ),
)

_BY_KEY: Final = {preset.key: preset for preset in PRESETS}


def preset(key: str) -> Preset:
    """The preset of that key. Raises KeyError."""
    return _BY_KEY[key]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the files beside this one, such as the example's fields and sectors."""
    return list(csv.DictReader(StringIO(content(name).decode(), newline="")))


def content(name: str) -> bytes:
    """One of the files as it is."""
    return (files(__name__) / name).read_bytes()


@lru_cache(maxsize=len(PRESETS))
def _criteria(name: str) -> tuple[CriterionDraft, ...]:
    return tuple(_criterion(row) for row in rows(name))


def _criterion(row: Mapping[str, str]) -> CriterionDraft:
    values = sorted(int(column[6:-3]) for column in row if column.startswith("anchor") and column.endswith("_ja"))
    words = {str(n): {language: row[f"anchor{n}_{language}"] for language in ("ja", "en")} for n in values}
    return CriterionDraft(
        key=row["key"],
        name_ja=row["name_ja"],
        name_en=row["name_en"],
        question_ja=row["question_ja"],
        question_en=row["question_en"],
        axis=row["axis"] or None,
        lowest=values[0],
        highest=values[-1],
        anchors={value: both for value, both in words.items() if any(both.values())},
        direction=int(row.get("direction") or 1),
    )

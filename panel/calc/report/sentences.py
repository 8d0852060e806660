"""Small sentences the chapters share: dates, the n triple, places, lists of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from panel.calc.calendar import era_date, era_fiscal_year, weekday
from panel.calc.document import Text, same
from panel.calc.marks import Blank
from panel.calc.ranking import Place
from panel.calc.report.words import BLANKS
from panel.calc.summary import Summary

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_SILENCES = (Blank.RECUSED, Blank.UNABLE, Blank.NOT_APPLICABLE, Blank.ABSTAINED, Blank.NOT_YET)


def day(on: date) -> Text:
    """2026年11月22日(日), 22 November 2026."""
    japanese = f"{on.year}年{on.month}月{on.day}日({weekday(on, 'ja')})"
    return Text(japanese, _english_day(on))


def era_day(on: date) -> Text:
    """令和8年11月22日, 22 November 2026: for the cover."""
    return Text(era_date(on), _english_day(on))


def _english_day(on: date) -> str:
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def fiscal_years(first: int, last: int) -> Text:
    """令和9年度から令和13年度まで（2027～2031年度）, FY2027 to FY2031; a fiscal year starts in April."""
    eras = f"{era_fiscal_year(first)}から{era_fiscal_year(last)}まで"
    return Text(f"{eras}（{first}～{last}年度）", f"FY{first} to FY{last}")


def n_sentence(summary: Summary) -> Text:
    """有効11/対象15（回避2、判断できない1、未評価1）, n = 11 of 15: 2 recused, 1 unable to judge, …

    The target is everybody on the roster, the recused among them, so that the reasons add up to it.
    """
    return counted(summary.n, summary.blanks)


def counted(n: int, blanks: Mapping[Blank, int]) -> Text:
    """The same from the counts alone."""
    silent = silences(tuple(blanks.get(blank, 0) for blank in Blank))
    roster = n + silent.count
    ja, en = f"有効{n}/対象{roster}", f"n = {n} of {roster}"
    if not silent.count:
        return Text(ja, en)
    return Text(f"{ja}（{silent.words.ja}）", f"{en}: {silent.words.en}")


@dataclass(frozen=True, slots=True)
class Silence:
    """How many gave no score, and why: 回避2、判断できない1, 2 recused, 1 unable to judge."""

    count: int
    words: Text


@lru_cache(maxsize=4096)
def silences(counts: Sequence[int]) -> Silence:
    """The reasons of those who gave no score, counted in the order of `Blank`."""
    given = dict(zip(Blank, counts, strict=True))
    silent = [(BLANKS[blank], given[blank]) for blank in _SILENCES if given[blank]]
    ja = "、".join(f"{words.ja}{count}" for words, count in silent)
    return Silence(sum(counts), Text(ja, ", ".join(f"{count} {words.en}" for words, count in silent)))


def place_words(place: Place) -> Text:
    """3位（同順位）, =3."""
    return Text(place.words("ja"), place.words("en"))


def number(value: float | None, decimals: int = 2) -> str:
    """A number as it is printed; a dash where there is none."""
    return "–" if value is None else f"{value:.{decimals}f}"


def numbered(value: float | None, decimals: int = 2) -> Text:
    """The same in both languages."""
    return same(number(value, decimals))


def joined(texts: Sequence[Text], ja: str = "、", en: str = ", ") -> Text:
    """Several texts as one, each language with its own separator."""
    return Text(ja.join(text.japanese for text in texts), en.join(text.english for text in texts))


def percent(share: float) -> str:
    """75 for 0.75, 33.3 for a third."""
    return f"{round(share * 100, 1):g}"

"""What the page of one result says: its numbers by criterion, by group and by round, within what may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row

from panel.calc.chart import DistributionRow, Heads, distribution
from panel.calc.disclosure import Shown, group_medians, shown
from panel.calc.document import Text
from panel.calc.marks import Scale
from panel.calc.report.sentences import n_sentence, number
from panel.calc.report.words import CLASSES
from panel.calc.results import ItemResult
from panel.calc.summary import Summary


@dataclass(frozen=True)
class CriterionLine:
    """One criterion of the proposal; numbers that may not be shown are None."""

    key: str
    name: Text
    scale: Scale
    shown: Shown
    summary: Summary
    n: Text


@dataclass(frozen=True)
class GroupLine:
    """The median of each group on one criterion with its number, by the group's name; without those not shown."""

    name: Text
    medians: dict[str, tuple[float, int]]


def criterion_lines(
    result: ItemResult, criteria: Sequence[Row[str, str, str, int, int]], shown_from: int
) -> list[CriterionLine]:
    """The criteria that were asked, in the order of the round."""
    return [
        CriterionLine(
            key,
            Text(ja, en),
            Scale(lowest, highest),
            shown(found.summary.n, shown_from),
            found.summary,
            n_sentence(found.summary),
        )
        for key, ja, en, lowest, highest in criteria
        if (found := result.criteria.get(key))
    ]


def drawing(title: str, result: ItemResult, lines: Sequence[CriterionLine], language: str) -> str:
    """The distributions as one SVG; empty where none may be shown."""
    rows = [
        DistributionRow((_in(line.name, language),), line.scale, line.summary, f"n = {line.summary.n}")
        for line in lines
        if line.shown is Shown.ALL
    ]
    if not rows or result.overall.summary.mean is None:
        return ""
    verdict = CLASSES[result.overall.consensus]
    finding = f"{title}: {_in(verdict, language)}, {number(result.overall.summary.mean)}"
    return distribution(finding, rows, _HEADS[language])


_HEADS = {
    "ja": Heads("評点ごとの人数", "帯 四分位 線 中央値 点 平均", "平均値"),
    "en": Heads("Members per score", "band IQR, line median, dot mean", "Mean"),
}


def _in(words: Text, language: str) -> str:
    return words.japanese if language == "ja" else words.english


def group_lines(
    lines: Sequence[CriterionLine], counts: Sequence[Row[str, str | None, int | None, int]], shown_from: int
) -> list[GroupLine]:
    """The medians by stakeholder group, of the criteria where they do not tell what one member gave."""
    values: dict[str, dict[str, list[int]]] = {}
    for key, group, value, count in counts:
        if group and value is not None:
            values.setdefault(key, {}).setdefault(group, []).extend([value] * count)
    return [
        GroupLine(line.name, medians)
        for line in lines
        if line.shown is Shown.ALL and (medians := group_medians(values.get(line.key, {}), shown_from))
    ]

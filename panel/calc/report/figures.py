"""Figures of the report: the chart, the sentence that states its finding, and its numbers."""

from collections.abc import Sequence

from panel.calc.chart import DistributionRow, Heads, RankRow, distribution, ranking
from panel.calc.document import Cell, Column, DrawnLater, Figure, Language, Table, Text, same
from panel.calc.marks import Scale
from panel.calc.report.case import Case
from panel.calc.report.facts import Criterion
from panel.calc.report.sentences import n_sentence, number, place_words
from panel.calc.report.words import CLASSES
from panel.calc.results import CriterionResult, ItemResult

_COUNTS = Text("評点ごとの人数", "Members per score")
_SPREAD = Text("帯は四分位、線は中央値、点は平均", "band IQR, line median, dot mean")
_VALID = Text("有効/対象", "n / roster")
_MEAN = Text("平均値", "Mean")


def distribution_figure(case: Case, result: ItemResult, criteria: Sequence[Criterion]) -> Figure:
    """How the members scored one proposal, criterion by criterion."""
    asked = [(criterion, found) for criterion in criteria if (found := case.on(criterion)) and found.summary.histogram]
    finding = _distribution_finding(case, result)
    drawing = DrawnLater(lambda language: _distribution(finding, asked, language))
    key = case.proposal.key
    return Figure(
        drawing,
        Text(f"{key} 評価項目別の分布", f"{key}: distribution by criterion"),
        finding,
        _counts_table(case, asked),
    )


def _distribution_finding(case: Case, result: ItemResult) -> Text:
    overall = result.overall
    counted, verdict, title = n_sentence(overall.summary), CLASSES[overall.consensus], case.proposal.title
    mean, median = number(overall.summary.mean), number(overall.summary.median)
    return Text(
        f"{title.japanese}の総合評点は平均{mean}、中央値{median}。{verdict.ja}。{counted.ja}。",
        f"{title.english}: overall mean {mean}, median {median}; {verdict.en.lower()}; {counted.en}.",
    )


def _distribution(finding: Text, asked: Sequence[tuple[Criterion, CriterionResult]], language: Language) -> str:
    rows = [
        DistributionRow(_lines(criterion.name, language), criterion.scale, found.summary, _ratio(found))
        for criterion, found in asked
    ]
    return distribution(finding.plain(language), rows, _heads(language))


def _ratio(found: CriterionResult) -> str:
    roster = found.summary.n + sum(found.summary.blanks.values())
    return f"{found.summary.n}/{roster}"


def _counts_table(case: Case, asked: Sequence[tuple[Criterion, CriterionResult]]) -> Table:
    """One row for each criterion and value: how many members gave it."""
    key = case.proposal.key
    rows: list[tuple[Cell, ...]] = [
        (same(key), criterion.name, value, count)
        for criterion, found in asked
        for value, count in found.summary.histogram.items()
    ]
    columns = (
        Column(Text("提案番号", "Proposal"), printed=False),
        Column(Text("評価項目", "Criterion"), width=5),
        Column(Text("評点", "Score"), "number"),
        Column(Text("人数", "Members"), "number"),
    )
    return Table("distribution", Text(f"{key} 評点ごとの人数", f"{key}: members per score"), columns, tuple(rows))


def ranking_figure(shown: Sequence[Case], scale: Scale, first: int) -> Figure:
    """A stretch of the ranking, from its ``first`` line on, with the spread of the members' totals."""
    ranked = [(case, case.result) for case in shown if case.result]
    last = first + len(ranked) - 1
    top = ranked[0]
    name, mean = top[0].proposal.title, number(top[1].overall.summary.mean)
    finding = Text(
        f"{first}～{last}番目の提案の総合評点。先頭は{name.japanese}（平均{mean}）。",
        f"Overall totals of proposals {first} to {last}; first {name.english} (mean {mean}).",
    )
    drawing = DrawnLater(lambda language: _ranking(finding, ranked, scale, language))
    caption = Text(f"総合評点の順位（{first}～{last}番目）", f"Ranking by overall total ({first} to {last})")
    return Figure(drawing, caption, finding, _ranking_table(ranked))


def _ranking(finding: Text, ranked: Sequence[tuple[Case, ItemResult]], scale: Scale, language: Language) -> str:
    rows = [
        RankRow(
            result.overall.place.brief,
            _lines(case.proposal.title, language, f"{case.proposal.key} "),
            result.overall.summary,
        )
        for case, result in ranked
    ]
    return ranking(finding.plain(language), rows, scale, _heads(language))


def _ranking_table(ranked: Sequence[tuple[Case, ItemResult]]) -> Table:
    columns = (
        Column(Text("順位", "Rank"), width=2),
        Column(Text("件名", "Title"), width=6),
        Column(Text("平均値", "Mean"), "number", 2),
        Column(Text("中央値", "Median"), "number", 2),
    )
    rows: list[tuple[Cell, ...]] = []
    for case, result in ranked:
        totals = result.overall.summary
        rows.append((place_words(result.overall.place), case.proposal.title, totals.mean, totals.median))
    return Table("ranking_chart", Text("順位図の数値", "Numbers of the ranking chart"), columns, tuple(rows))


def _lines(words: Text, language: Language, lead: str = "") -> tuple[str, ...]:
    spoken = [part.words for part in words.spoken(language)]
    return tuple(lead + line if index == 0 else line for index, line in enumerate(spoken))


def _heads(language: Language) -> Heads:
    """Heads of narrow columns stay in one language, also where the rest stands in both."""
    one = Language.JA if language is Language.BOTH else language
    return Heads(_COUNTS.plain(one), _SPREAD.plain(one), _MEAN.plain(one), _VALID.plain(one))

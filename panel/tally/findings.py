"""What the page of one result says: its numbers by criterion, by group and by round, within what may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row

from panel.calc import chart_groups
from panel.calc.calendar import Language
from panel.calc.chart import NARROW, WIDE, DistributionRow, Heads, distribution
from panel.calc.chart_groups import GroupsRow
from panel.calc.chart_movement import MovementWords, slopes
from panel.calc.disclosure import Shown, group_medians, shown
from panel.calc.document import Text
from panel.calc.drawing import Svg
from panel.calc.marks import Scale
from panel.calc.report.sentences import n_sentence, number
from panel.calc.report.words import CLASSES, GROUPS
from panel.calc.results import ItemResult
from panel.calc.summary import Summary
from panel.tally.movement import MovementHere
from panel.tally.picture import in_words


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
    scale: Scale
    medians: dict[str, tuple[float, int]]

    @property
    def apart(self) -> float:
        """How far the medians of the groups lie apart."""
        medians = [median for median, _n in self.medians.values()]
        return max(medians) - min(medians)


@dataclass(frozen=True)
class Chart:
    """A chart for a desk and for a phone, with the sentence that is its finding."""

    finding: str
    wide: Svg
    narrow: Svg


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


# ---- The distributions ----


_HEADS = {
    "ja": Heads("評点ごとの人数", "四分位・中央値・平均", "平均値", "n"),
    "en": Heads("Members per score", "IQR, median, mean", "Mean", "n"),
}


def distributions(result: ItemResult, lines: Sequence[CriterionLine], language: Language) -> Chart | None:
    """How the members scored, criterion by criterion; None where none may be shown."""
    seen = [line for line in lines if line.shown is Shown.ALL]
    if not seen or result.overall.summary.mean is None:
        return None
    finding = in_words(_strongest(result, seen), language)
    rows = [
        DistributionRow((in_words(line.name, language),), line.scale, line.summary, str(line.summary.n))
        for line in seen
    ]
    return Chart(finding, *(distribution(finding, rows, _HEADS[language], layout) for layout in (WIDE, NARROW)))


def _strongest(result: ItemResult, seen: Sequence[CriterionLine]) -> Text:
    """The total in words, with the criteria that scored highest and lowest and the one members are most apart on."""
    overall = result.overall
    verdict, mean = CLASSES[overall.consensus], number(overall.summary.mean)
    ordered = sorted(seen, key=lambda line: _share(line.summary.mean, line.scale))
    low, high = ordered[0].name, ordered[-1].name
    widest = max(seen, key=lambda line: (line.summary.iqr or 0.0) / line.scale.width).name
    ja = f"総合評点は平均{mean}、{verdict.ja}。最も高いのは「{high.japanese}」、低いのは「{low.japanese}」"
    en = f"Total {mean}, {verdict.en.lower()}. Highest on {high.english}, lowest on {low.english}"
    return Text(f"{ja}、開きが大きいのは「{widest.japanese}」です。", f"{en}, widest apart on {widest.english}.")


def _share(value: float | None, scale: Scale) -> float:
    return 0.0 if value is None else (value - scale.lo) / scale.width


# ---- The groups ----


def group_lines(
    lines: Sequence[CriterionLine], counts: Sequence[Row[str, str | None, int | None, int]], shown_from: int
) -> list[GroupLine]:
    """The medians by stakeholder group, of the criteria where they do not tell what one member gave."""
    values: dict[str, dict[str, list[int]]] = {}
    for key, group, value, count in counts:
        if group and value is not None:
            values.setdefault(key, {}).setdefault(group, []).extend([value] * count)
    return [
        GroupLine(line.name, line.scale, medians)
        for line in lines
        if line.shown is Shown.ALL and (medians := group_medians(values.get(line.key, {}), shown_from))
    ]


_SHORT_GROUPS = {"government": "Gov", "industry": "Ind", "academia": "Acad", "other": "Other"}


def group_chart(lines: Sequence[GroupLine], language: Language) -> Chart | None:
    """The groups as dots on one axis for each criterion; None where no criterion shows any."""
    if not lines:
        return None
    finding = in_words(_furthest(lines), language)
    rows = [
        GroupsRow(
            in_words(line.name, language),
            line.scale,
            {_group(name, n, language): median for name, (median, n) in line.medians.items()},
        )
        for line in lines
    ]
    between = "・" if language == "ja" else ", "
    layouts = (chart_groups.WIDE, chart_groups.NARROW)
    return Chart(finding, *(chart_groups.groups(finding, rows, layout, between) for layout in layouts))


def _group(name: str, n: int, language: Language) -> str:
    found = next((words for group, words in GROUPS.items() if group == name), Text(name, name))
    return f"{found.ja}（{n}）" if language == "ja" else f"{_SHORT_GROUPS.get(name, found.en)}({n})"


def _furthest(lines: Sequence[GroupLine]) -> Text:
    compared = [line for line in lines if len(line.medians) > 1]
    if not compared:
        return Text(
            f"{len(lines)}項目で1つのグループだけを示せます。",
            f"On {len(lines)} of the criteria one group may be shown.",
        )
    widest = max(compared, key=lambda line: line.apart / line.scale.width)
    if widest.apart == 0:
        return Text(
            "示せる評価項目では、グループの中央値に差がありません。",
            "Where groups may be shown, their medians are the same.",
        )
    apart, ja, en = f"{widest.apart:g}", widest.name.japanese, widest.name.english
    return Text(
        f"グループの中央値が最も離れるのは「{ja}」で、差は{apart}です。",
        f"The groups' medians are furthest apart on {en}: by {apart}.",
    )


# ---- The movement ----


def movement_chart(found: MovementHere | None, language: Language) -> Chart | None:
    """The slopes from the round before to this one; None where there is none or it may not be shown."""
    if found is None or found.movement is None:
        return None
    finding = in_words(found.movement.finding, language)
    head = "第{n}回" if language == "ja" else "Round {n}"
    words = MovementWords(
        head.format(n=found.earlier), head.format(n=found.later), "{n}人" if language == "ja" else "n={n}"
    )
    drawing = slopes(finding, found.movement.flows, found.scale, words)
    return Chart(finding, drawing, drawing)

"""Tables of the report: the ranking, every result in one tidy table, the lists that lead a chapter."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from panel.calc.analysis import Analysis, ItemAnalysis
from panel.calc.certainty import BANDS, interval
from panel.calc.consensus import ConsensusClass
from panel.calc.document import NOTHING, Cell, Column, Table, Text, same
from panel.calc.marks import Blank
from panel.calc.report.case import Case
from panel.calc.report.facts import Criterion, Facts
from panel.calc.report.sentences import n_sentence, percent
from panel.calc.report.words import BLANKS, CLASSES, KINDS, TIERS, TOTAL_NAMES
from panel.calc.results import TOTALS, ItemResult
from panel.calc.summary import Summary

TIDY = "results"
_BLANKS = (Blank.RECUSED, Blank.UNABLE, Blank.NOT_APPLICABLE, Blank.ABSTAINED, Blank.NOT_YET)

KEY = Column(Text("番号", "No."), width=1.1)
TITLE = Column(Text("件名", "Title"), width=4.6)
TIER = Column(Text("区分", "Tier"), width=2.5)
NOTHING_YET = Text("未決定", "Not decided")


def ranking_table(analysis: Analysis | None, found: Sequence[Case]) -> Table:
    """One row for each scored proposal: place, totals on both axes, spread, class; how sure the place is, if known."""
    columns: tuple[Column, ...] = (
        Column(Text("順位", "Rank"), "number", width=1.25),
        KEY,
        replace(TITLE, width=4.3),
        Column(Text("総合", "Total"), "number", 2, width=1.25),
        Column(Text("必要性", "Need"), "number", 2, width=1.35),
        Column(Text("機会", "Opportunity"), "number", 2, width=2.65),
        Column(Text("中央値", "Median"), "number", 2, printed=False),
        Column(Text("四分位範囲", "IQR"), "number", 2, width=1.35),
        Column(Text("合意の状況", "Class"), width=2.35),
    )
    rows = [(case.standing, _ranking_row(case, case.result)) for case in found if case.result]
    caption = Text("総合評点の順位", "Ranking by overall total")
    if analysis is None or not analysis.items:
        return Table("ranking", caption, columns, tuple(row for _, row in rows))
    *standing, band = standing_columns(analysis.settings.places)
    columns = (*columns, *standing, replace(band, printed=False))  # paper has no room for what the chance tells as well
    whole = tuple((*row, *standing_cells(item)) for item, row in rows)
    return Table("ranking", caption, columns, whole)


def _ranking_row(case: Case, result: ItemResult) -> tuple[Cell, ...]:
    totals, overall = result.totals, result.overall
    return (
        overall.place.rank,
        same(case.proposal.key),
        case.proposal.title,
        overall.summary.mean,
        totals["need"].summary.mean,
        totals["opportunity"].summary.mean,
        overall.summary.median,
        overall.summary.iqr,
        CLASSES[overall.consensus],
    )


def standing_columns(k: int) -> tuple[Column, ...]:
    """How sure a place is: between which places, how likely among the first k, and what that makes of it."""
    return (
        Column(Text("順位の幅", "Interval"), width=1.8),
        Column(Text("順位の幅の上端", "Interval from"), "number", printed=False),
        Column(Text("順位の幅の下端", "Interval to"), "number", printed=False),
        Column(Text(f"上位{k}件の見込み", f"Chance of first {k}"), "chance", width=2),
        Column(Text("当落", "Band"), width=1.8),
    )


def standing_cells(item: ItemAnalysis | None) -> tuple[Cell, ...]:
    """One row under them; empty for a proposal without a place."""
    if item is None:
        return (None,) * len(standing_columns(1))
    return same(interval(item)), item.low, item.high, item.p_top, BANDS[item.band]


def analysis_note(facts: Facts, analysis: Analysis) -> Text:
    """What it takes to find the same places again."""
    settings, held = analysis.settings, facts.snapshot[:16]
    drawn, middle = f"{settings.replicates:,}", percent(settings.interval[1] - settings.interval[0])
    snapshot = Text(f"、集計スナップショット{held}", f", tally snapshot {held}") if held else NOTHING
    among = _among(facts, len(analysis.items))
    return Text(
        f"委員から選び直した{drawn}通りの組による（乱数の種{settings.seed}{snapshot.ja}）。"
        f"順位の幅は、その{middle} %で入る順位である。{among.ja}",
        f"From {drawn} panels drawn from the members (seed {settings.seed}{snapshot.en}). "
        f"The interval holds the places taken in {middle} % of them.{among.en}",
    )


def _among(facts: Facts, n: int) -> Text:
    """Where places are shown of proposals that too few scored for an analysis: that it leaves these out."""
    if n == sum(result.overall.place.rank is not None for result in facts.results):
        return NOTHING
    return Text(
        f"評点が十分にある{n}件の中で数える。", f" Places are counted among the {n} proposals with enough scores."
    )


def recommendations_table(found: Sequence[Case]) -> Table:
    """One row for each decided proposal: tier, place, total and how many scores stand behind it."""
    columns = (
        TIER,
        KEY,
        TITLE,
        Column(Text("順位", "Rank"), "number", width=1),
        Column(Text("総合", "Total"), "number", 2, width=1.1),
        Column(Text("評価数", "Scores"), width=3.6),
    )
    rows: list[tuple[Cell, ...]] = []
    for case in found:
        if case.decision is None:
            continue
        overall = case.result.overall if case.result else None
        rows.append(
            (
                TIERS[case.decision.tier],
                same(case.proposal.key),
                case.proposal.title,
                overall.place.rank if overall else None,
                overall.summary.mean if overall else None,
                n_sentence(overall.summary) if overall else None,
            )
        )
    caption = Text("提言の一覧", "Recommendations at a glance")
    return Table("recommendations", caption, columns, tuple(rows))


def leading_table(criterion: Criterion, found: Sequence[Case]) -> Table:
    """The proposals that stand out on one criterion."""
    columns = (
        KEY,
        TITLE,
        Column(Text("平均値", "Mean"), "number", 2, width=1.2),
        Column(Text("中央値", "Median"), "number", 1, width=1.2),
        Column(Text("評価数", "Scores"), width=3.6),
        TIER,
    )
    rows: list[tuple[Cell, ...]] = []
    for case in found:
        result = case.on(criterion)
        if result is None:
            continue
        tier = TIERS[case.decision.tier] if case.decision else NOTHING_YET
        shown = result.summary
        key, title = same(case.proposal.key), case.proposal.title
        rows.append((key, title, shown.mean, shown.median, n_sentence(shown), tier))
    caption = Text(f"「{criterion.name.japanese}」の上位", f"Highest on “{criterion.name.english}”")
    if criterion.direction == -1:
        caption = Text(f"「{criterion.name.japanese}」の上位（低いほど良い）", f"{caption.en} (lowest is best)")
    return Table(f"leading_{criterion.theme or criterion.key}", caption, columns, tuple(rows))


def tidy_table(found: Sequence[Case], criteria: Sequence[Criterion]) -> Table:
    """Every number of the tally: one row for each proposal and criterion or total."""
    columns = (
        KEY,
        Column(Text("件名", "Title"), printed=False),
        Column(Text("種別", "Kind"), printed=False),
        Column(Text("順位", "Rank"), "number", printed=False),
        Column(Text("評価項目", "Criterion"), width=4),
        Column(Text("有効", "n"), "number", width=1),
        *(Column(_capital(BLANKS[blank]), "number", printed=False) for blank in _BLANKS),
        Column(Text("対象（回避を除く）", "Eligible"), "number", width=1.2, printed=False),
        Column(Text("平均値", "Mean"), "number", 2, width=1.1),
        Column(Text("中央値", "Median"), "number", 2, width=1.1),
        Column(Text("第1四分位", "Q1"), "number", 2, width=1.1),
        Column(Text("第3四分位", "Q3"), "number", 2, width=1.1),
        Column(Text("標準偏差", "SD"), "number", 2, width=1.1),
        Column(Text("合意の状況", "Class"), width=2),
        Column(Text("分布", "Distribution"), printed=False),
    )
    rows = [row for case in found if case.result for row in _tidy_rows(case, case.result, criteria)]
    return Table(TIDY, Text("評価項目別の集計", "Results by criterion"), columns, tuple(rows))


def _tidy_rows(case: Case, result: ItemResult, criteria: Sequence[Criterion]) -> Iterable[tuple[Cell, ...]]:
    for criterion in criteria:
        if found := case.on(criterion):
            yield _tidy_row(case, result, criterion.name, found.summary, found.consensus)
    for name in TOTALS:
        total = result.totals[name]
        yield _tidy_row(case, result, TOTAL_NAMES[name], total.summary, total.consensus)


def _tidy_row(
    case: Case, result: ItemResult, name: Text, summary: Summary, consensus: ConsensusClass
) -> tuple[Cell, ...]:
    proposal = case.proposal
    return (
        same(proposal.key),
        proposal.title,
        KINDS[proposal.kind],
        result.overall.place.rank,
        name,
        summary.n,
        *(summary.blanks.get(blank, 0) for blank in _BLANKS),
        summary.eligible,
        summary.mean,
        summary.median,
        summary.q1,
        summary.q3,
        summary.sd,
        CLASSES[consensus],
        same(" ".join(f"{value}:{count}" for value, count in summary.histogram.items())),
    )


def _capital(words: Text) -> Text:
    return Text(words.ja, words.en.capitalize())


def proposals_table(found: Sequence[Case]) -> Table:
    """What was proposed, for a report before any score."""
    columns = (
        KEY,
        Column(Text("種別", "Kind"), width=2),
        TITLE,
        Column(Text("能力分野", "Capability area"), width=3),
    )
    rows: list[tuple[Cell, ...]] = []
    for case in found:
        proposal = case.proposal
        rows.append((same(proposal.key), KINDS[proposal.kind], proposal.title, proposal.area))
    return Table("proposals", Text("提案の一覧", "Proposals"), columns, tuple(rows))

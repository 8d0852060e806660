"""The annexes: how it was computed, every number, how the panel met, and what the words mean."""

from collections.abc import Iterable, Sequence
from math import fsum

from panel.calc.consensus import CENTRE_FROM
from panel.calc.document import Block, Bullets, Cell, Column, Definitions, Paragraph, Table, Text, same
from panel.calc.report.case import Case, scored
from panel.calc.report.chapters import notice
from panel.calc.report.facts import Criterion, Facts
from panel.calc.report.sentences import percent
from panel.calc.report.tables import analysis_note, ranking_table, tidy_table
from panel.calc.report.words import AXES


def method(facts: Facts) -> tuple[Block, ...]:
    """Rule, weights, conventions and the hash the numbers stand under: enough to compute them again."""
    blocks: list[Block] = [Paragraph(text) for text in _conventions(facts)]
    blocks.append(Bullets(tuple(_rule(facts))))
    if facts.criteria:
        blocks += [_criteria_table(facts.criteria), *_anchors_table(facts.criteria)]
    if facts.snapshot:
        rows = [(Text("集計スナップショット（SHA-256）", "Tally snapshot (SHA-256)"), same(facts.snapshot))]
        if facts.tally_round is not None:
            held = Text(f"第{facts.tally_round}回評価", f"Round {facts.tally_round}")
            rows.insert(0, (Text("集計の対象", "Round tallied"), held))
        blocks.append(Definitions(tuple(rows)))
    return tuple(blocks)


def _conventions(facts: Facts) -> Iterable[Text]:
    yield Text(
        "各委員の総合評点は、その委員が評点を付けた評価項目の加重平均であり、提案の総合評点は委員の総合評点の"
        "平均値である。評点のない項目を0点とは扱わず、重みは評点のある項目の間で按分する。",
        "A member's total is the weighted mean of the criteria that member scored; a proposal's total is the "
        "mean of its members' totals. A missing score is never a zero: the weights are shared among the scores "
        "given.",
    )
    yield Text(
        "四分位数は線形補間（Hyndman-Fanのタイプ7、表計算のQUARTILE.INCと同じ）による。標準偏差は標本標準偏差"
        "（n-1）である。同点の提案は同順位とし、次の順位を欠番とする（1、2、2、4）。",
        "Quartiles are linear between order statistics (Hyndman-Fan type 7, as QUARTILE.INC). Standard "
        "deviations are those of a sample (n - 1). Equal totals share the better rank and the next is left out "
        "(1, 2, 2, 4).",
    )
    yield Text(
        "評点のない理由は、未評価、判断できない、該当なし、棄権、回避の五つを区別し、合算しない。回避した委員は"
        "評価の対象人数から除く。",
        "Five reasons for a missing score are kept apart and never merged: not answered, unable to judge, "
        "not applicable, abstained, recused. Recused members are not among those who were to score.",
    )


def _rule(facts: Facts) -> Iterable[Text]:
    """The consensus rule, as it was fixed before the round opened."""
    rule = facts.rule
    need, against, split = percent(rule.share_needed), percent(rule.share_against), percent(rule.split_share)
    spread = percent(rule.iqr_at_most)
    yield Text(
        f"高評価で合意：評点の{need}%以上が尺度の上位三分の一にあり、下位三分の一は{against}%以下で、"
        f"四分位範囲が尺度の幅の{spread}%以内（少なくとも1段階）。低評価で合意はその逆、"
        "中位で合意は中央の三分の一による。",
        f"Agreed high: at least {need} % of the scores in the top third of the scale, at most {against} % in "
        f"the bottom third, interquartile range within {spread} % of the scale's width (at least one step). "
        "Agreed low is the mirror image; agreed middle takes the middle third.",
    )
    yield Text(
        f"意見が割れている：上位と下位の三分の一にそれぞれ{split}%以上。いずれにも当たらないものは合意に至らず。",
        f"Split: at least {split} % in the top third and in the bottom third. Everything else: no consensus.",
    )
    yield Text(
        f"評点が足りない：有効な評点が{rule.minimum_raters}件未満、または対象人数の{percent(rule.minimum_share)}%未満。",
        f"Too few scores: fewer than {rule.minimum_raters} valid scores, or than "
        f"{percent(rule.minimum_share)} % of those who were to score.",
    )
    yield Text(
        f"少人数の保護：評点が{rule.shown_from}件未満の項目は中央値と件数のみ、{CENTRE_FROM}件未満は件数のみを示す。",
        f"Small numbers: of fewer than {rule.shown_from} scores only the median and their number are given, of fewer "
        f"than {CENTRE_FROM} only their number.",
    )
    if facts.quorum:
        yield Text(f"定足数：{facts.quorum}名。", f"Quorum: {facts.quorum} members.")


def _criteria_table(criteria: Sequence[Criterion]) -> Table:
    whole = fsum(criterion.weight for criterion in criteria)
    columns = (
        Column(Text("評価項目", "Criterion"), width=3),
        Column(Text("問い", "Question"), width=5),
        Column(Text("軸", "Axis"), width=1.6),
        Column(Text("尺度", "Scale"), width=2),
        Column(Text("重み（%）", "Weight (%)"), "number", 1, width=1.2),
    )
    rows: list[tuple[Cell, ...]] = []
    for criterion in criteria:
        axis = AXES[criterion.axis] if criterion.axis else None
        share = 100 * criterion.weight / whole if whole else 0.0
        rows.append((criterion.name, criterion.question, axis, _scale(criterion), share))
    caption = Text("評価項目と重み", "Criteria and weights")
    return Table("criteria", caption, columns, tuple(rows))


def _scale(criterion: Criterion) -> Text:
    lo, hi = criterion.scale.lo, criterion.scale.hi
    best = hi if criterion.direction == 1 else lo
    return Text(f"{lo}～{hi}（{best}が最良）", f"{lo} to {hi} ({best} is best)")


def _anchors_table(criteria: Sequence[Criterion]) -> Iterable[Table]:
    rows: list[tuple[Cell, ...]] = []
    for criterion in criteria:
        for value in criterion.scale.values:
            if anchor := criterion.anchors.get(value):
                rows.append((criterion.name, value, anchor))
    if rows:
        columns = (
            Column(Text("評価項目", "Criterion"), width=3),
            Column(Text("評点", "Score"), "number", width=1),
            Column(Text("評点の目安", "Anchor"), width=6),
        )
        yield Table("anchors", Text("評点の目安", "Scale anchors"), columns, tuple(rows))


def tally(facts: Facts, found: Sequence[Case]) -> tuple[Block, ...]:
    """The ranking and every number by criterion; nothing before the first tally."""
    if not facts.results:
        return ()
    shown = [case for case in found if case.result]
    unscored = len(shown) - len(scored(found))
    blocks: list[Block] = [*notice(facts), ranking_table(facts.analysis, shown)]
    if facts.analysis and facts.analysis.items:
        blocks.append(Paragraph(analysis_note(facts, facts.analysis), "note"))
    if unscored:
        blocks.append(
            Paragraph(
                Text(f"有効な評点のない提案が{unscored}件ある。", f"{unscored} proposals have no valid score."),
                "note",
            )
        )
    blocks.append(tidy_table(shown, facts.criteria))
    return tuple(blocks)


def history(facts: Facts) -> tuple[Block, ...]:
    """Meetings and rounds with their dates."""
    return (*_meetings_table(facts), *_rounds_table(facts))


def _meetings_table(facts: Facts) -> Iterable[Table]:
    if not facts.meetings:
        return
    columns = (
        Column(Text("会合", "Meeting"), "number"),
        Column(Text("開催日", "Held on"), "date", width=2),
        Column(Text("議題", "Agenda"), width=6),
    )
    rows = tuple((held.number, held.held_on, held.agenda) for held in facts.meetings)
    yield Table("meetings", Text("会議開催経緯", "Meetings held"), columns, rows)


def _rounds_table(facts: Facts) -> Iterable[Table]:
    if not facts.rounds:
        return
    columns = (
        Column(Text("回", "Round"), "number"),
        Column(Text("開始日", "Opened"), "date", width=2.5),
        Column(Text("終了日", "Closed"), "date", width=2.5),
        Column(Text("対象委員", "Members"), "number", width=1.5),
        Column(Text("提出委員", "Submitted"), "number", width=1.5),
    )
    rows = tuple(
        (held.number, held.opened_on, held.closed_on, held.n_members, held.n_submitted) for held in facts.rounds
    )
    yield Table("rounds", Text("評価の実施経緯", "Rounds of scoring"), columns, rows)


def glossary(facts: Facts) -> tuple[Block, ...]:
    """Terms in both languages, with their notes where any has one."""
    if not facts.glossary:
        return ()
    columns: tuple[Column, ...] = (
        Column(Text("用語", "Japanese"), width=3),
        Column(Text("英語", "English"), width=4),
    )
    rows: list[tuple[Cell, ...]] = [(same(term.ja), same(term.en)) for term, _ in facts.glossary]
    if any(note for _, note in facts.glossary):
        columns += (Column(Text("説明", "Note"), width=4),)
        rows = [(*row, note) for row, (_, note) in zip(rows, facts.glossary, strict=True)]
    return (Table("glossary", Text("用語集（抜粋）", "Glossary (extract)"), columns, tuple(rows)),)

"""The chapter the report exists for: what is recommended about each proposal, why, and on which scores."""

from collections.abc import Iterable, Sequence

from panel.calc.document import NOTHING, Block, Bullets, Definitions, Paragraph, Section, Text, same
from panel.calc.marks import Scale
from panel.calc.report.case import Case, scored
from panel.calc.report.certainty import certainty
from panel.calc.report.chapters import notice, opinion, own
from panel.calc.report.facts import Comments, Criterion, Decision, Facts
from panel.calc.report.figures import distribution_figure, ranking_figure
from panel.calc.report.sentences import day, joined, n_sentence, number, place_words
from panel.calc.report.tables import proposals_table, recommendations_table
from panel.calc.report.words import (
    AXES,
    CLASSES,
    COMMENT_KINDS,
    FEW,
    HORIZONS,
    KINDS,
    POSTURES,
    TIERS,
)
from panel.calc.results import ItemResult

PER_FIGURE = 25
"""Lines of one ranking figure: as many as stand on half a page."""

UNDECIDED_SHOWN = 100
"""Before decisions, this many leading proposals get a section of their own; the annex has them all."""


def fields(facts: Facts, found: Sequence[Case]) -> tuple[Block, ...]:
    """Overview first, how sure its ranking is, then one section for each tier with its proposals by rank."""
    return *own(facts, "fields"), _overview(facts, found), *certainty(facts, found), *_groups(facts, found)


def _overview(facts: Facts, found: Sequence[Case]) -> Section:
    decided = [case for case in found if case.decision]
    ranked = scored(found)
    blocks: list[Block] = [Paragraph(_state(facts, decided, ranked))]
    if decided:
        blocks.append(recommendations_table(_by_tier(decided)))
    if ranked:
        blocks += notice(facts)
        scale = _total_scale(facts.criteria)
        for start in range(0, len(ranked), PER_FIGURE):
            blocks.append(ranking_figure(ranked[start : start + PER_FIGURE], scale, start + 1))
    else:
        blocks.append(proposals_table(found))
    return Section("overview", NOTHING, Text("全体像", "Overview"), tuple(blocks))


def _total_scale(criteria: Sequence[Criterion]) -> Scale:
    return max((criterion.scale for criterion in criteria), key=lambda scale: (scale.width, -scale.lo))


def _state(facts: Facts, decided: Sequence[Case], ranked: Sequence[Case]) -> Text:
    """How far the panel has come, in numbers."""
    if not decided:
        return Text(
            f"提言は未決定である。{len(ranked)}件の提案について評点が得られている。",
            f"No recommendation has been decided. {len(ranked)} proposals have scores.",
        )
    counts = [
        (words, sum(case.decision.tier == tier for case in decided if case.decision)) for tier, words in TIERS.items()
    ]
    shown = [(words, count) for words, count in counts if count]
    ja = "、".join(f"「{words.ja}」{count}件" for words, count in shown)
    en = ", ".join(f"{count} “{words.en}”" for words, count in shown)
    n, left = len(decided), len(facts.proposals) - len(decided)
    rest = Text(f"残る{left}件は未決定である。", f" The remaining {left} are undecided.") if left else Text()
    return Text(
        f"提案{len(facts.proposals)}件のうち{n}件について提言を取りまとめた。内訳は{ja}である。{rest.ja}",
        f"Recommendations were made on {n} of {len(facts.proposals)} proposals: {en}.{rest.en}",
    )


def _by_tier(decided: Sequence[Case]) -> list[Case]:
    tiers = list(TIERS)
    return sorted(decided, key=lambda case: tiers.index(case.decision.tier) if case.decision else len(tiers))


def _groups(facts: Facts, found: Sequence[Case]) -> Iterable[Section]:
    if not facts.decisions:
        if sections := _pages(facts, scored(found)[:UNDECIDED_SHOWN]):
            title = Text("提案ごとの評価結果", "Results by proposal")
            yield Section("evaluated", NOTHING, title, (*notice(facts), *sections), opens_page=True)
        return
    for tier, words in TIERS.items():
        cases = [case for case in found if case.decision and case.decision.tier == tier]
        if cases:
            blocks = (*notice(facts), *_pages(facts, cases))
            yield Section(f"tier-{tier}", NOTHING, words, blocks, opens_page=True)


def _pages(facts: Facts, shown: Sequence[Case]) -> tuple[Section, ...]:
    """A page for each proposal; the first shares its page with the heading above."""
    return tuple(_recommendation(facts, case, opens_page=index > 0) for index, case in enumerate(shown))


def _recommendation(facts: Facts, case: Case, *, opens_page: bool) -> Section:
    title = joined([same(case.proposal.key), case.proposal.title], " ", " ")
    blocks = (*_wording(case.decision), *_account(case), *_scores(facts, case), *_said(case.comments))
    return Section(f"proposal-{case.proposal.key}", NOTHING, title, blocks, opens_page)


def _wording(decision: Decision | None) -> Iterable[Block]:
    if decision is None:
        return
    yield Paragraph(decision.wording, "wording")
    rows = [(Text("決定", "Decision"), TIERS[decision.tier]), (Text("理由", "Reason"), decision.reason)]
    if decision.departure_reason:
        rows.append(
            (
                Text("順位と異なる判断の理由", "Reason for departing from the ranking"),
                decision.departure_reason,
            )
        )
    if decision.decided_on:
        rows.append((Text("決定日", "Decided on"), day(decision.decided_on)))
    yield Definitions(tuple(row for row in rows if row[1]))
    for dissent in decision.dissents:
        yield from opinion(dissent)


def _account(case: Case) -> Iterable[Block]:
    """What the proposal says about itself: the short answers in one line, then its own words."""
    proposal = case.proposal
    profile = [KINDS[proposal.kind], proposal.area]
    if proposal.posture:
        profile.append(POSTURES[proposal.posture])
    if proposal.horizon:
        profile.append(HORIZONS[proposal.horizon])
    rows = (
        (Text("位置付け", "Profile"), joined([part for part in profile if part])),
        (Text("概要", "Summary"), proposal.summary),
        (Text("提案理由", "Rationale"), proposal.rationale),
    )
    yield Definitions(tuple(row for row in rows if row[1]))


def _scores(facts: Facts, case: Case) -> Iterable[Block]:
    if case.result is None or case.result.overall.summary.n == 0:
        yield Paragraph(Text("有効な評点はない。", "There are no valid scores."))
        return
    yield Paragraph(_standing(case.result))
    if any(found.summary.histogram for found in case.result.criteria.values()):
        yield distribution_figure(case, case.result, facts.criteria)
    else:
        yield Paragraph(FEW)


def _standing(result: ItemResult) -> Text:
    """Place, totals, class and n in one sentence."""
    overall = result.overall
    place, counted = place_words(overall.place), n_sentence(overall.summary)
    verdict = CLASSES[overall.consensus]
    axes = [(AXES[axis], number(result.totals[axis].summary.mean)) for axis in AXES]
    ja = "、".join(f"{name.ja}{mean}" for name, mean in axes)
    en = ", ".join(f"{name.en.lower()} {mean}" for name, mean in axes)
    mean = number(overall.summary.mean)
    return Text(
        f"総合評点は{mean}（{ja}）、順位は{place.ja}。合意の状況は「{verdict.ja}」。{counted.ja}。",
        f"Overall total {mean} ({en}), rank {place.en}. Class: {verdict.en.lower()}. {counted.en}.",
    )


def _said(comments: Comments | None) -> Iterable[Block]:
    if comments is None or not any(comments.counts.values()):
        return
    counts = [(COMMENT_KINDS[kind], count) for kind, count in comments.counts.items() if count]
    n = sum(count for _, count in counts)
    ja = "、".join(f"{words.ja}{count}" for words, count in counts)
    en = ", ".join(f"{words.en} {count}" for words, count in counts)
    yield Paragraph(Text(f"委員からの意見は{n}件（{ja}）。", f"{n} comment{'' if n == 1 else 's'} ({en})."))
    if comments.points:
        yield Bullets(comments.points)

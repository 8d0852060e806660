"""The tally of a round: sheets in, results out. The one place where the numbers of a round are computed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

from panel.calc.consensus import Rule, classify, thirds
from panel.calc.marks import Blank, Mark, Scale
from panel.calc.ranking import UNRANKED, Place, ranking
from panel.calc.results import TOTALS, CriterionResult, ItemResult, Tally, TotalName, TotalResult
from panel.calc.summary import Summary, summary, total_summary
from panel.calc.weights import CriterionSpec, Weighing, common_scale, flip


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal that was scored."""

    id: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Who was to score one proposal, as numbers, because a ballot does not say whose it is.

    `eligible` were to hand in a sheet; those who did not count as "not yet". `recused` hand in none and are
    not among the eligible. Raises ValueError for a negative number.
    """

    eligible: int
    recused: int = 0

    def __post_init__(self) -> None:
        if min(self.eligible, self.recused) < 0:
            raise ValueError("a roster counts people")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One member's marks for one proposal, by criterion; a criterion left out is "not yet".

    `rater` is a pseudonym, the same at most once per proposal. `group` is the stakeholder group they sat for:
    no number here depends on it, but a snapshot keeps it with the sheet.
    """

    item_id: str
    rater: str
    marks: Mapping[str, Mark]
    group: str | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """What is needed to judge one proposal."""

    item: Item
    sheets: Sequence[Sheet]
    silence: Mapping[Blank, int]


@dataclass(frozen=True, slots=True)
class _Method:
    """How the proposals of one kind are judged."""

    criteria: Sequence[CriterionSpec]
    weighings: Mapping[TotalName, Weighing]
    scale: Scale
    rule: Rule


def tally(
    items: Sequence[Item],
    criteria: Sequence[CriterionSpec],
    sheets: Iterable[Sheet],
    rosters: Mapping[str, Roster],
    rule: Rule,
) -> Tally:
    """The results of a round. `rosters` has one entry per item id.

    Only the order of `items` and `criteria` shows in the result, the order of `sheets` never does.
    Raises ValueError for a sheet of an unknown proposal or criterion, a second sheet of one rater, more
    sheets than eligible raters, a mark off its scale, an item without a roster, or no criteria.
    """
    if not criteria:
        raise ValueError("a tally needs a criterion")
    scale = common_scale(criteria)
    kinds = {item.kind for item in items}
    methods = {kind: _method([c for c in criteria if c.asks(kind)], scale, rule) for kind in kinds}
    cases = _cases(items, criteria, sheets, rosters)
    judged = [_judged(case, methods[case.item.kind]) for case in cases]
    return Tally(scale, rule, tuple(criteria), _placed(judged, scale))


def _cases(
    items: Sequence[Item],
    criteria: Sequence[CriterionSpec],
    sheets: Iterable[Sheet],
    rosters: Mapping[str, Roster],
) -> list[_Case]:
    """The sheets sorted to their proposals, checked, with the silence of those who handed in none."""
    known = {criterion.id for criterion in criteria}
    by_item: dict[str, dict[str, Sheet]] = {item.id: {} for item in items}
    if len(known) < len(criteria) or len(by_item) < len(items) or by_item.keys() != rosters.keys():
        raise ValueError("every criterion and proposal is given once, every proposal with its roster")
    for sheet in sheets:
        handed_in = by_item.get(sheet.item_id)
        if handed_in is None or not sheet.marks.keys() <= known:
            raise ValueError(f"a sheet for an unknown proposal or criterion: {sheet.item_id}")
        if sheet.rater in handed_in:
            raise ValueError(f"two sheets of one rater for {sheet.item_id}")
        handed_in[sheet.rater] = sheet
    return [_case(item, list(by_item[item.id].values()), rosters[item.id]) for item in items]


def _case(item: Item, sheets: Sequence[Sheet], roster: Roster) -> _Case:
    missing = roster.eligible - len(sheets)
    if missing < 0:
        raise ValueError(f"more sheets than eligible raters for {item.id}")
    return _Case(item, sheets, {Blank.NOT_YET: missing, Blank.RECUSED: roster.recused})


def _method(criteria: Sequence[CriterionSpec], scale: Scale, rule: Rule) -> _Method:
    weighings = {name: Weighing([c for c in criteria if name in ("all", c.axis)], scale) for name in TOTALS}
    return _Method(criteria, weighings, scale, rule)


def _judged(case: _Case, method: _Method) -> ItemResult:
    criteria = {criterion.id: _criterion_result(criterion, case, method.rule) for criterion in method.criteria}
    totals = {name: _total_result(weighing, case, method) for name, weighing in method.weighings.items()}
    return ItemResult(case.item.id, case.item.kind, totals, criteria)


def _criterion_result(criterion: CriterionSpec, case: _Case, rule: Rule) -> CriterionResult:
    scale = criterion.scale
    marks = [sheet.marks.get(criterion.id, Blank.NOT_YET) for sheet in case.sheets]
    result = summary(marks, scale, case.silence)
    upward = result.histogram
    if criterion.direction == -1:
        upward = {flip(value, scale): count for value, count in upward.items()}
    return CriterionResult(result, thirds(upward, scale), classify(upward, result.eligible, scale, rule))


def _total_result(weighing: Weighing, case: _Case, method: _Method) -> TotalResult:
    composites = [weighing.composite(sheet.marks) for sheet in case.sheets]
    totals = [composite.total for composite in composites if composite.total is not None]
    blanks = Counter(composite.silence for composite in composites if composite.silence is not None)
    blanks.update(case.silence)
    result: Summary = total_summary(totals, method.scale, blanks)
    coverage = fsum(composite.coverage for composite in composites) / len(totals) if totals else None
    return TotalResult(
        result,
        thirds(result.histogram, method.scale),
        classify(result.histogram, result.eligible, method.scale, method.rule),
        coverage,
        UNRANKED,
    )


def _placed(judged: Sequence[ItemResult], scale: Scale) -> tuple[ItemResult, ...]:
    """The same results with their places, which only all of them together decide."""
    places: dict[TotalName, dict[str, Place]] = {
        name: ranking({item.id: item.totals[name].summary.mean for item in judged}, scale) for name in TOTALS
    }
    return tuple(
        replace(
            item,
            totals={name: replace(total, place=places[name][item.id]) for name, total in item.totals.items()},
        )
        for item in judged
    )

"""One proposal with everything known about it, and the order in which proposals are told."""

from collections.abc import Sequence
from dataclasses import dataclass

from panel.calc.analysis import ItemAnalysis
from panel.calc.report.facts import Comments, Criterion, Decision, Facts, Proposal
from panel.calc.results import CriterionResult, ItemResult


@dataclass(frozen=True, slots=True)
class Case:
    """A proposal, its result, how sure its place is, the decision on it and what was said; None where there is none."""

    proposal: Proposal
    result: ItemResult | None
    standing: ItemAnalysis | None
    decision: Decision | None
    comments: Comments | None

    def on(self, criterion: Criterion) -> CriterionResult | None:
        """Its result on one criterion; None where it was not asked."""
        return self.result.criteria.get(criterion.key) if self.result else None


def cases(facts: Facts) -> tuple[Case, ...]:
    """Every proposal, by rank; those without a rank at the end, by key."""
    results = {result.id: result for result in facts.results}
    standings = {item.id: item for item in facts.analysis.items} if facts.analysis else {}
    decisions = {decision.proposal: decision for decision in facts.decisions}
    comments = {said.proposal: said for said in facts.comments}
    found = [
        Case(
            proposal,
            results.get(proposal.key),
            standings.get(proposal.key),
            decisions.get(proposal.key),
            comments.get(proposal.key),
        )
        for proposal in facts.proposals
    ]
    return tuple(sorted(found, key=_order))


def _order(case: Case) -> tuple[bool, int, str]:
    rank = case.result.overall.place.rank if case.result else None
    return rank is None, rank or 0, case.proposal.key


def scored(found: Sequence[Case]) -> tuple[Case, ...]:
    """Those with at least one valid score."""
    return tuple(case for case in found if case.result and case.result.overall.summary.n)


def by_theme(found: Sequence[Case], criterion: Criterion) -> tuple[Case, ...]:
    """The scored ones by their mean on one criterion, best first."""
    means = [(case, result.summary.mean) for case in found if (result := case.on(criterion))]
    known = [(case, mean) for case, mean in means if mean is not None]
    known.sort(key=lambda pair: (-criterion.direction * pair[1], pair[0].proposal.key))
    return tuple(case for case, _ in known)

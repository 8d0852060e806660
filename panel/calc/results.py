"""The results of a round as values, and as plain JSON values to be stored, printed and compared."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from panel.calc.consensus import ConsensusClass, Rule, Thirds
from panel.calc.marks import Blank, Scale
from panel.calc.ranking import Place
from panel.calc.summary import Summary
from panel.calc.weights import CriterionSpec

TotalName = Literal["all", "need", "opportunity"]

TOTALS: Final[tuple[TotalName, ...]] = ("all", "need", "opportunity")
THIN: Final = 0.5
"""A total that stands on less than this share of the weight is flagged."""

_SUFFIX: Final[Mapping[TotalName, str]] = MappingProxyType({"all": "", "need": "_need", "opportunity": "_opportunity"})


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion of one proposal.

    The summary is in the criterion's own values, as they were ticked. `thirds` and `consensus` read the scale
    so that higher is better: with direction -1 a panel that agrees on 1 agrees high.
    """

    summary: Summary
    thirds: Thirds | None
    consensus: ConsensusClass


@dataclass(frozen=True, slots=True)
class TotalResult:
    """The members' weighted totals of one proposal on one axis, on the common scale, higher is better.

    `summary.mean` is the total of the proposal. `coverage` is the mean share of the weight that the members
    counted in `n` did answer, 0 to 1; None when nobody did. Thirds and class read the totals rounded half up.
    """

    summary: Summary
    thirds: Thirds | None
    consensus: ConsensusClass
    coverage: float | None
    place: Place

    @property
    def is_thin(self) -> bool:
        """Whether the total stands on less than half of the weight."""
        return self.coverage is not None and self.coverage < THIN


@dataclass(frozen=True, slots=True)
class ItemResult:
    """Everything a round says about one proposal; criteria that do not ask its kind are absent."""

    id: str
    kind: str | None
    totals: Mapping[TotalName, TotalResult]
    criteria: Mapping[str, CriterionResult]

    @property
    def overall(self) -> TotalResult:
        """The total over all criteria, by which the list is ranked."""
        return self.totals["all"]

    def as_plain(self) -> dict[str, Any]:
        """The result as JSON values: no NaN; what does not exist is null beside its `reason`."""
        ranks = {f"rank{_SUFFIX[name]}": self.totals[name].place.rank for name in TOTALS}
        means = {f"total{_SUFFIX[name]}": self.totals[name].summary.mean for name in TOTALS}
        return {
            "id": self.id,
            "kind": self.kind,
            **ranks,
            **means,
            "n": self.overall.summary.n,
            "eligible": self.overall.summary.eligible,
            "class": self.overall.consensus.value,
            "totals": {name: _plain_total(total) for name, total in self.totals.items()},
            "criteria": {key: _plain_result(result) for key, result in self.criteria.items()},
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "ItemResult":
        """The result back from what `as_plain` stored. Raises KeyError or ValueError for anything else."""
        ranks = {name: plain[f"rank{_SUFFIX[name]}"] for name in TOTALS}
        return cls(
            plain["id"],
            plain["kind"],
            {name: _total(plain["totals"][name], ranks[name]) for name in TOTALS},
            {key: CriterionResult(*_result(result)) for key, result in plain["criteria"].items()},
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """The results of a round, in the order the proposals were given, with what they were computed by.

    `scale` is that of the totals.
    """

    scale: Scale
    rule: Rule
    criteria: tuple[CriterionSpec, ...]
    items: tuple[ItemResult, ...]

    def by_rank(self) -> tuple[ItemResult, ...]:
        """The proposals from first to last; those without a total at the end."""
        return tuple(sorted(self.items, key=lambda item: (item.overall.place.rank is None, item.overall.place.rank)))

    def as_plain(self) -> dict[str, Any]:
        """The tally as JSON values."""
        return {
            "scale": [self.scale.lo, self.scale.hi],
            "rule": self.rule.as_plain(),
            "items": [item.as_plain() for item in self.items],
        }


def _plain_total(total: TotalResult) -> dict[str, Any]:
    return {
        **_plain_result(total),
        "coverage": total.coverage,
        "is_thin": total.is_thin,
        "standing": total.place.standing,
    }


def _plain_result(result: CriterionResult | TotalResult) -> dict[str, Any]:
    return {
        **_plain_summary(result.summary),
        "thirds": None if result.thirds is None else asdict(result.thirds),
        "class": result.consensus.value,
    }


def _plain_summary(summary: Summary) -> dict[str, Any]:
    return {
        "n": summary.n,
        "eligible": summary.eligible,
        "blanks": {blank.value: count for blank, count in summary.blanks.items()},
        "mean": summary.mean,
        "median": summary.median,
        "q1": summary.q1,
        "q3": summary.q3,
        "sd": summary.sd,
        "histogram": {str(value): count for value, count in summary.histogram.items()},
        "reason": summary.reason,
    }


def _total(plain: Mapping[str, Any], rank: int | None) -> TotalResult:
    return TotalResult(*_result(plain), plain["coverage"], Place(rank, plain["standing"]))


def _result(plain: Mapping[str, Any]) -> tuple[Summary, Thirds | None, ConsensusClass]:
    thirds = plain["thirds"]
    return _summary(plain), None if thirds is None else Thirds(**thirds), ConsensusClass(plain["class"])


def _summary(plain: Mapping[str, Any]) -> Summary:
    return Summary(
        n=plain["n"],
        eligible=plain["eligible"],
        blanks={Blank(blank): count for blank, count in plain["blanks"].items()},
        mean=plain["mean"],
        median=plain["median"],
        q1=plain["q1"],
        q3=plain["q3"],
        sd=plain["sd"],
        histogram={int(value): count for value, count in sorted(plain["histogram"].items(), key=_value)},
        reason=plain["reason"],
    )


def _value(entry: tuple[str, int]) -> int:
    """JSON keys are text, and a database may sort them as text: 1, 10, 2."""
    return int(entry[0])

"""How far a tally can be trusted, as plain values: who is really in the first k, what decides it, who agrees.

Computed by `panel.calc.statistics`, frozen with the round, read by pages and reports that never load NumPy.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Final

from panel.calc.reasons import Reason, Stat

FORMAT: Final = "panel-analysis-1"
_DECIMALS: Final = 9


class Band(StrEnum):
    """Whether a proposal is among the first k, if an equally composed panel had sat."""

    IN = "in"
    CONTESTED = "contested"
    OUT = "out"


class Flag(StrEnum):
    """What a chair should know of a proposal before relying on its place."""

    ONE_MEMBER = "one_member"  # leaving out one member takes it across the line
    WEIGHTS = "weights"  # moving less than a twentieth of the weight takes it across the line
    MEDIAN = "median"  # by the median it lies on the other side of the line, or more than five places away
    SEVERITY = "severity"  # with strict and lenient members evened out it lies on the other side of the line
    DISAGREEMENT = "disagreement"  # the RAND/UCLA index says that the panel disagrees
    THIN = "thin"  # its total stands on less than half of the weight


@dataclass(frozen=True, slots=True)
class Settings:
    """What an analysis was computed with. Raises ValueError for settings that make no sense.

    `places` is the k of "the first k", `replicates` the number of panels drawn from the members, `seed` where drawing
    began. A proposal is in from a probability of `inside`, out up to `outside`; rank intervals reach from the
    `interval[0]` to the `interval[1]` quantile of the ranks drawn.
    """

    seed: int
    places: int
    replicates: int = 10_000
    inside: float = 0.90
    outside: float = 0.10
    interval: tuple[float, float] = (0.05, 0.95)

    def __post_init__(self) -> None:
        if self.places < 1 or self.replicates < 1 or self.seed < 0:
            raise ValueError("an analysis needs a place, a replicate and a seed")
        if not 0 <= self.outside < self.inside <= 1 or not 0 <= self.interval[0] < self.interval[1] <= 1:
            raise ValueError("the bands of an analysis lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class Swap:
    """The smallest change of the weights that takes a proposal across the line, by changing places with `other`.

    `change` is the share of all weight that moves (0 to 1), from criterion to criterion as `moved` says, by their keys:
    negative where weight is taken.
    """

    other: str
    change: float
    moved: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """One proposal among those that are ranked; places count them alone.

    `low` and `high` bound its rank (the best and the worst), `p_top` is the probability of the first k and `expected`
    the mean rank over the panels drawn. `median_rank` orders by the median, ties broken by the mean; `adjusted` is the
    total with strict and lenient members evened out, None with the reason in `PanelAnalysis.severity`.
    `decisive` members take it across the line when they alone are left out, `moves` is the most places that any one of
    them moves it. `disagreement` is the RAND/UCLA index (above 1: disagreement), `cns` the agreement of Tastle and
    Wierman (1: one voice), `polarisation` that of van der Eijk (1: two camps).
    """

    id: str
    total: float
    rank: int
    low: int
    high: int
    p_top: float
    expected: float
    band: Band
    median_rank: int
    adjusted: float | None
    adjusted_rank: int | None
    decisive: int
    moves: int
    swap: Swap | None
    disagreement: float | None
    cns: float | None
    polarisation: float | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class PanelAnalysis:
    """How far the members agree as a panel, on totals: each figure with its interval, or the reason why it has none.

    `kendall` is W; `one` and `consistent` are ICC(A,1) and ICC(C,1), `mean` is ICC(A,k); `alpha` is Krippendorff's,
    interval; `severity` is the standard deviation of the members' strictness in steps of the scale.
    """

    kendall: Stat
    one: Stat
    consistent: Stat
    mean: Stat
    alpha: Stat
    severity: Stat


class ClaimKind(StrEnum):
    """What a plain sentence about a tally says; its words are in `panel.calc.claims`."""

    TOP_STAYS = "top_stays"
    TOP_MOVES = "top_moves"
    BANDS = "bands"
    ONE_MEMBER = "one_member"
    NOBODY_DECIDES = "nobody_decides"
    WEIGHTS = "weights"
    NO_WEIGHTS = "no_weights"
    MEDIAN = "median"
    SEVERITY = "severity"
    TRUST = "trust"


@dataclass(frozen=True, slots=True)
class Claim:
    """One computed fact that is worth a sentence: its numbers, the proposals and the criteria it speaks of, by key."""

    kind: ClaimKind
    numbers: Mapping[str, float]
    items: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything a round's tally is worth, proposals from the first to the last.

    Without a ranked proposal, or without knowing which sheets belong together, `items` is empty and `reason` says why.
    """

    settings: Settings
    n_raters: int
    items: tuple[ItemAnalysis, ...]
    panel: PanelAnalysis | None
    claims: tuple[Claim, ...]
    reason: Reason | None = None

    def as_plain(self) -> dict[str, Any]:
        """The analysis as JSON values, to nine decimals; what does not exist is null beside its reason."""
        return {"format": FORMAT, **_rounded(asdict(self))}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Analysis":
        """The analysis back from what `as_plain` stored. Raises ValueError for another format or missing settings."""
        try:
            if plain["format"] != FORMAT:
                raise ValueError(f"an analysis of another format: {plain['format']}")
            return cls(
                Settings(**{**plain["settings"], "interval": tuple(plain["settings"]["interval"])}),
                plain["n_raters"],
                tuple(_item(one) for one in plain["items"]),
                None if plain["panel"] is None else _panel(plain["panel"]),
                tuple(_claim(one) for one in plain["claims"]),
                None if plain["reason"] is None else Reason(plain["reason"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("not an analysis") from error


def _rounded(value: Any) -> Any:
    """Without the digits in which two machines may differ, and without a negative zero."""
    if isinstance(value, float):
        return round(value, _DECIMALS) + 0.0
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def _item(plain: Mapping[str, Any]) -> ItemAnalysis:
    swap = None if plain["swap"] is None else Swap(**plain["swap"])
    flags = tuple(Flag(flag) for flag in plain["flags"])
    return ItemAnalysis(**{**plain, "band": Band(plain["band"]), "swap": swap, "flags": flags})


def _panel(plain: Mapping[str, Any]) -> PanelAnalysis:
    return PanelAnalysis(*(_stat(plain[field.name]) for field in fields(PanelAnalysis)))


def _stat(plain: Mapping[str, Any]) -> Stat:
    return Stat(**{**plain, "reason": None if plain["reason"] is None else Reason(plain["reason"])})


def _claim(plain: Mapping[str, Any]) -> Claim:
    return Claim(ClaimKind(plain["kind"]), plain["numbers"], tuple(plain["items"]), tuple(plain["criteria"]))

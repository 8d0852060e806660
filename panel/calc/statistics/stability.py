"""Has an item come to rest between two rounds? Only members who scored it in both are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.course import Course as Course
from panel.calc.marks import Scale
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.dispersion import whole_steps
from panel.calc.statistics.multiplicity import benjamini_hochberg
from panel.calc.statistics.quantiles import quantiles
from panel.calc.statistics.wilcoxon import signed_rank

LEAST_FOR_P: Final = 5


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """When an item is settled and when rounds may stop; fixed before the first round.

    Settled: at least `least_pairs` members scored it twice, less than `net_change_below` of them changed the
    histogram, the median moved at most `median_steps`, and the adjusted p of Wilcoxon's test is at least `p_from`.
    Rounds may stop when `settled_share` of the items are, or after `rounds`. Consensus is no reason to stop (von der
    Gracht 2012). Raises ValueError for shares outside 0 to 1 and numbers below zero.
    """

    least_pairs: int = 5
    net_change_below: float = 0.15
    median_steps: float = 1.0
    p_from: float = 0.05
    settled_share: float = 0.9
    rounds: int = 3

    def __post_init__(self) -> None:
        if not all(0 <= share <= 1 for share in (self.net_change_below, self.p_from, self.settled_share)):
            raise ValueError("a share of the rule lies between 0 and 1")
        if self.least_pairs < 1 or self.median_steps < 0 or self.rounds < 1:
            raise ValueError("a rule needs a pair, a round and no less than no step")


@dataclass(frozen=True, slots=True)
class Stability:
    """What changed between two rounds, one entry of each array for every item; NaN where nobody scored it twice.

    `n_paired` members scored it in both rounds, `n_left` in the first alone, `n_joined` in the second alone. `kept` is
    the share (0 to 1) that gave the very same score, `net_change` Scheibe's share by which the histograms differ;
    `median_change` and `iqr_change` are later less earlier, in steps. `p` is Wilcoxon's (Pratt), NaN with fewer than
    five pairs; `p_adjusted` is Benjamini and Hochberg's over the items.
    """

    n_paired: I64
    n_left: I64
    n_joined: I64
    kept: F64
    net_change: F64
    median_change: F64
    iqr_change: F64
    p: F64
    p_adjusted: F64


def round_stability(y1: F64, y2: F64, mask1: Bool, mask2: Bool, scale: Scale) -> Stability:
    """The stability of every item from scores `y[R, N]` of the same members and items in two rounds.

    Histograms count scores at their nearest value of the scale. Raises ValueError for rounds of different shape.
    Scheibe, Skutsch & Schofer 1975; Pratt 1959.
    """
    if not y1.shape == y2.shape == mask1.shape == mask2.shape:
        raise ValueError("two rounds of the same members and items")
    paired = mask1 & mask2
    n = paired.sum(axis=0)
    grain = GRAIN * scale.width
    differences = np.where(paired, y2 - y1, np.nan)
    tables = transitions(y1, y2, paired, scale)
    quarters_before, quarters_after = (quantiles(np.where(paired, y, np.nan)) for y in (y1, y2))
    tested = [
        signed_rank(item, grain=grain).p if pairs >= LEAST_FOR_P else None
        for item, pairs in zip(differences.T, n, strict=True)
    ]
    p = np.array([np.nan if value is None else value for value in tested], dtype=np.float64)
    return Stability(
        n,
        (mask1 & ~mask2).sum(axis=0),
        (mask2 & ~mask1).sum(axis=0),
        _shares((np.abs(differences) <= grain).sum(axis=0), n),
        _shares(np.abs(tables.sum(axis=1) - tables.sum(axis=2)).sum(axis=1) / 2, n),
        quarters_after[1] - quarters_before[1],
        (quarters_after[2] - quarters_after[0]) - (quarters_before[2] - quarters_before[0]),
        p,
        benjamini_hochberg(p),
    )


def transitions(y1: F64, y2: F64, paired: Bool, scale: Scale) -> I64:
    """How many members went from value to value of the scale on each item, [N, K, K], rows by the first round."""
    n_items, n_levels = paired.shape[1], scale.width + 1
    before, after = ((whole_steps(y[paired], scale) - scale.lo).astype(np.int64) for y in (y1, y2))
    cell = (np.nonzero(paired)[1] * n_levels + before) * n_levels + after
    return np.bincount(cell, minlength=n_items * n_levels**2).reshape(n_items, n_levels, n_levels)


def settled(stability: Stability, rule: StoppingRule) -> Bool:
    """Which items have come to rest, [N]; False too where too few scored twice to tell (`n_paired`)."""
    with_p = np.where(np.isnan(stability.p_adjusted), 1.0, stability.p_adjusted)
    return (
        (stability.n_paired >= rule.least_pairs)
        & (stability.net_change < rule.net_change_below)
        & (np.abs(stability.median_change) <= rule.median_steps + GRAIN)
        & (with_p >= rule.p_from)
    )


def courses(stability: Stability, rule: StoppingRule, agreed: Sequence[bool]) -> tuple[Course | None, ...]:
    """The course of every item, `agreed[N]` telling on which the later round has consensus.

    An item that moves converges where its interquartile range falls. None where too few scored it twice. Raises
    ValueError for another number of items.
    """
    resting = settled(stability, rule)
    return tuple(
        None if n < rule.least_pairs else _course(bool(rests), agrees, bool(falls))
        for n, rests, agrees, falls in zip(
            stability.n_paired, resting, agreed, stability.iqr_change < -GRAIN, strict=True
        )
    )


def _course(rests: bool, agrees: bool, falls: bool) -> Course:
    if rests:
        return Course.SETTLED_CONSENSUS if agrees else Course.SETTLED_DISSENT
    return Course.MOVING_CONVERGING if falls else Course.MOVING_DIVERGING


def may_stop(stability: Stability, rule: StoppingRule, rounds_held: int) -> bool:
    """Whether the rule lets the rounds end: enough items settled, or enough rounds held; not without any item."""
    resting = settled(stability, rule)
    return rounds_held >= rule.rounds or bool(
        resting.size and resting.sum() >= rule.settled_share * resting.size - GRAIN
    )


def _shares(counted: F64 | I64, n: I64) -> F64:
    shares: F64 = np.divide(counted, n, out=np.full(n.shape, np.nan), where=n > 0)
    return shares

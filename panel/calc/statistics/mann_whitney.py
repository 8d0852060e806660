"""Do two groups score alike? The rank-sum test of Mann and Whitney, and by how much one is above the other."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64
from panel.calc.statistics.ranks import mid_ranks, own_grain
from panel.calc.statistics.wilcoxon import Method

EXACT_BELOW: Final = 50


@dataclass(frozen=True, slots=True)
class MannWhitney:
    """The test of two samples of `n` = (first, second) values.

    `u` counts the pairs in which the first is above, ties as half; `delta` is Cliff's, from -1 (always below) to 1
    (always above). `p` is two-sided, `p_greater` for the first being above. All None where a sample is empty
    (all_missing); where all values are equal p is 1 and delta 0, with the reason no_variation.
    """

    n: tuple[int, int]
    u: float | None
    delta: float | None
    p: float | None
    p_greater: float | None
    reason: Reason | None = None


def mann_whitney(
    first: F64, second: F64, method: Method = Method.AUTO, grain: float | None = None, *, continuity: bool = True
) -> MannWhitney:
    """The test of `first[n1]` against `second[n2]`, NaN being none.

    Exact over all ways to part the ranks where both samples are below fifty and no values are equal (AUTO), else the
    normal approximation with ties, corrected for continuity by default. Values within `grain` are equal (by default
    1e-9 of their range). Mann & Whitney 1947; Cliff 1993.
    """
    samples = [sample[~np.isnan(sample)] for sample in (first, second)]
    n1, n2 = (len(sample) for sample in samples)
    if not (n1 and n2):
        return MannWhitney((n1, n2), None, None, None, None, Reason.ALL_MISSING)
    pooled = np.concatenate(samples)
    doubled = np.rint(2 * mid_ranks(pooled, own_grain(pooled) if grain is None else grain, ascending=True))
    doubled = doubled.astype(np.int64)
    total = int(doubled[:n1].sum())
    u = total / 2 - n1 * (n1 + 1) / 2
    if np.ptp(doubled) == 0:
        return MannWhitney((n1, n2), u, 0.0, 1.0, 1.0, Reason.NO_VARIATION)
    untied = len(np.unique(doubled)) == n1 + n2
    exact = method is Method.EXACT or (method is Method.AUTO and untied and max(n1, n2) < EXACT_BELOW)
    p_greater, p_less = _exact(doubled, n1, total) if exact else _normal(doubled, n1, total, 0.5 * continuity)
    return MannWhitney((n1, n2), u, 2 * u / (n1 * n2) - 1, min(1.0, 2 * min(p_greater, p_less)), p_greater)


def _exact(doubled: I64, n1: int, total: int) -> tuple[float, float]:
    """The probabilities of a rank sum at least, and at most, as large, any `n1` of the ranks being as likely.

    One rank after the other is dealt to the first sample or not; `chances[k, s]` that k of those dealt so far, with
    the sum s, are in it. Dividing on the way keeps them probabilities; sums are counted from the lowest, in the
    largest steps that all ranks share.
    """
    lowest = int(doubled.min())
    step = max(1, int(np.gcd.reduce(doubled - lowest)))
    ranks, total = np.sort(doubled - lowest) // step, (total - n1 * lowest) // step
    highest = int(ranks[-n1:].sum())
    chances = np.zeros((n1 + 1, highest + 1))
    chances[0, 0] = 1.0
    for dealt, rank in enumerate(ranks.tolist()):
        left = len(ranks) - dealt
        least, most = max(0, n1 - left), min(dealt, n1 - 1) + 1  # so many are in it already, and some are to come
        into = (n1 - np.arange(least, most)[:, None]) / left * chances[least:most]
        chances[least:most] -= into
        chances[least + 1 : most + 1, rank:] += into[:, : highest + 1 - rank]
    return float(chances[n1, total:].sum()), float(chances[n1, : total + 1].sum())


def _normal(doubled: I64, n1: int, total: int, correction: float) -> tuple[float, float]:
    """The same probabilities from the mean and the variance of sums of these very ranks."""
    ranks = doubled / 2
    n = len(ranks)
    sd = np.sqrt(n1 * (n - n1) / n * ranks.var(ddof=1))
    away = total / 2 - n1 * (n + 1) / 2
    return float(ndtr(-(away - correction) / sd)), float(ndtr((away + correction) / sd))

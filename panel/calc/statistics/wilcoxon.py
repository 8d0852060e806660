"""Did members move between two rounds, on the whole up or down? Wilcoxon's signed ranks, zeros and ties included."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy.special import ndtr

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64
from panel.calc.statistics.ranks import mid_ranks, own_grain, rounded

EXACT_UP_TO: Final = 25


class Zeros(StrEnum):
    """What becomes of pairs that did not change."""

    PRATT = "pratt"  # ranked with the others, then left out: they make the changes count for less
    DROP = "drop"  # left out before ranking


class Method(StrEnum):
    """Where a p-value comes from."""

    AUTO = "auto"
    EXACT = "exact"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class SignedRank:
    """The test of `n` pairs, `n_changed` of which changed.

    `w_plus` and `w_minus` are the sums of the ranks of rises and falls, `z` the standardised `w_plus` (None without
    changes), `p` two-sided, `p_greater` for rises. Without changes p is 1 and the reason no_changes; without pairs
    there is no p and the reason is all_missing.
    """

    n: int
    n_changed: int
    w_plus: float
    w_minus: float
    z: float | None
    p: float | None
    p_greater: float | None
    reason: Reason | None = None


def signed_rank(
    differences: F64, zeros: Zeros = Zeros.PRATT, method: Method = Method.AUTO, grain: float | None = None
) -> SignedRank:
    """The test of later less earlier, `differences[n]`; NaN is no pair.

    Exact over all signs (on doubled mid-ranks, which are whole) for up to 25 changes, else the normal approximation
    with the variance of these ranks, ties and all, and no continuity correction. Differences within `grain` are the
    same (by default 1e-9 of what they span). Wilcoxon 1945; Pratt 1959.
    """
    given = differences[~np.isnan(differences)]
    given = rounded(given, own_grain(np.append(given, 0.0)) if grain is None else grain)
    changed = given != 0
    n, n_changed = len(given), int(changed.sum())
    if n_changed == 0:
        p = 1.0 if n else None
        return SignedRank(n, 0, 0.0, 0.0, None, p, p, Reason.NO_CHANGES if n else Reason.ALL_MISSING)
    ranked = given if zeros is Zeros.PRATT else given[changed]
    doubled = np.rint(2 * mid_ranks(np.abs(ranked), 0.0, ascending=True)).astype(np.int64)[ranked != 0]
    plus, total = int(doubled[given[changed] > 0].sum()), int(doubled.sum())
    z = float((2 * plus - total) / np.sqrt((doubled**2).sum()))
    exact = method is Method.EXACT or (method is Method.AUTO and n_changed <= EXACT_UP_TO)
    p_greater, p_less = _exact(doubled, plus) if exact else (float(ndtr(-z)), float(ndtr(z)))
    p = min(1.0, 2 * min(p_greater, p_less))
    return SignedRank(n, n_changed, plus / 2, (total - plus) / 2, z, p, p_greater)


def _exact(doubled: I64, plus: int) -> tuple[float, float]:
    """The probabilities of a sum of rises at least, and at most, as large, every sign being a fair coin."""
    chances = np.zeros(int(doubled.sum()) + 1)
    chances[0] = 1.0
    for rank in doubled:
        shifted = np.zeros_like(chances)
        shifted[rank:] = chances[: len(chances) - rank]
        chances = (chances + shifted) / 2
    return float(chances[plus:].sum()), float(chances[: plus + 1].sum())

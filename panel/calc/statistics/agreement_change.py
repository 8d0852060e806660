"""Did the panel come closer between two rounds? The change of any measure of agreement, with its interval."""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, Bool, Stat

Agreement: TypeAlias = Callable[[F64, Bool], Stat]

DRAWS: Final = 1_000
LEAST_DRAWN: Final = 0.5
"""Of the draws, the share that must have a value in both rounds for an interval to be given."""


def agreement_change(
    agreement: Agreement, y1: F64, y2: F64, mask1: Bool, mask2: Bool, *, draws: int = DRAWS, seed: int = 0
) -> Stat:
    """`agreement` of the second round less that of the first, among the members who scored in both; `n` is theirs.

    `y[R, N]` of the same members and items. `low` and `high` bound 95 % of bootstrap draws of those members, each
    draw the same in both rounds, PCG64(seed); None where fewer than half of the draws have a value. The reason is the
    measure's own, of the first round that has no value, or all_missing without such members. Raises ValueError for
    rounds of different shape.
    """
    if not y1.shape == y2.shape == mask1.shape == mask2.shape:
        raise ValueError("two rounds of the same members and items")
    both = np.flatnonzero(mask1.any(axis=1) & mask2.any(axis=1))
    if not both.size:
        return Stat.none(Reason.ALL_MISSING)
    before, after = agreement(y1[both], mask1[both]), agreement(y2[both], mask2[both])
    if before.value is None or after.value is None:
        return Stat.none(before.reason or after.reason or Reason.ALL_MISSING, both.size)
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = np.full(draws, np.nan)
    for draw, rows in enumerate(both[rng.integers(both.size, size=(draws, both.size))]):
        one, other = agreement(y1[rows], mask1[rows]).value, agreement(y2[rows], mask2[rows]).value
        if one is not None and other is not None:
            drawn[draw] = other - one
    drawn = drawn[~np.isnan(drawn)]
    change = after.value - before.value
    if drawn.size < LEAST_DRAWN * draws:
        return Stat(change, both.size)
    low, high = np.quantile(drawn, (0.025, 0.975)).tolist()
    return Stat(change, both.size, low=low, high=high)

"""How often one item was ahead of another over many replicates."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from panel.calc.statistics.arrays import F64
from panel.calc.statistics.orders import Replicates

MOST_IN_PAIRS: Final = 300
"""Items up to which all pairs are compared: the work grows with the square of their number."""
_AT_ONCE: Final = 2_000


def p_better(replicates: Replicates, *, drop: bool) -> F64:
    """The share of replicates in which the row was ahead of the column, ties half, [N, N]; the diagonal is 1/2.

    With `drop`, replicates that left an item without a rating do not count. Raises ValueError above 300 items.
    """
    n_items = replicates.n_items
    if n_items > MOST_IN_PAIRS:
        raise ValueError(f"pairs of more than {MOST_IN_PAIRS} items")
    levels = replicates.arranged(np.arange(n_items))
    ahead, n_kept = np.zeros((n_items, n_items)), 0.0
    for first in range(0, replicates.n_replicates, _AT_ONCE):
        some = np.trunc(levels(first, min(first + _AT_ONCE, replicates.n_replicates)))  # as whole as in the keys
        some = some[(some > 0).all(axis=1)] if drop else some
        ahead += times_ahead(some, np.ones(len(some)))
        n_kept += len(some)
    return ahead / n_kept


def times_ahead(levels: NDArray[np.floating[Any]], ways: F64) -> F64:
    """How often the row was ahead of the column, ties half, [N, N]: `levels[B, N]` came up `ways[B]` times each."""
    by_item = np.ascontiguousarray(levels.T)
    ahead = np.empty((len(by_item), len(by_item)))
    for item, own in enumerate(by_item):
        ahead[item] = ((own > by_item) * ways).sum(axis=1) + ((own == by_item) * ways).sum(axis=1) / 2
    return ahead

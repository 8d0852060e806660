"""Tables of members and proposals for the tests of the statistics: published ones, and whatever may happen."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from panel.calc.statistics.arrays import F64, Bool

SHROUT_FLEISS = np.array([[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]], dtype=float)
"""Four judges on six targets (Shrout & Fleiss 1979)."""


def table(rows: Any) -> tuple[F64, Bool]:
    """The scores and where they are, from rows of members in which None is no score."""
    y = np.array(rows, dtype=np.float64)
    return y, ~np.isnan(y)


def complete(low: int = 1, high: int = 9, raters: int = 2, items: int = 3) -> st.SearchStrategy[F64]:
    """Whole marks of at least so many members on at least so many proposals, without gaps, often tied."""
    return _sized(st.integers(low, high), raters, items)


def with_gaps(low: int = 1, high: int = 9, raters: int = 1, items: int = 1) -> st.SearchStrategy[F64]:
    """The same with a third of the marks missing, and now and then all of them."""
    mark = st.integers(low, high)
    return _sized(st.one_of(mark, mark, st.none()), raters, items)


def _sized(mark: st.SearchStrategy[int | None], raters: int, items: int) -> st.SearchStrategy[F64]:
    def rows(size: tuple[int, int]) -> st.SearchStrategy[list[list[int | None]]]:
        n_raters, n_items = size
        row = st.lists(mark, min_size=n_items, max_size=n_items)
        return st.lists(row, min_size=n_raters, max_size=n_raters)

    sizes = st.tuples(st.integers(raters, raters + 5), st.integers(items, items + 5))
    return sizes.flatmap(rows).map(lambda drawn: np.array(drawn, dtype=np.float64))

"""Places with ties, one row or many."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from panel.calc.marks import Scale
from panel.calc.ranking import ranking
from panel.calc.statistics.ranks import mid_ranks, min_ranks, own_grain

NAN = np.nan
TABLES = st.integers(1, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(1, 5), min_size=n, max_size=n), min_size=1, max_size=5)
)


def test_equal_values_share_the_better_place_or_the_mean_of_their_places() -> None:
    values = np.array([3.0, 5.0, 3.0, 1.0])
    assert min_ranks(values, 1e-9).tolist() == [2, 1, 2, 4]
    assert mid_ranks(values, 1e-9).tolist() == [2.5, 1, 2.5, 4]
    assert min_ranks(values, 1e-9, ascending=True).tolist() == [2, 4, 2, 1]


def test_noise_of_arithmetic_separates_nobody() -> None:
    assert min_ranks(np.array([0.1 + 0.2, 0.3]), 1e-9).tolist() == [1, 1]
    assert min_ranks(np.array([0.1 + 0.2, 0.3]), 0.0).tolist() == [1, 2]


def test_what_has_no_value_comes_last_or_has_no_place() -> None:
    values = np.array([[NAN, 2.0, NAN, 4.0], [NAN, NAN, NAN, NAN]])
    assert min_ranks(values, 1e-9).tolist() == [[3, 2, 3, 1], [1, 1, 1, 1]]
    assert np.array_equal(mid_ranks(values, 1e-9), [[NAN, 2, NAN, 1], [NAN] * 4], equal_nan=True)


def test_nothing_at_all_has_no_places() -> None:
    assert min_ranks(np.empty(0), 1e-9).shape == (0,)
    assert mid_ranks(np.empty((2, 0)), 1e-9).shape == (2, 0)


def test_values_of_no_scale_have_a_grain_of_their_own() -> None:
    assert own_grain(np.array([2.0, NAN, 6.0])) == 4e-9
    assert own_grain(np.array([NAN])) == own_grain(np.array([0.0])) == 0.0
    equal = np.array([0.3, 0.1 + 0.2])
    assert min_ranks(equal, own_grain(equal)).tolist() == [1, 1]


@given(TABLES)
def test_places_are_those_of_scipy(table: list[list[int]]) -> None:
    values = np.array(table, dtype=float)
    assert np.array_equal(min_ranks(values, 1e-9), rankdata(-values, "min", axis=1))
    assert np.array_equal(mid_ranks(values, 1e-9), rankdata(-values, "average", axis=1))
    assert np.array_equal(mid_ranks(values, 1e-9, ascending=True), rankdata(values, "average", axis=1))


@given(st.lists(st.none() | st.floats(1, 9), min_size=1, max_size=12))
def test_places_are_those_of_the_fixed_tally(totals: list[float | None]) -> None:
    places = ranking({str(at): total for at, total in enumerate(totals)}, Scale(1, 9))
    ranks = min_ranks(np.array([NAN if total is None else total for total in totals]), 8e-9)
    for at, total in enumerate(totals):
        if total is not None:
            assert places[str(at)].rank == ranks[at]

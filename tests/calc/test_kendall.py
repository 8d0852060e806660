"""Kendall's W, and its generalisation to tables with gaps."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare, spearmanr

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.kendall import KendallW, kendall_w, kendall_w_missing
from tests.calc.rounds import quickly
from tests.calc.tables import complete, with_gaps

NAN = np.nan


def w_of(y: F64) -> KendallW:
    return kendall_w(y, ~np.isnan(y))


def varies(y: F64) -> bool:
    return bool((y != y[:, :1]).any())


@quickly
@given(complete(1, 4, raters=3))
def test_w_is_friedmans_statistic_by_its_greatest_value(y: F64) -> None:
    assume(varies(y))
    theirs = friedmanchisquare(*y.T)
    ours = w_of(y)
    assert ours.w.value == pytest.approx(theirs.statistic / (y.shape[0] * (y.shape[1] - 1)), abs=1e-12)
    assert ours.p_chi2 == pytest.approx(theirs.pvalue, abs=1e-12)


@quickly
@given(complete(1, 2, raters=2))
def test_w_with_many_ties_is_never_negative_and_never_above_one(y: F64) -> None:
    value = w_of(y).w.value
    assert value is None or 0 <= value <= 1


def test_w_corrects_for_ties_by_itself() -> None:
    y = np.array([[1.0, 1, 2, 2], [1, 1, 2, 2]])
    assert w_of(y).w.value == 1
    assert kendall_w(y, ~np.isnan(y), tie_correction=False).w.value == 0.8


def test_w_ranks_the_scores_and_does_not_take_them_for_ranks() -> None:
    y = np.array([[1.0, 2, 30], [10, 20, 21]])
    assert w_of(y).w.value == 1


def test_two_members_of_opposite_mind_have_a_w_of_nothing() -> None:
    result = w_of(np.array([[1.0, 2, 3, 4], [4, 3, 2, 1]]))
    assert (result.w.value, result.f, result.w.p) == (0, 0, 1)


def test_one_order_for_all_has_no_f_and_a_p_of_zero() -> None:
    result = w_of(np.array([[1.0, 2, 3], [2, 3, 4], [1, 5, 9]]))
    assert (result.w.value, result.f, result.p_f) == (1, None, 0)


@pytest.mark.parametrize(
    ("y", "reason"),
    [
        (np.full((3, 3), NAN), Reason.ALL_MISSING),
        (np.empty((0, 3)), Reason.ALL_MISSING),
        (np.array([[1.0, 2, 3]]), Reason.ONE_RATER),
        (np.array([[1.0, 2, 3], [NAN, NAN, NAN]]), Reason.ONE_RATER),
        (np.array([[1.0], [2]]), Reason.ONE_ITEM),
        (np.array([[1.0, 2], [2, 1]]), Reason.N_LT_3),
        (np.array([[1.0, 2, 3, NAN], [NAN, 2, 3, 4]]), Reason.TOO_FEW_RATINGS),
        (np.full((3, 3), 5.0), Reason.NO_VARIATION),
        (np.array([[0.3, 0.1 + 0.2, 0.3], [0.3, 0.3, 0.1 + 0.2]]), Reason.NO_VARIATION),
        (np.array([[4.0, 4, 4], [5, 5, 5]]), Reason.NO_VARIATION),
    ],
)
def test_where_w_does_not_exist_a_reason_stands(y: F64, reason: Reason) -> None:
    result = w_of(y)
    assert (result.w.value, result.w.reason) == (None, reason)
    assert (result.chi2, result.f, result.p_chi2, result.p_f) == (None, None, None, None)


def test_w_uses_the_items_that_every_member_with_scores_has_scored() -> None:
    y = np.array([[1.0, 5, 2, 3, 4], [1, NAN, 2, 3, 4], [NAN] * 5])
    result = w_of(y)
    assert (result.w.value, result.w.n, result.n_raters) == (1, 4, 2)
    assert np.array_equal(result.rank_sums, [2, NAN, 4, 6, 8], equal_nan=True)


def mean_spearman(y: F64) -> float | None:
    """Pair by pair, each on what both scored."""
    total = weights = 0.0
    for one in range(len(y)):
        for other in range(one):
            both = ~np.isnan(y[one]) & ~np.isnan(y[other])
            if both.sum() > 1 and np.ptp(y[one, both]) and np.ptp(y[other, both]):
                total += (both.sum() - 1) * spearmanr(y[one, both], y[other, both]).statistic
                weights += both.sum() - 1
    return total / weights if weights else None


@quickly
@given(with_gaps(1, 4, raters=2, items=4))
def test_w_with_gaps_comes_from_the_mean_correlation_of_pairs(y: F64) -> None:
    result = kendall_w_missing(y, ~np.isnan(y))
    rho = mean_spearman(y)
    if result.value is not None and rho is not None:
        k = (~np.isnan(y)).sum() / (~np.isnan(y)).any(axis=0).sum()
        assert result.value == pytest.approx((1 + rho * (k - 1)) / k, abs=1e-12)
    else:
        assert rho is None or result.reason in (Reason.ONE_RATER, Reason.N_LT_3, Reason.ONE_ITEM)


@quickly
@given(st.integers(2, 5).flatmap(lambda m: st.lists(st.permutations(range(6)), min_size=m, max_size=m)))
def test_both_ways_to_w_agree_where_nothing_is_missing_or_tied(rows: list[list[int]]) -> None:
    y = np.array(rows, dtype=float)
    assert kendall_w_missing(y, ~np.isnan(y)).value == pytest.approx(w_of(y).w.value, abs=1e-12)


def test_the_p_of_w_with_gaps_is_the_share_of_tables_dealt_anew_that_agree_as_well() -> None:
    y = np.array([[1.0, 2, 3], [1, 2, 3]])
    dealt = list(permutations([1.0, 2, 3]))
    exact = np.mean([one == other for one in dealt for other in dealt])
    result = kendall_w_missing(y, ~np.isnan(y), permutations=500, seed=3)
    assert result.p == pytest.approx(exact, abs=0.05)
    assert result == kendall_w_missing(y, ~np.isnan(y), permutations=500, seed=3)
    assert result != kendall_w_missing(y, ~np.isnan(y), permutations=500, seed=4)


@pytest.mark.parametrize(
    ("y", "reason"),
    [
        (np.full((2, 3), NAN), Reason.ALL_MISSING),
        (np.array([[1.0, 2, 3], [NAN, NAN, NAN]]), Reason.ONE_RATER),
        (np.array([[1.0, NAN, NAN], [2, NAN, NAN]]), Reason.ONE_ITEM),
        (np.array([[1.0, 2, NAN, NAN], [NAN, NAN, 1, 2]]), Reason.TOO_FEW_RATINGS),
        (np.array([[1.0, 1, 1, 2], [2, 2, 2, NAN]]), Reason.NO_VARIATION),
    ],
)
def test_where_w_with_gaps_does_not_exist_a_reason_stands(y: F64, reason: Reason) -> None:
    result = kendall_w_missing(y, ~np.isnan(y), permutations=5)
    assert (result.value, result.p, result.reason) == (None, None, reason)


@quickly
@given(complete(1, 9), st.integers(-3, 3), st.sampled_from([0.25, 3.0]))
def test_a_constant_for_one_member_and_another_scale_for_all_leave_w(y: F64, constant: int, factor: float) -> None:
    moved = factor * y
    moved[0] += constant
    assert w_of(moved).w == w_of(y).w


@quickly
@given(with_gaps(1, 5, raters=2, items=2), st.integers(0, 99))
def test_the_order_of_members_and_items_leaves_w(y: F64, seed: int) -> None:
    rng = np.random.default_rng(seed)
    moved = y[rng.permutation(y.shape[0])][:, rng.permutation(y.shape[1])]
    assert w_of(moved).w == w_of(y).w
    one, other = (kendall_w_missing(table, ~np.isnan(table)) for table in (moved, y))
    assert (one.value, one.reason) == (pytest.approx(other.value), other.reason)


@quickly
@given(complete(1, 9, raters=2))
def test_every_member_twice_leaves_w(y: F64) -> None:
    assert w_of(np.vstack([y, y])).w.value == w_of(y).w.value

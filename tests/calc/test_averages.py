"""Averages other than the mean, quantiles, and the summary of every proposal."""

from math import fsum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import trim_mean

from panel.calc.marks import Scale
from panel.calc.ranking import ranking
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.averages import (
    confidence_weighted_means,
    member_means,
    trimmed_means,
    weighted_means,
    weighted_medians,
)
from panel.calc.statistics.items import item_summary
from panel.calc.statistics.quantiles import Quantile, counts, medians, quantiles
from panel.calc.summary import quartiles, total_summary
from tests.calc.rounds import NINE, quickly
from tests.calc.tables import complete, table, with_gaps

NAN = np.nan
NUMPY_NAMES = {
    Quantile.LINEAR: "linear",
    Quantile.WEIBULL: "weibull",
    Quantile.AVERAGED: "averaged_inverted_cdf",
}


def columns(values: F64) -> list[list[float]]:
    """What each proposal was given, without the gaps."""
    return [[float(mark) for mark in column if not np.isnan(mark)] for column in values.T]


@quickly
@given(with_gaps(), st.sampled_from(list(Quantile)), st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5, 0.7, 1.0]))
def test_our_own_quantile_is_the_one_of_numpy(values: F64, kind: Quantile, share: float) -> None:
    ours = quantiles(values, (share,), kind)[0]
    for quantile, marks in zip(ours, columns(values), strict=True):
        theirs = np.quantile(marks, share, method=NUMPY_NAMES[kind]) if marks else NAN
        assert quantile == pytest.approx(theirs, abs=1e-12, nan_ok=True)


@quickly
@given(with_gaps(-2, 2))
def test_quartiles_are_those_of_the_fixed_tally(values: F64) -> None:
    for ours, marks in zip(quantiles(values).T, columns(values), strict=True):
        assert marks == [] or tuple(ours) == quartiles(sorted(marks))


def test_the_quantiles_of_nobody_are_nothing() -> None:
    assert np.isnan(quantiles(np.empty((0, 3)))).all()
    assert np.isnan(quantiles(np.full((2, 3), NAN))).all()
    assert np.isnan(medians(np.full((2, 1), NAN))).all()
    assert counts(np.array([[1.0, NAN]])).tolist() == [1, 0]


def test_the_averaged_quantile_takes_the_middle_of_a_step_despite_arithmetic_noise() -> None:
    marks = np.arange(100.0)[:, None]  # 0.07 * 100 is 7.000000000000001
    assert quantiles(marks, (0.07,), Quantile.AVERAGED).item() == 6.5


@quickly
@given(with_gaps(), st.sampled_from([0.0, 0.1, 0.2, 0.34, 0.49]))
def test_trimmed_means_are_those_of_scipy(values: F64, share: float) -> None:
    for ours, marks in zip(trimmed_means(values, share), columns(values), strict=True):
        assert ours == pytest.approx(trim_mean(marks, share) if marks else NAN, nan_ok=True)


@pytest.mark.parametrize("share", [-0.1, 0.5])
def test_half_or_less_than_nothing_cannot_be_trimmed(share: float) -> None:
    with pytest.raises(ValueError, match="trimmed"):
        trimmed_means(np.ones((3, 1)), share)


def test_weights_are_shared_among_what_is_there() -> None:
    marks = np.array([[7, NAN, 5], [NAN, NAN, NAN]])
    assert weighted_means(marks, np.array([1.0, 2.0, 3.0]))[0] == pytest.approx(22 / 4)
    assert np.isnan(weighted_means(marks, np.array([1.0, 2.0, 3.0]))[1])


def test_weights_that_are_all_zero_give_no_mean() -> None:
    assert np.isnan(weighted_means(np.array([4.0, 5.0]), np.zeros(2)))


@quickly
@given(with_gaps())
def test_with_equal_weights_a_weighted_mean_is_the_mean(values: F64) -> None:
    expected = np.array([fsum(marks) / len(marks) if marks else NAN for marks in columns(values)])
    assert member_means(values) == pytest.approx(expected, nan_ok=True)
    assert weighted_means(values.T, np.ones(len(values))) == pytest.approx(expected, nan_ok=True)
    assert confidence_weighted_means(values, np.full(values.shape, NAN)) == pytest.approx(expected, nan_ok=True)


@quickly
@given(with_gaps(raters=2))
def test_the_middle_of_an_evenly_weighted_median_is_the_median(values: F64) -> None:
    result = weighted_medians(values, np.full(values.shape, 0.1))
    assert np.array_equal(result.middle, medians(values), equal_nan=True)


def test_a_weighted_median_stands_despite_weights_that_do_not_add_up_exactly() -> None:
    marks = np.array([[1.0], [2.0], [3.0]])
    result = weighted_medians(marks, np.array([[0.1], [0.2], [0.3]]))  # 0.1 + 0.2 is above half of 0.6
    assert (result.lower.item(), result.upper.item(), result.middle.item()) == (2, 3, 2.5)


def test_a_weighted_median_without_weight_or_members_is_nothing() -> None:
    assert np.isnan(weighted_medians(np.ones((2, 1)), np.zeros((2, 1))).middle).all()
    assert np.isnan(weighted_medians(np.full((2, 1), NAN), np.ones((2, 1))).middle).all()
    assert np.isnan(weighted_medians(np.empty((0, 2)), np.empty((0, 2))).middle).all()


def test_nobody_weighs_more_than_twice_the_mean_confidence() -> None:
    marks = np.array([[9.0], [1.0], [1.0], [1.0]])
    sure = np.array([[7.0], [1.0], [1.0], [1.0]])
    assert confidence_weighted_means(marks, sure).item() == pytest.approx((5 * 9 + 3) / 8)
    assert confidence_weighted_means(marks, sure, heaviest=np.inf).item() == pytest.approx((7 * 9 + 3) / 10)


def test_who_states_no_confidence_weighs_as_the_others_do_in_the_mean() -> None:
    marks, sure = table([[8], [None], [4], [6]]), table([[3], [5], [1], [None]])
    assert confidence_weighted_means(marks[0], sure[0]).item() == pytest.approx((24 + 4 + 12) / 6)


@quickly
@given(with_gaps())
def test_the_summary_of_an_item_is_that_of_the_fixed_tally(values: F64) -> None:
    result = item_summary(values / 2 + 1, ~np.isnan(values), NINE)
    fixed = [total_summary([mark / 2 + 1 for mark in marks], NINE, {}) for marks in columns(values)]
    places = ranking({str(at): summary.mean for at, summary in enumerate(fixed)}, NINE)
    for at, summary in enumerate(fixed):
        assert result.n[at] == summary.n
        assert result.histogram[at].tolist() == list(summary.histogram.values())
        if summary.n:
            ours = [float(part[at]) for part in (result.mean, result.median, result.q1, result.q3)]
            assert ours == pytest.approx([summary.mean, summary.median, summary.q1, summary.q3])
            assert result.rank_min[at] == places[str(at)].rank


def test_the_median_ranks_and_the_mean_breaks_its_ties() -> None:
    y, mask = table([[5, 5, 4, None], [5, 5, 9, None], [9, 5, 4, None]])
    result = item_summary(y, mask, NINE)
    assert result.rank_robust.tolist() == [1, 2, 3, 4]
    assert result.rank_min.tolist() == [1, 3, 2, 4]
    assert np.array_equal(result.rank_mid, [1, 3, 2, NAN], equal_nan=True)


def test_a_spread_of_fewer_than_three_is_no_agreement() -> None:
    y, mask = table([[4, None, 4, 4], [None, None, 4, 4], [None, None, None, 6]])
    result = item_summary(y, mask, NINE)
    assert result.reasons == (Reason.ONE_RATER, Reason.ALL_MISSING, Reason.N_LT_3, None)
    assert np.array_equal(result.iqr, [NAN, NAN, NAN, 1.0], equal_nan=True)


@quickly
@given(with_gaps(raters=2), st.integers(0, 99))
def test_the_order_of_members_changes_nothing_and_that_of_items_moves_with_them(values: F64, seed: int) -> None:
    rng = np.random.default_rng(seed)
    raters, items = rng.permutation(values.shape[0]), rng.permutation(values.shape[1])
    plain = item_summary(values, ~np.isnan(values), NINE)
    moved_values = values[raters][:, items]
    moved = item_summary(moved_values, ~np.isnan(moved_values), NINE)
    for name in ("mean", "median", "trimmed"):
        assert getattr(moved, name) == pytest.approx(getattr(plain, name)[items], nan_ok=True)
    assert moved.rank_min.tolist() == plain.rank_min[items].tolist()
    assert moved.rank_robust.tolist() == plain.rank_robust[items].tolist()


@quickly
@given(with_gaps())
def test_every_member_twice_leaves_means_and_medians(values: F64) -> None:
    one, two = (item_summary(y, ~np.isnan(y), NINE) for y in (values, np.vstack([values, values])))
    for name in ("mean", "median"):
        assert getattr(two, name) == pytest.approx(getattr(one, name), nan_ok=True)
    assert two.rank_robust.tolist() == one.rank_robust.tolist()


@quickly
@given(complete(1, 7), st.integers(0, 2))
def test_the_order_of_a_complete_panel_does_not_know_how_severe_a_member_is(values: F64, kindness: int) -> None:
    kinder = values.copy()
    kinder[0] += kindness
    ranks = [item_summary(y, ~np.isnan(y), NINE).rank_min.tolist() for y in (values, kinder)]
    assert ranks[0] == ranks[1]


def test_ten_thousand_items_have_a_summary() -> None:
    y = np.tile(np.arange(10_000.0) % 9 + 1, (3, 1))
    result = item_summary(y, np.ones(y.shape, dtype=bool), Scale(1, 9))
    assert result.rank_min.max() == 10_000 - (10_000 + 8) // 9 + 1

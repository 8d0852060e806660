"""Two rounds compared: tables of who went where, paired tests, and when an item is settled."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency

from panel.calc.marks import Scale
from panel.calc.reasons import Reason
from panel.calc.statistics.agreement_change import agreement_change
from panel.calc.statistics.arrays import F64, I64, Bool, Stat
from panel.calc.statistics.crosstab import (
    crosstab,
    goodman_kruskal_lambda,
    group_chi2,
    individual_chi2,
    net_change,
    unchanged,
)
from panel.calc.statistics.kappa import linear, nominal, quadratic, weighted_kappa
from panel.calc.statistics.kendall import kendall_w
from panel.calc.statistics.marginals import marginal_homogeneity, mcnemar
from panel.calc.statistics.quantiles import Quantile
from panel.calc.statistics.quartile_variation import quartile_variation
from panel.calc.statistics.stability import Course, Stability, StoppingRule, courses, may_stop, round_stability, settled
from tests.calc.rounds import FIVE, quickly
from tests.calc.tables import with_gaps

NAN = np.nan
CHAFFIN_TALLEY_2A = np.array([[26, 0, 0], [7, 62, 2], [0, 0, 25]])
CHAFFIN_TALLEY_3A = np.array([[8, 13, 5], [20, 38, 13], [5, 11, 9]])
counts = st.integers(0, 6)
tables = st.lists(st.lists(counts, min_size=3, max_size=3), min_size=3, max_size=3).map(np.array)


def stability(y1: F64, y2: F64, scale: Scale = FIVE) -> Stability:
    return round_stability(y1, y2, ~np.isnan(y1), ~np.isnan(y2), scale)


@pytest.mark.parametrize(("table", "exact"), [(CHAFFIN_TALLEY_2A, 196.43), (CHAFFIN_TALLEY_3A, 3.70)])
def test_individual_chi_square_is_exact_where_chaffin_and_talley_rounded(table: I64, exact: float) -> None:
    """Regression: Chaffin & Talley 1980 print 197.5 and 3.79, from rounded expected counts."""
    chi2, df = individual_chi2(table)
    assert (chi2.value, df) == (pytest.approx(exact, abs=0.005), 4)


@quickly
@given(tables)
def test_chi_square_is_that_of_scipy_once_empty_levels_are_left_out(table: I64) -> None:
    used = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    for ours, theirs in ((individual_chi2(table), used), (group_chi2(table), levels_of_both(table))):
        stat, df = ours
        if min(theirs.shape, default=0) < 2:
            assert (stat.value, df) == (None, 0)
            assert stat.reason in (Reason.ALL_MISSING, Reason.NO_VARIATION)
        else:
            result = chi2_contingency(theirs, correction=False)
            assert (stat.value, stat.p, df) == pytest.approx((result.statistic, result.pvalue, result.dof))


def levels_of_both(table: I64) -> I64:
    both = np.stack([table.sum(axis=1), table.sum(axis=0)])
    return both[both.sum(axis=1) > 0][:, both.sum(axis=0) > 0]


def test_a_crosstab_counts_pairs_and_refuses_what_is_none() -> None:
    assert crosstab(np.array([0, 0, 2]), np.array([1, 1, 2]), 3).tolist() == [[0, 2, 0], [0, 0, 0], [0, 0, 1]]
    for first, second in (([0], [3]), ([-1], [0]), ([0, 1], [0])):
        with pytest.raises(ValueError, match=r"pair|level"):
            crosstab(np.array(first), np.array(second), 3)


def test_members_who_change_places_change_no_histogram() -> None:
    table = crosstab(np.array([0, 1, 0, 1]), np.array([1, 0, 1, 0]), 2)
    assert (net_change(table).value, unchanged(table).value) == (0, 0)
    assert goodman_kruskal_lambda(table).value == 1


@quickly
@given(tables)
def test_shares_of_a_table_are_shares_or_have_a_reason(table: I64) -> None:
    for measure in (unchanged, net_change, goodman_kruskal_lambda):
        stat = measure(table)
        assert (stat.value is None) == (stat.reason is not None)
        assert stat.value is None or -1e-12 <= stat.value <= 1 + 1e-12


@quickly
@given(tables)
def test_kappa_is_one_for_identity_alone_and_does_not_mind_which_round_came_first(table: I64) -> None:
    for weights in (nominal(3), linear(3), quadratic(3)):
        one, other = weighted_kappa(table, weights), weighted_kappa(table.T, weights)
        assert one.value == pytest.approx(other.value)
        if one.value is not None:
            assert (one.value == 1) == (np.trace(table) == table.sum())


def test_kappa_of_one_answer_by_all_has_no_value() -> None:
    assert weighted_kappa(np.diag([0, 5, 0]), quadratic(3)) == Stat.none(Reason.NO_VARIATION, 5)
    assert weighted_kappa(np.zeros((3, 3), dtype=np.int64), quadratic(3)) == Stat.none(Reason.ALL_MISSING)
    assert weighted_kappa(np.array([[0, 5], [0, 0]]), quadratic(2)).value == 0


@pytest.mark.parametrize("weights", [np.zeros((2, 3)), -nominal(3)])
def test_kappa_refuses_weights_that_make_no_sense(weights: F64) -> None:
    with pytest.raises(ValueError, match="for every cell"):
        weighted_kappa(CHAFFIN_TALLEY_2A, weights)


@quickly
@given(counts, st.integers(1, 40))
def test_mcnemar_is_exact_for_few_and_the_chi_square_for_many(up: int, down: int) -> None:
    test = mcnemar(np.array([[3, up], [down, 4]]))
    assert test.p_exact == pytest.approx(binomtest(up, up + down).pvalue)
    assert test.p == (test.p_exact if up + down < 25 else test.chi2.p)
    assert test.corrected.value <= test.chi2.value


def test_nobody_who_crosses_the_cut_is_no_change() -> None:
    test = mcnemar(np.array([[10, 0], [0, 5]]))
    assert (test.p, test.chi2.reason) == (1.0, Reason.NO_CHANGES)
    with pytest.raises(ValueError, match="two sides"):
        mcnemar(CHAFFIN_TALLEY_2A)


@quickly
@given(counts, counts)
def test_for_two_levels_stuart_and_maxwell_is_mcnemar(up: int, down: int) -> None:
    table = np.array([[3, up], [down, 4]])
    homogeneity, test = marginal_homogeneity(table), mcnemar(table)
    assert homogeneity.stuart_maxwell.value == pytest.approx(test.chi2.value)
    assert homogeneity.stuart_maxwell.p == pytest.approx(test.chi2.p)


@quickly
@given(tables)
def test_marginal_homogeneity_is_the_inverted_covariance_where_it_can_be_inverted(table: I64) -> None:
    off = table + table.T - 2 * np.diag(np.diag(table))
    covariance = (np.diag(off.sum(axis=1)) - off)[:2, :2]
    if abs(np.linalg.det(covariance)) > 0.5:
        d = (table.sum(axis=1) - table.sum(axis=0))[:2]
        expected = d @ np.linalg.inv(covariance) @ d
        ours = marginal_homogeneity(table)
        assert (ours.stuart_maxwell.value, ours.df) == (pytest.approx(expected), 2)


def test_marginal_homogeneity_without_moves_or_with_nothing_but_one_move_says_why() -> None:
    assert marginal_homogeneity(np.diag([3, 2])).stuart_maxwell.reason == Reason.NO_CHANGES
    assert marginal_homogeneity(np.zeros((2, 2), dtype=np.int64)).bhapkar.reason == Reason.ALL_MISSING
    assert marginal_homogeneity(np.array([[0, 4], [0, 0]])).bhapkar.reason == Reason.NO_DENOMINATOR


@pytest.mark.parametrize(
    ("values", "reason"),
    [([], "all_missing"), ([NAN], "all_missing"), ([0, 0], "no_denominator"), ([-3, 1], "no_denominator")],
)
def test_quartiles_that_have_no_ratio_say_why(values: list[float], reason: str) -> None:
    for kind in Quantile:
        assert quartile_variation(np.array(values, dtype=np.float64), kind).reason == reason


def test_only_members_of_both_rounds_are_compared_and_the_others_counted() -> None:
    y1 = np.array([[1.0], [2], [3], [NAN], [NAN]])
    y2 = np.array([[1.0], [4], [NAN], [5], [NAN]])
    found = stability(y1, y2)
    assert (found.n_paired[0], found.n_left[0], found.n_joined[0]) == (2, 1, 1)
    assert (found.kept[0], found.net_change[0], found.median_change[0], found.iqr_change[0]) == (0.5, 0.5, 1, 1)
    assert np.isnan(found.p[0])


@quickly
@given(with_gaps(1, 5), st.randoms(use_true_random=False))
def test_any_two_rounds_can_be_compared(y1: F64, random: Any) -> None:
    y2 = y1.flatten()
    random.shuffle(y2)
    found = stability(y1, y2.reshape(y1.shape))
    never_twice = found.n_paired == 0
    for shares in (found.kept, found.net_change):
        assert np.array_equal(np.isnan(shares), never_twice)
        assert ((shares[~never_twice] >= 0) & (shares[~never_twice] <= 1)).all()
    assert np.array_equal(np.isnan(found.p), found.n_paired < 5)
    assert not settled(found, StoppingRule())[found.n_paired < 5].any()


def test_a_round_repeated_is_settled() -> None:
    y = np.random.default_rng(1).integers(1, 6, (8, 6)).astype(np.float64)
    found = stability(y, y)
    assert settled(found, StoppingRule()).all()
    assert may_stop(found, StoppingRule(), 2)
    assert courses(found, StoppingRule(), [True, False] * 3) == (Course.SETTLED_CONSENSUS, Course.SETTLED_DISSENT) * 3


def moved(way: str) -> Stability:
    before = np.array([[1.0], [2], [3], [4], [5], [5]])
    after = {"together": np.full((6, 1), 4.0), "apart": np.array([[1.0], [1], [1], [5], [5], [5]])}
    return stability(before, after[way])


@pytest.mark.parametrize(
    ("way", "course"), [("together", Course.MOVING_CONVERGING), ("apart", Course.MOVING_DIVERGING)]
)
def test_an_item_that_moves_converges_or_diverges(way: str, course: Course) -> None:
    found = moved(way)
    assert courses(found, StoppingRule(), [True]) == (course,)
    assert not may_stop(found, StoppingRule(), 2)
    assert may_stop(found, StoppingRule(), 3)


def test_an_item_too_few_scored_twice_has_no_course() -> None:
    found = stability(np.array([[1.0], [2]]), np.array([[1.0], [2]]))
    assert courses(found, StoppingRule(), [True]) == (None,)


@pytest.mark.parametrize("wrong", [{"p_from": 2}, {"net_change_below": -1}, {"rounds": 0}, {"least_pairs": 0}])
def test_a_rule_that_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="rule"):
        StoppingRule(**wrong)


def test_rounds_of_different_shape_are_refused() -> None:
    y, mask = np.ones((3, 2)), np.ones((3, 2), dtype=np.bool_)
    with pytest.raises(ValueError, match="two rounds"):
        round_stability(y, y[:2], mask, mask[:2], FIVE)
    with pytest.raises(ValueError, match="two rounds"):
        agreement_change(w, y, y[:2], mask, mask[:2])


def w(y: F64, mask: Bool) -> Stat:
    return kendall_w(y, mask).w


def test_a_panel_that_comes_closer_is_told_with_an_interval_above_zero() -> None:
    rng = np.random.default_rng(3)
    quality = rng.normal(size=25)
    before, after = (quality + noise * rng.normal(size=(12, 25)) for noise in (2.0, 0.3))
    mask = np.ones(before.shape, dtype=np.bool_)
    change = agreement_change(w, before, after, mask, mask, draws=100, seed=1)
    assert change.value == pytest.approx(w(after, mask).value - w(before, mask).value)
    assert 0 < change.low < change.value < change.high
    assert change == agreement_change(w, before, after, mask, mask, draws=100, seed=1)


def test_agreement_that_does_not_exist_has_no_change() -> None:
    y, mask = np.arange(8.0).reshape(2, 4), np.ones((2, 4), dtype=np.bool_)
    assert agreement_change(w, y[:1], y[:1], mask[:1], mask[:1]) == Stat.none(Reason.ONE_RATER, 1)
    assert agreement_change(w, y, y, mask, ~mask) == Stat.none(Reason.ALL_MISSING)


def test_an_interval_needs_a_value_in_most_draws() -> None:
    """Three different members out of three are drawn in two of nine draws."""

    def of_three(y: F64, mask: Bool) -> Stat:
        return w(y, mask) if len(np.unique(y, axis=0)) == 3 else Stat.none(Reason.N_LT_3)

    before, mask = np.array([[1.0, 2, 3], [2, 3, 1], [3, 1, 2]]), np.ones((3, 3), dtype=np.bool_)
    after = np.array([[1.0, 2, 3], [1, 2, 4], [1, 2, 5]])
    change = agreement_change(of_three, before, after, mask, mask, draws=50)
    assert (change.value, change.low, change.high) == (1.0, None, None)

"""Stakeholder groups beside each other: rank tests against SciPy, and nothing told of a group too small to hide in."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f_oneway, mannwhitneyu, spearmanr
from scipy.stats import kruskal as scipy_kruskal

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, Stat
from panel.calc.statistics.groups import Groups, Loved, groups, order_correlation, pair_tests
from panel.calc.statistics.kruskal import kruskal, permuted_p
from panel.calc.statistics.mann_whitney import mann_whitney
from panel.calc.statistics.wilcoxon import Method
from tests.calc.rounds import FIVE, NINE, quickly
from tests.calc.tables import with_gaps

NAN = np.nan
samples = st.lists(st.integers(1, 5), min_size=1, max_size=9).map(lambda drawn: np.array(drawn, dtype=np.float64))
untied = st.permutations(range(12)).flatmap(
    lambda order: st.integers(1, 11).map(lambda cut: (order[:cut], order[cut:]))
)


@quickly
@given(untied)
def test_the_exact_rank_sum_is_that_of_scipy(pair: tuple[list[int], list[int]]) -> None:
    first, second = (np.array(side, dtype=np.float64) for side in pair)
    ours = mann_whitney(first, second)
    theirs = mannwhitneyu(first, second, method="exact")
    assert (ours.u, ours.p) == pytest.approx((theirs.statistic, theirs.pvalue))
    greater = mannwhitneyu(first, second, method="exact", alternative="greater")
    assert ours.p_greater == pytest.approx(greater.pvalue)


@quickly
@given(samples, samples)
def test_with_ties_the_rank_sum_is_the_approximation_of_scipy(first: F64, second: F64) -> None:
    ours = mann_whitney(first, second, Method.NORMAL)
    if np.ptp(np.append(first, second)) == 0:
        assert (ours.p, ours.delta, ours.reason) == (1.0, 0.0, Reason.NO_VARIATION)
        return
    theirs = mannwhitneyu(first, second, method="asymptotic")
    assert (ours.u, ours.p) == pytest.approx((theirs.statistic, theirs.pvalue))


@quickly
@given(samples, samples)
def test_delta_is_how_often_above_less_how_often_below(first: F64, second: F64) -> None:
    signs = np.sign(first[:, None] - second)
    test = mann_whitney(first, second)
    assert test.delta == pytest.approx(signs.mean())
    assert mann_whitney(second, first).delta == pytest.approx(-test.delta)


def test_with_ties_all_partings_of_the_ranks_can_still_be_counted() -> None:
    """Of the ten ways to choose two of 1, 2, 2, 3, 3 one is at least as high as 3, 3."""
    test = mann_whitney(np.array([3.0, 3]), np.array([1.0, 2, 2]), Method.EXACT)
    assert (test.p_greater, test.p) == (pytest.approx(0.1), pytest.approx(0.2))


def test_large_samples_are_counted_exactly_whichever_is_the_larger() -> None:
    rng = np.random.default_rng(3)
    for n in (49, 20):
        first, second = rng.normal(0.4, 1, n), rng.normal(0, 1, 49)
        theirs = mannwhitneyu(first, second, method="exact")
        ours, turned = mann_whitney(first, second), mann_whitney(second, first)
        assert ours.p == pytest.approx(theirs.pvalue, rel=1e-9)
        assert turned.p == pytest.approx(theirs.pvalue, rel=1e-9)


def test_an_empty_sample_cannot_be_compared() -> None:
    test = mann_whitney(np.array([NAN]), np.array([1.0]))
    assert (test.n, test.p, test.reason) == ((0, 1), None, Reason.ALL_MISSING)


@quickly
@given(st.lists(samples, min_size=2, max_size=4))
def test_kruskal_and_wallis_are_those_of_scipy(drawn: list[F64]) -> None:
    y, members = stacked(drawn)
    test = kruskal(y, members, 0.0)
    if np.ptp(y) == 0:
        assert (test.p[0], test.df[0]) == (1.0, len(drawn) - 1)
        assert np.isnan([test.h[0], test.epsilon_squared[0], test.eta_squared[0]]).all()
        return
    theirs = scipy_kruskal(*drawn)
    assert (test.h[0], test.p[0]) == pytest.approx((theirs.statistic, theirs.pvalue))
    assert test.epsilon_squared[0] == pytest.approx(theirs.statistic / (len(y) - 1))


def stacked(drawn: list[F64]) -> tuple[F64, Any]:
    numbers = np.repeat(np.arange(len(drawn)), [len(sample) for sample in drawn])
    return np.concatenate(drawn)[:, None], numbers == np.arange(len(drawn))[:, None]


def test_eta_squared_is_the_share_of_an_analysis_of_variance() -> None:
    drawn = [np.array([1.0, 2, 4]), np.array([3.0, 5, 5, 4]), np.array([2.0, 2])]
    y, members = stacked(drawn)
    f = f_oneway(*drawn).statistic
    df1, df2 = 2, len(y) - 3
    assert kruskal(y, members, 0.0).eta_squared[0] == pytest.approx(f * df1 / (f * df1 + df2))


def test_proposals_are_tested_together_as_they_are_alone() -> None:
    rng = np.random.default_rng(6)
    y = rng.integers(1, 6, (12, 20)).astype(np.float64)
    y[rng.random(y.shape) < 0.2] = NAN
    members = np.arange(12) % 3 == np.arange(3)[:, None]
    together, drawn = kruskal(y, members, 0.0, least=3), permuted_p(y, members, 0.0, least=3, permutations=200)
    for item in range(20):
        alone = kruskal(y[:, [item]], members, 0.0, least=3)
        assert together.p[item] == pytest.approx(alone.p[0], nan_ok=True)
        again = permuted_p(y[:, [item]], members, 0.0, least=3, permutations=200)
        assert drawn[item] == pytest.approx(again[0], nan_ok=True)


def test_a_permuted_p_is_the_share_of_all_dealings() -> None:
    """Two of the twenty ways to deal three of six members are as extreme as all low against all high."""
    y = np.array([[1.0], [2], [3], [4], [5], [6]])
    members = np.array([[True] * 3 + [False] * 3, [False] * 3 + [True] * 3])
    assert permuted_p(y, members, 0.0)[0] == pytest.approx(0.1, abs=0.01)
    assert permuted_p(y[:3], members[:, :3], 0.0).tolist() == pytest.approx([NAN], nan_ok=True)
    assert permuted_p(np.full((6, 1), 3.0), members, 0.0)[0] == 1.0


def panel() -> tuple[F64, list[str | None]]:
    """Five of industry and five of universities, who part on the first proposal; two of an office; one of none."""
    rng = np.random.default_rng(9)
    y = rng.integers(4, 7, (13, 6)).astype(np.float64)
    y[:5, 0], y[5:10, 0] = [8, 9, 8, 9, 8], [2, 3, 2, 1, 2]
    return y, ["industry"] * 5 + ["university"] * 5 + ["office"] * 2 + [None]


def compared(y: F64, labels: list[str | None]) -> Groups:
    return groups(y, ~np.isnan(y), labels, NINE)


def test_what_one_group_loves_and_another_does_not_is_listed() -> None:
    found = compared(*panel())
    industry, university = found.names.index("industry"), found.names.index("university")
    assert found.loved == (Loved(0, industry, university),)
    assert found.delta[found.pairs.index((industry, university)), 0] == 1
    assert found.p_adjusted[0] < 0.10
    assert found.p[0] < 0.02
    assert found.eta_squared[0] > 0.9


def test_nothing_is_told_of_two_members() -> None:
    y, labels = panel()
    found = compared(y, labels)
    office = found.names.index("office")
    assert found.n[office].tolist() == [2] * 6
    assert np.isnan([found.median[office], found.q1[office], found.q3[office], found.mean[office]]).all()
    for place, pair in enumerate(found.pairs):
        if office in pair:
            assert np.isnan(found.delta[place]).all()
            assert found.orders[place].reason == Reason.N_LT_3
    without = compared(y[:10], labels[:10])
    assert found.p.tolist() == without.p.tolist()


def test_a_group_on_the_page_is_the_group_alone() -> None:
    y, labels = panel()
    found = compared(y, labels)
    industry = found.names.index("industry")
    assert found.median[industry] == pytest.approx(np.median(y[:5], axis=0))
    assert found.mean[industry] == pytest.approx(y[:5].mean(axis=0))
    assert found.q3[industry] - found.q1[industry] == pytest.approx(
        np.subtract(*np.quantile(y[:5], (0.75, 0.25), axis=0))
    )
    theirs = spearmanr(y[:5].mean(axis=0), y[5:10].mean(axis=0)).statistic
    pair = found.pairs.index((industry, found.names.index("university")))
    assert found.orders[pair].value == pytest.approx(theirs)


def test_every_two_groups_are_tested_where_both_are_shown() -> None:
    y, labels = panel()
    found, pairs = compared(y, labels), pair_tests(y, ~np.isnan(y), labels, NINE)
    both = found.pairs.index((found.names.index("industry"), found.names.index("university")))
    told = ~np.isnan(pairs.p)
    assert np.flatnonzero(told.any(axis=1)).tolist() == [both]
    for item in range(6):
        assert pairs.p[both, item] == mann_whitney(y[:5, item], y[5:10, item]).p
    assert (pairs.p_adjusted[told] >= pairs.p[told]).all()


@quickly
@given(with_gaps(1, 5, raters=3), st.data())
def test_any_panel_has_groups_without_infinities(y: F64, data: st.DataObject) -> None:
    labels = data.draw(st.lists(st.sampled_from(["a", "b", None]), min_size=len(y), max_size=len(y)))
    found = groups(y, ~np.isnan(y), labels, FIVE)
    for figures in (found.median, found.mean, found.q1, found.q3):
        assert np.array_equal(np.isnan(figures), found.n < 3)
    for shares in (found.p, found.p_adjusted, found.epsilon_squared, found.eta_squared):
        told = shares[~np.isnan(shares)]
        assert ((told >= 0) & (told <= 1)).all()
    assert (np.abs(found.delta[~np.isnan(found.delta)]) <= 1).all()


@pytest.mark.parametrize("labels", [[None] * 4, ["a"] * 4])
def test_one_group_or_none_is_compared_with_nothing(labels: list[str | None]) -> None:
    found = groups(np.ones((4, 3)), np.ones((4, 3), dtype=np.bool_), labels, FIVE)
    assert (found.pairs, found.orders, found.loved) == ((), (), ())
    assert np.isnan(found.p).all()


def test_every_member_needs_a_group_or_none() -> None:
    with pytest.raises(ValueError, match="for every member"):
        groups(np.ones((4, 3)), np.ones((4, 3), dtype=np.bool_), ["a"], FIVE)


def test_orders_that_do_not_exist_have_no_correlation() -> None:
    flat, steep = np.ones(4), np.arange(4.0)
    assert order_correlation(flat, steep, 0.0) == Stat.none(Reason.NO_VARIATION, 4)
    assert order_correlation(np.array([1, 2, NAN, NAN]), steep, 0.0) == Stat.none(Reason.N_LT_3, 2)
    assert order_correlation(-steep, steep, 0.0).value == pytest.approx(-1)

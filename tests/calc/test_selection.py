"""Expected ranks, sets of ranks and places at the line: against draws, enumeration and what their definitions say."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.expected_rank import Funding, expected_ranks, funding_line, p_top_normal
from panel.calc.statistics.posterior_ranks import posterior_ranks
from panel.calc.statistics.rank_distribution import interval
from panel.calc.statistics.rank_sets import errors_of_means, independent_errors, rank_sets
from panel.calc.statistics.selection import Place, interval_order, tie_band
from tests.calc.rounds import quickly

NAN = np.nan
ESTIMATE = np.array([2.0, 1.5, 1.4, 0.2, -1.0])
SE = np.array([0.3, 0.8, 0.1, 0.5, 0.4])
rng = np.random.default_rng(6)
bounds = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=5)


def drawn_ranks(covariance: F64, n: int = 100_000) -> F64:
    draws = rng.multivariate_normal(ESTIMATE, covariance, n)
    return np.argsort(np.argsort(-draws, axis=1), axis=1) + 1.0


def test_expected_ranks_are_the_means_of_drawn_ones_also_where_errors_are_shared() -> None:
    shared = np.diag(SE**2) + np.full((5, 5), 0.2) + np.outer(SE, SE) / 2
    for covariance in (np.diag(SE**2), shared):
        found = expected_ranks(ESTIMATE, covariance)
        assert found.rank == pytest.approx(drawn_ranks(covariance).mean(axis=0), abs=0.01)
        assert found.rank.sum() == pytest.approx(15)
        assert found.pcer == pytest.approx(100 * (found.rank - 0.5) / 5)


def test_chances_of_a_place_are_those_of_drawn_ranks_and_sum_to_the_places() -> None:
    ranks = drawn_ranks(np.diag(SE**2))
    for k in range(1, 6):
        found = p_top_normal(ESTIMATE, SE, k)
        assert found == pytest.approx((ranks <= k).mean(axis=0), abs=0.01)
        assert found.sum() == pytest.approx(k, abs=1e-6)


def test_ranks_of_drawn_effects_are_those_that_their_errors_expect() -> None:
    shared = np.array([[0.4, 0.0], [0.4, 0.3], [0.1, -0.2], [0.0, 0.5], [0.4, 0.2]])
    covariance = np.diag(SE**2) + shared @ shared.T
    found = posterior_ranks(
        np.append(ESTIMATE, NAN), np.append(SE**2, 0), np.vstack([shared, [0, 0]]), seed=1, places=(2,)
    )
    ranks = drawn_ranks(covariance)
    assert found.expected_rank[:5] == pytest.approx(expected_ranks(ESTIMATE, covariance).rank, abs=0.03)
    assert found.p_top[0, :5] == pytest.approx((ranks <= 2).mean(axis=0), abs=0.02)
    assert np.isnan(found.expected_rank[5])
    assert found.histogram is not None
    low, high = interval(found.histogram, 0.5)
    assert low[:5].tolist() == np.quantile(ranks, 0.25, axis=0).tolist()
    assert high[:5].tolist() == np.quantile(ranks, 0.75, axis=0).tolist()
    assert np.isnan(low[5])
    assert np.isnan(high[5])


def test_drawn_effects_without_errors_keep_their_order_and_too_few_have_a_reason() -> None:
    nothing = np.zeros((3, 0))
    certain = posterior_ranks(np.array([1.0, 3.0, 2.0]), np.zeros(3), nothing, seed=1, replicates=50)
    assert certain.expected_rank.tolist() == [3, 1, 2]
    tied = posterior_ranks(np.ones(3), np.zeros(3), nothing, seed=1, places=(1,))
    assert tied.p_top[0] == pytest.approx(np.full(3, 1 / 3))
    assert posterior_ranks(np.array([1.0, NAN, NAN]), np.zeros(3), nothing, seed=1).reason == Reason.ONE_ITEM
    assert posterior_ranks(np.full(3, NAN), np.zeros(3), nothing, seed=1).reason == Reason.ALL_MISSING


def test_estimates_without_error_tie_or_are_told_apart() -> None:
    found = expected_ranks(np.array([2.0, 1.0, 1.0, NAN]), np.zeros((4, 4)))
    assert found.rank.tolist() == pytest.approx([1, 2.5, 2.5, NAN], nan_ok=True)
    assert p_top_normal(np.array([2.0, 1.0, NAN]), np.zeros(3), 1).tolist() == pytest.approx([1, 0, NAN], nan_ok=True)


def test_an_item_hardly_known_among_well_known_ones_has_its_place_in_the_gaps_between_them() -> None:
    estimate, se = np.array([-4.0, 3.5, 2.0, 0.3, -1.7]), np.array([30.0, 0.2, 0.1, 0.02, 0.03])
    for k in (1, 2, 3, 4):
        chance = p_top_normal(estimate, se, k)
        gap = (estimate[k] + 4) / 30  # being among the first k is to be above the k-th of the others
        assert chance[0] == pytest.approx(ndtr(-gap), abs=0.001)
        assert chance.sum() == pytest.approx(k, abs=1e-5)


def test_an_estimate_whose_error_is_unknown_is_not_taken_for_certain() -> None:
    estimate, se = np.array([2.0, 1.0, 3.0]), np.array([1.0, 1.0, NAN])
    assert np.isnan(expected_ranks(estimate, np.diag(se**2)).rank).tolist() == [False, False, True]
    assert np.isnan(p_top_normal(estimate, se, 1)).tolist() == [False, False, True]
    assert expected_ranks(estimate, np.diag(se**2)).rank[:2].sum() == pytest.approx(3)


def test_no_estimate_at_all_has_no_rank_and_one_alone_is_first() -> None:
    assert np.isnan(expected_ranks(np.full(3, NAN), np.eye(3)).rank).all()
    assert expected_ranks(np.array([7.0]), np.eye(1)).rank.tolist() == [1]


def test_sets_of_ranks_cover_the_true_ones_as_often_as_they_promise() -> None:
    truth = np.array([3.0, 2.0, 1.9, 1.0, 0.0])
    ranks = np.arange(1, 6)
    inside = []
    for trial in range(200):
        found = rank_sets(truth + rng.normal(0, SE), independent_errors(SE), seed=trial, simultaneous=True, draws=500)
        inside.append(((found.lower <= ranks) & (ranks <= found.upper)).all())
    assert np.mean(inside) > 0.9


def test_sets_for_all_at_once_are_no_narrower_than_those_for_each() -> None:
    each = rank_sets(ESTIMATE, independent_errors(SE), seed=1)
    together = rank_sets(ESTIMATE, independent_errors(SE), seed=1, simultaneous=True)
    assert (together.lower <= each.lower).all()
    assert (together.upper >= each.upper).all()
    assert (each.lower <= each.rank).all()
    assert (each.rank <= each.upper).all()
    some = rank_sets(ESTIMATE, independent_errors(SE), seed=1, items=np.array([3, 0]))
    assert some.rank.tolist() == [4, 1]


def test_an_error_that_nobody_knows_tells_no_item_apart_and_no_error_all_of_them() -> None:
    unknown = rank_sets(ESTIMATE, np.full((1, 5), NAN), seed=1)
    assert (unknown.lower.tolist(), unknown.upper.tolist()) == ([1] * 5, [5] * 5)
    certain = rank_sets(np.array([3.0, 1, 1]), np.zeros((1, 3)), seed=1)
    assert (certain.lower.tolist(), certain.upper.tolist()) == ([1, 2, 2], [1, 3, 3])


def test_a_member_who_is_strict_everywhere_widens_no_set() -> None:
    y = rng.integers(1, 6, (8, 6)).astype(float)
    strict = y + 100 * np.arange(8)[:, None]
    one, other = (
        rank_sets(scores.mean(axis=0), errors_of_means(scores, ~np.isnan(scores)), seed=1) for scores in (y, strict)
    )
    assert one.lower.tolist() == other.lower.tolist()
    assert one.upper.tolist() == other.upper.tolist()


def test_errors_of_means_are_their_covariance_over_members() -> None:
    y = rng.integers(1, 6, (8, 6)).astype(float)
    errors = errors_of_means(y, ~np.isnan(y))
    assert errors.T @ errors == pytest.approx(np.cov(y.T) / 8)
    y[1:, 0] = NAN
    assert np.isnan(errors_of_means(y, ~np.isnan(y))[:, 0]).all()


@pytest.mark.parametrize(("estimate", "coverage"), [(np.array([1.0, NAN]), 0.95), (ESTIMATE[:2], 1.0)])
def test_sets_of_what_has_no_estimate_or_no_doubt_are_refused(estimate: F64, coverage: float) -> None:
    with pytest.raises(ValueError, match="coverage"):
        rank_sets(estimate, np.eye(2), seed=1, coverage=coverage)


@quickly
@given(bounds, st.integers(1, 4))
def test_an_interval_order_allows_the_ranks_of_every_order_that_fits_it(drawn: list[tuple[int, int]], k: int) -> None:
    lower = np.array([low for low, _ in drawn], dtype=float)
    upper = lower + [width for _, width in drawn]
    found = interval_order(lower, upper, k)
    n = len(drawn)
    fitting = [
        order for order in permutations(range(n))
        if not any(lower[order[b]] > upper[order[a]] for a in range(n) for b in range(a + 1, n))
    ]  # fmt: skip
    ranks = np.array([np.argsort(order) + 1 for order in fitting])
    assert found.rank_min.tolist() == ranks.min(axis=0).tolist()
    assert found.rank_max.tolist() == ranks.max(axis=0).tolist()
    places = [
        Place.IN if last <= k else Place.OUT if first > k else Place.CONTESTED
        for first, last in zip(found.rank_min, found.rank_max, strict=True)
    ]
    assert found.places == tuple(places)


def test_an_item_without_an_interval_has_no_place_and_an_interval_that_ends_before_it_begins_is_refused() -> None:
    found = interval_order(np.array([3.0, NAN, 1.0]), np.array([4.0, NAN, 2.0]), 1)
    assert found.places == (Place.IN, None, Place.OUT)
    assert (found.rank_min.tolist(), found.rank_max.tolist()) == ([1, 0, 2], [1, 0, 2])
    with pytest.raises(ValueError, match="interval"):
        interval_order(np.array([2.0]), np.array([1.0]), 1)


def test_the_tie_band_holds_who_is_neither_in_nor_out() -> None:
    band = tie_band(np.array([1.0, 0.9, 0.6, 0.4, 0.1, NAN]), 3)
    assert band.places == (Place.IN, Place.IN, Place.CONTESTED, Place.CONTESTED, Place.OUT, None)
    assert (band.n_places_left, band.n_contested, band.one_too_many) == (1, 2, True)
    assert not tie_band(np.array([1.0, 0.0]), 1).one_too_many


def test_nothing_is_said_of_a_rank_without_an_interval() -> None:
    found = funding_line(np.array([1.0, 2.0]), np.array([NAN, 2.0]), np.array([1.5, NAN]), 1)
    assert (found.line, found.funding) == (1.0, (None, None))


def test_an_interval_that_touches_the_funding_line_goes_to_the_random_selection() -> None:
    found = funding_line(np.array([2.0, 1.0, NAN, 3.0]), np.array([2.0, 0, NAN, 2.1]), np.array([3, 2.0, NAN, 4]), 2)
    assert found.line == 2
    assert found.funding == (Funding.RANDOM_SELECTION, Funding.RANDOM_SELECTION, None, Funding.REJECT)
    assert found.n_places_left == 2


def test_money_for_more_items_than_there_are_draws_the_line_at_the_last() -> None:
    found = funding_line(np.array([1.0, 2.0]), np.array([1.0, 1.5]), np.array([1.4, 2.0]), 5)
    assert (found.line, found.funding) == (2, (Funding.ACCEPT, Funding.RANDOM_SELECTION))
    assert funding_line(np.full(2, NAN), np.full(2, NAN), np.full(2, NAN), 1).line is None
    with pytest.raises(ValueError, match="funding line"):
        funding_line(np.array([1.0]), np.array([1.0]), np.array([1.0]), 0)

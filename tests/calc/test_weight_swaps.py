"""How far weights must move until two items tie: against the linear programme, and what must hold at the answer."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.weight_swaps import (
    LeastChange,
    OneWeight,
    adjacent_pairs,
    least_weight_change,
    one_weight_swaps,
    pairs_across,
)
from tests.calc.rounds import quickly

NAN = np.nan
PAIR = np.array([[0, 1]])
tables = st.integers(2, 5).flatmap(
    lambda n: st.tuples(
        st.lists(st.lists(st.integers(1, 9), min_size=n, max_size=n), min_size=2, max_size=2),
        st.lists(st.integers(0, 9), min_size=n, max_size=n).filter(any),
    )
)


def arrays(drawn: tuple[list[list[int]], list[int]]) -> tuple[F64, F64]:
    return np.array(drawn[0], dtype=float), np.array(drawn[1], dtype=float)


def programme(d: F64, shares: F64) -> float | None:
    """Half the sum of the smallest changes of all weights with which the leader no longer leads, by an LP solver."""
    n = len(d)
    costs = np.concatenate([np.zeros(n), np.full(n, 0.5)])
    unit = np.eye(n)
    bounds = np.block([[unit, -unit], [-unit, -unit], [d[None], np.zeros((1, n))]])
    limits = np.concatenate([shares, -shares, [0.0]])
    whole = np.concatenate([np.ones(n), np.zeros(n)])[None]
    solved = linprog(costs, bounds, limits, whole, [1.0], bounds=(0, None))
    return float(solved.fun) if solved.status == 0 else None


@quickly
@given(tables)
def test_the_least_change_is_that_of_the_linear_programme(drawn: tuple[list[list[int]], list[int]]) -> None:
    means, weights = arrays(drawn)
    shares = weights / weights.sum()
    d = means[0] - means[1]
    best = programme(d if d @ shares >= 0 else -d, shares)
    found = least_weight_change(means, weights, PAIR)
    if best is None:
        assert found.reasons == (Reason.DOMINATED,)
        assert np.isnan(found.total_variation[0])
        assert np.isnan(found.weights[0]).all()
        return
    assert found.reasons == (None,)
    assert found.total_variation[0] == pytest.approx(best, abs=1e-9)
    assert found.weights[0] @ d == pytest.approx(0, abs=1e-9)
    assert found.weights[0].sum() == pytest.approx(1)
    assert (found.weights[0] >= -1e-12).all()
    assert np.abs(found.weights[0] - shares).sum() / 2 == pytest.approx(best, abs=1e-9)


@quickly
@given(tables)
def test_at_the_weight_of_a_swap_both_totals_are_equal(drawn: tuple[list[list[int]], list[int]]) -> None:
    means, weights = arrays(drawn)
    shares = weights / weights.sum()
    found = one_weight_swaps(means, weights, PAIR)
    for criterion, t in enumerate(found.t[0]):
        if not np.isnan(t):
            others = np.delete(shares, criterion)
            moved = np.insert(others / others.sum() * (1 - t), criterion, t)
            assert moved @ means[0] == pytest.approx(moved @ means[1], abs=1e-9)
            assert found.change[0, criterion] == pytest.approx(t - shares[criterion])
        if not np.isnan(delta := found.delta[0, criterion]):
            fallen = weights - delta * (np.arange(len(weights)) == criterion)
            assert fallen @ means[0] == pytest.approx(fallen @ means[1], abs=1e-9)
            assert fallen[criterion] >= -1e-8


@quickly
@given(tables)
def test_who_is_named_first_decides_nothing(drawn: tuple[list[list[int]], list[int]]) -> None:
    means, weights = arrays(drawn)
    one, other = (least_weight_change(means, weights, pair) for pair in (PAIR, PAIR[:, ::-1]))
    assert one.total_variation == pytest.approx(other.total_variation, nan_ok=True)
    assert one.l2 == pytest.approx(other.l2, nan_ok=True)
    single, swapped = (one_weight_swaps(means, weights, pair) for pair in (PAIR, PAIR[:, ::-1]))
    assert single.t == pytest.approx(swapped.t, nan_ok=True)


def test_the_nearest_vector_when_weights_may_fall_below_zero_is_on_the_line_of_ties() -> None:
    d, shares = np.array([2.0, 1.0, -0.5]), np.array([0.5, 0.3, 0.2])
    found = least_weight_change(np.array([d, np.zeros(3)]), shares, PAIR)
    away = d - d.mean()
    nearest = shares - (shares @ d) * away / (away @ away)
    assert nearest @ d == pytest.approx(0)
    assert found.l2[0] == pytest.approx(np.linalg.norm(nearest - shares))


def test_weights_that_are_all_zero_count_as_equal_and_their_sum_does_not_matter() -> None:
    means = np.array([[5.0, 3.0, 4.0], [3.0, 4.0, 4.0]])
    for answer in (one_weight_swaps, least_weight_change):
        equal, zero, large = (answer(means, np.full(3, w), PAIR) for w in (1.0, 0.0, 250.0))
        for name in ("t", "change") if answer is one_weight_swaps else ("total_variation", "weights"):
            assert getattr(equal, name) == pytest.approx(getattr(zero, name), nan_ok=True)
            assert getattr(equal, name) == pytest.approx(getattr(large, name), nan_ok=True)


def test_items_that_tie_already_need_no_change() -> None:
    means = np.array([[4.0, 2.0], [2.0, 4.0], [4.0, 2.0]])
    pairs = np.array([[0, 1], [0, 2]])
    found = least_weight_change(means, np.ones(2), pairs)
    assert found.total_variation.tolist() == [0, 0]
    assert found.l2.tolist() == [0, 0]
    assert found.reasons == (None, None)
    single = one_weight_swaps(means, np.ones(2), pairs)
    assert single.t[0].tolist() == [0.5, 0.5]
    assert np.isnan(single.t[1]).all()  # they tie at every weight: none of them is a swap


def test_an_item_ahead_everywhere_is_dominating_by_one_reason_and_without_numbers() -> None:
    found = least_weight_change(np.array([[5.0, 4.0], [3.0, 3.0]]), np.ones(2), PAIR)
    assert found.reasons == (Reason.DOMINATED,)
    assert np.isnan(one_weight_swaps(np.array([[5.0, 4.0], [3.0, 3.0]]), np.ones(2), PAIR).t).all()


def test_items_asked_on_different_criteria_are_not_compared_and_those_asked_on_the_same_are() -> None:
    means = np.array([[5.0, 3.0, NAN], [3.0, 4.0, NAN], [3.0, 4.0, 4.0], [NAN, NAN, NAN], [NAN, NAN, NAN]])
    pairs = np.array([[0, 1], [0, 2], [0, 3], [3, 4]])
    found, single = least_weight_change(means, np.ones(3), pairs), one_weight_swaps(means, np.ones(3), pairs)
    assert found.reasons == single.reasons == (None, *[Reason.OTHER_QUESTIONS] * 3)
    assert found.total_variation[0] == pytest.approx(1 / 9)
    assert found.weights[0].tolist() == pytest.approx([2 / 9, 4 / 9, 1 / 3])
    assert np.isnan(single.t[0, 2])
    assert not np.isnan(single.t[0, :2]).any()
    for values in (found.total_variation[1:], found.weights[1:], found.l2[1:], single.t[1:], single.delta[1:]):
        assert np.isnan(values).all()


def test_noise_of_the_arithmetic_makes_no_difference() -> None:
    means = np.array([[0.1 + 0.2, 5.0], [0.3, 4.0]])
    single = one_weight_swaps(means, np.ones(2), PAIR)
    assert single.t[0].tolist() == pytest.approx([1, 0])


def test_criteria_that_trail_alike_but_for_noise_give_no_weight_to_one_another() -> None:
    means, weights = np.array([[0.1, 1.0, 0.7, 0.4], [0.3, 0.0, 0.3, 0.6]]), np.array([0.25, 0.25, 0.375, 0.125])
    found = least_weight_change(means, weights, PAIR)
    assert found.total_variation[0] == pytest.approx(programme(means[0] - means[1], weights))
    assert np.abs(found.weights[0] - weights).sum() / 2 == pytest.approx(found.total_variation[0])


def test_one_criterion_cannot_swap_anything() -> None:
    means = np.array([[5.0], [3.0]])
    assert least_weight_change(means, np.ones(1), PAIR).reasons == (Reason.DOMINATED,)
    assert np.isnan(one_weight_swaps(means, np.ones(1), PAIR).t).all()


def test_no_pairs_give_no_answers() -> None:
    nobody = np.empty((0, 2), dtype=np.int64)
    assert least_weight_change(np.ones((3, 2)), np.ones(2), nobody).reasons == ()
    assert one_weight_swaps(np.ones((3, 2)), np.ones(2), nobody).t.shape == (0, 2)


def test_the_pairs_that_are_worth_asking_about() -> None:
    order = np.array([4, 2, 0, 1, 3])
    assert adjacent_pairs(order).tolist() == [[4, 2], [2, 0], [0, 1], [1, 3]]
    assert pairs_across(order, 2, 2).tolist() == [[4, 0], [4, 1], [2, 0], [2, 1]]
    assert pairs_across(order, 5, 2).tolist() == []


@pytest.mark.parametrize("answer", [one_weight_swaps, least_weight_change])
@pytest.mark.parametrize("weights", [[1.0, -1.0], [1.0, NAN], [1.0, np.inf]])
def test_weights_below_zero_or_without_a_value_are_refused(
    answer: Callable[..., OneWeight | LeastChange], weights: list[float]
) -> None:
    with pytest.raises(ValueError, match="weight"):
        answer(np.ones((2, 2)), np.array(weights), PAIR)

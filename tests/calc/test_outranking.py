"""TOPSIS, PROMETHEE II, and whether the method matters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from panel.calc.crosscheck import CrossCheck, Method
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.outranking import Preference, does_the_method_matter, promethee2, topsis

MATRICES = arrays(np.float64, st.tuples(st.integers(2, 7), st.just(3)), elements=st.integers(1, 9).map(float))
WEIGHTS = np.array([0.5, 0.3, 0.2])


def checked(y: list[list[float]], xbar: list[list[float]], k: int, weights: F64 | None = None) -> CrossCheck:
    scores, means = np.array(y), np.array(xbar)
    counting = np.ones(means.shape[1]) if weights is None else weights
    return does_the_method_matter(means, counting, scores, ~np.isnan(scores), k, 1e-9 * 4)


def places(check: CrossCheck, method: Method) -> tuple[int | None, ...]:
    return next(order.places for order in check.orders if order.method is method)


def reason(check: CrossCheck, method: Method) -> Reason | None:
    return next(order.reason for order in check.orders if order.method is method)


@given(MATRICES)
def test_an_item_that_is_best_everywhere_is_first_and_one_that_is_worst_last(matrix: F64) -> None:
    matrix = np.vstack([matrix, np.full(3, 10.0), np.full(3, 0.5)])
    closeness = topsis(matrix, WEIGHTS)
    assert (closeness[-2], closeness[-1]) == (1.0, 0.0)
    for preference in Preference:
        flows = promethee2(matrix, WEIGHTS, preference, [0.1] * 3, [2.0] * 3)
        assert flows.sum() == pytest.approx(0)
        assert flows.argmax() == len(matrix) - 2
        assert flows.argmin() == len(matrix) - 1


@given(MATRICES, st.integers(1, 99))
def test_weights_count_by_their_shares_alone(matrix: F64, factor: int) -> None:
    np.testing.assert_allclose(topsis(matrix, factor * WEIGHTS), topsis(matrix, WEIGHTS))
    np.testing.assert_allclose(promethee2(matrix, factor * WEIGHTS), promethee2(matrix, WEIGHTS), atol=1e-12)


@given(MATRICES)
def test_a_criterion_to_be_low_on_is_one_to_be_high_on_from_the_other_end(matrix: F64) -> None:
    low = np.array([True, False, True])
    flipped = matrix * [1, -1, 1]
    np.testing.assert_allclose(topsis(matrix, WEIGHTS, low), topsis(flipped, WEIGHTS))
    np.testing.assert_allclose(promethee2(matrix, WEIGHTS, benefit=low), promethee2(flipped, WEIGHTS))


def test_a_lead_counts_the_more_the_larger_it_is() -> None:
    matrix = np.array([[0.0], [1.0], [2.0], [4.0]])
    linear = promethee2(matrix, np.ones(1), Preference.LINEAR, [1.0], [3.0])
    assert linear.tolist() == pytest.approx([-1.5 / 3, -1 / 3, 0, 2.5 / 3])
    shape = promethee2(matrix, np.ones(1), Preference.V_SHAPE, strict=[4.0])
    assert shape.tolist() == pytest.approx([-7 / 12, -3 / 12, 1 / 12, 9 / 12])


def test_items_without_a_value_or_without_a_rival_are_not_placed() -> None:
    matrix = np.array([[1.0, np.nan], [2.0, 3.0], [3.0, 1.0]])
    assert np.isnan(topsis(matrix, np.ones(2))).tolist() == [True, False, False]
    assert np.isnan(promethee2(matrix, np.ones(2))).tolist() == [True, False, False]
    assert not np.isnan(topsis(matrix, np.array([1.0, 0.0]))).any()
    for nothing in (np.full((2, 2), np.nan), np.ones((1, 2))):
        assert np.isnan(topsis(nothing, np.ones(2))).all()
        assert np.isnan(promethee2(nothing, np.ones(2))).all()
    assert np.isnan(topsis(matrix, np.zeros(2))).all()
    assert np.isnan(topsis(np.full((3, 2), 4.0), np.ones(2))).all()
    assert topsis(np.array([[0.0, 1.0], [0.0, 2.0]]), np.ones(2)).tolist() == [0.0, 1.0]


def test_what_makes_no_sense_is_refused() -> None:
    matrix = np.ones((2, 2))
    for weights in (np.array([1.0, -1.0]), np.array([1.0, np.nan]), np.ones(3)):
        with pytest.raises(ValueError, match="a weight"):
            topsis(matrix, weights)
    with pytest.raises(ValueError, match="a lead counts"):
        promethee2(matrix, np.ones(2), Preference.LINEAR, [2.0, 2.0], [1.0, 3.0])
    with pytest.raises(ValueError, match="a lead counts"):
        promethee2(matrix, np.ones(2), Preference.V_SHAPE)


def test_one_very_high_score_makes_the_method_matter() -> None:
    """By the mean the first leads; by the median, and by the number of members, the second does."""
    check = checked([[5, 3, 1], [2, 3, 1], [2, 2, 1]], [[3.0], [2.6], [1.0]], 1)
    assert places(check, Method.MEAN) == (1, 2, 3)
    assert places(check, Method.MEDIAN) == (2, 1, 3)
    assert check.moving == (0, 1)
    assert check.k == 1
    assert checked([[5, 3, 1], [2, 3, 1], [2, 2, 1]], [[3.0], [2.6], [1.0]], 2).moving == ()


def test_where_all_agree_no_method_moves_anything() -> None:
    check = checked([[5, 4, 1]] * 3, [[5.0], [4.0], [1.0]], 1)
    assert [order.places for order in check.orders] == [(1, 2, 3)] * len(Method)
    assert check.moving == ()


def test_equal_medians_are_told_apart_by_the_mean() -> None:
    check = checked([[3, 3, 3], [3, 3, 3], [4, 3, 5]], [[3.3], [3.0], [3.6]], 1)
    assert places(check, Method.MEDIAN) == (2, 3, 1)


def test_items_nobody_scored_have_no_place() -> None:
    nan = np.nan
    check = checked([[2, nan, 3], [1, nan, 5]], [[1.5], [nan], [4.0]], 1)
    assert {order.places for order in check.orders} == {(2, None, 1)}


def test_other_questions_and_equal_items_are_not_compared_on_criteria() -> None:
    asked = checked([[2, 3]], [[2.0, np.nan], [np.nan, 3.0]], 1)
    same = checked([[3, 3]], [[3.0], [3.0]], 1)
    assert reason(asked, Method.TOPSIS) is reason(asked, Method.PROMETHEE) is Reason.OTHER_QUESTIONS
    assert reason(same, Method.TOPSIS) is Reason.NO_VARIATION
    assert places(same, Method.PROMETHEE) == (1, 1)


def test_nothing_scored_gives_no_order() -> None:
    check = checked([[np.nan, np.nan]], [[np.nan], [np.nan]], 1)
    assert {order.reason for order in check.orders} == {Reason.ALL_MISSING}
    assert {order.places for order in check.orders} == {(None, None)}
    assert check.moving == ()


def test_weights_that_are_all_zero_compare_nothing_on_criteria() -> None:
    check = checked([[2, 3]], [[2.0], [3.0]], 1, np.zeros(1))
    assert reason(check, Method.TOPSIS) is Reason.NO_VARIATION


def test_many_items_are_ordered_without_schulze() -> None:
    y = [[float(item % 5) for item in range(301)]]
    check = checked(y, [[mark] for mark in y[0]], 10)
    assert reason(check, Method.SCHULZE) is Reason.TOO_MANY
    assert places(check, Method.COPELAND)[4] == 1

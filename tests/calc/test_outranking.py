"""TOPSIS and PROMETHEE II by themselves; whether the method matters is asked of the lenses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from panel.calc.statistics.arrays import F64
from panel.calc.statistics.outranking import Preference, promethee2, topsis

MATRICES = arrays(np.float64, st.tuples(st.integers(2, 7), st.just(3)), elements=st.integers(1, 9).map(float))
WEIGHTS = np.array([0.5, 0.3, 0.2])


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

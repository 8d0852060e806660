"""Weights from points, from an order, from comparisons in pairs, and from many persons."""

import json
from fractions import Fraction
from itertools import pairwise
from math import log, nan, prod
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.calc.reasons import Reason
from panel.calc.statistics.ahp import SAATY_08, SAATY_80, ahp
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.elicitation import Surrogate, group_weights, weights_from_order, weights_from_points
from tests.calc.test_vectors import OURS

POINTS = st.lists(st.integers(0, 100), min_size=1, max_size=9)
STEPS = st.sampled_from([Fraction(1, n) for n in range(2, 10)] + [Fraction(n) for n in range(1, 10)])


def reciprocal(above: list[float], n: int) -> F64:
    """The comparison matrix with these judgements above its diagonal, row by row."""
    matrix = np.ones((n, n))
    first, second = np.triu_indices(n, k=1)
    matrix[first, second] = above
    matrix[second, first] = 1 / np.array(above)
    return matrix


@st.composite
def comparisons(draw: st.DrawFn) -> F64:
    n = draw(st.integers(1, 8))
    n_pairs = n * (n - 1) // 2
    return reciprocal([float(step) for step in draw(st.lists(STEPS, min_size=n_pairs, max_size=n_pairs))], n)


@given(POINTS, st.integers(1, 50))
def test_points_count_by_their_shares_alone(points: list[int], factor: int) -> None:
    weights = weights_from_points(points).weights
    assert weights_from_points([factor * point for point in points]).weights == pytest.approx(weights)
    assert sum(weights) == pytest.approx(1)
    assert all(weight >= 0 for weight in weights)


def test_points_that_are_all_zero_weigh_equally_and_warn() -> None:
    assert weights_from_points([0, 0, 0, 0]).weights == (0.25,) * 4
    assert weights_from_points([0, 0, 0, 0]).reason is Reason.ALL_ZERO
    assert weights_from_points([0, 0, 0, 1]).reason is None


@pytest.mark.parametrize("points", [[], [1, -1], [1, nan], [1, float("inf")]])
def test_points_that_are_none_are_refused(points: list[float]) -> None:
    with pytest.raises(ValueError, match="a number from zero up"):
        weights_from_points(points)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=9), st.sampled_from(Surrogate))
def test_weights_from_an_order_keep_it_and_ties_share(ranks: list[int], surrogate: Surrogate) -> None:
    weights = weights_from_order(ranks, surrogate)
    assert sum(weights) == pytest.approx(1)
    ordered = sorted(zip(ranks, weights, strict=True))
    for (rank, weight), (next_rank, next_weight) in pairwise(ordered):
        assert next_weight == pytest.approx(weight) if rank == next_rank else next_weight <= weight + 1e-12


def test_ranks_with_and_without_gaps_mean_the_same() -> None:
    assert weights_from_order([1, 2, 2, 4]) == weights_from_order([1, 2, 2, 3]) == weights_from_order([1, 2.5, 2.5, 4])


@given(comparisons())
def test_comparisons_without_contradiction_give_back_their_weights(matrix: F64) -> None:
    weights = np.array(ahp(matrix).weights)
    again = ahp(weights[:, None] / weights)
    assert again.weights == pytest.approx(weights.tolist())
    assert again.geometric == pytest.approx(weights.tolist())
    assert again.index == pytest.approx(0, abs=1e-9)
    assert again.worst == ()


@given(comparisons())
def test_the_weights_are_the_principal_eigenvector(matrix: F64) -> None:
    found = ahp(matrix)
    weights = np.array(found.weights)
    assert matrix @ weights == pytest.approx(found.largest_eigenvalue * weights)
    assert weights.sum() == pytest.approx(1)
    assert (weights > 0).all()
    rows = [prod(row) ** (1 / len(matrix)) for row in matrix.tolist()]
    assert found.geometric == pytest.approx([row / sum(rows) for row in rows])


@given(comparisons(), st.randoms())
def test_the_order_of_the_criteria_does_not_matter(matrix: F64, random: Random) -> None:
    order = list(range(len(matrix)))
    random.shuffle(order)
    found = ahp(matrix)
    assert ahp(matrix[np.ix_(order, order)]).weights == pytest.approx([found.weights[at] for at in order])


def test_the_judgement_that_contradicts_the_others_is_named_first() -> None:
    """All agree on 1 : 2 : 4 but the last, which says the opposite."""
    found = ahp(reciprocal([2, 4, 8, 2, 4, 1 / 4], 4))
    worst = found.worst[0]
    assert (worst.first, worst.second, worst.given) == (2, 3, 0.25)
    assert worst.implied == pytest.approx(found.weights[2] / found.weights[3])
    assert len(found.worst) == 3
    distances = [abs(log(judgement.given / judgement.implied)) for judgement in found.worst]
    assert distances == pytest.approx(sorted(distances, reverse=True))


@pytest.mark.parametrize(("n", "limit"), [(2, 0.10), (3, 0.05), (4, 0.08), (5, 0.10), (10, 0.10)])
def test_fewer_criteria_must_agree_better(n: int, limit: float) -> None:
    assert ahp(np.ones((n, n))).limit == limit
    assert ahp(np.ones((n, n))).acceptable


def test_comparisons_that_go_in_a_circle_are_not_accepted() -> None:
    found = ahp(reciprocal([3, 1 / 3, 3], 3))
    assert found.ratio is not None
    assert found.ratio > 1
    assert not found.acceptable


def test_the_ratio_is_that_of_the_eigenvector_and_its_table_is_named() -> None:
    """JMcDM's lambda is the row-average approximation (CR .0736); AHPy calls the newer table of indices "saaty"."""
    entries = {entry["id"]: entry for entry in json.loads(OURS.read_text(encoding="utf-8"))["vectors"]}
    matrix = np.array(entries["ahp-pub-2"]["input"]["matrix"])
    found = ahp(matrix)
    assert found.ratio == pytest.approx(0.0707394, abs=1e-6)
    assert found.table == "saaty80"
    newer = ahp(matrix, SAATY_08)
    assert (newer.table, newer.ratio) == ("saaty08", pytest.approx(found.index / 1.40))
    assert [SAATY_80.values[n] for n in (3, 4, 7)] == [0.58, 0.90, 1.32]
    assert [SAATY_08.values[n] for n in (3, 4, 7)] == [0.52, 0.89, 1.35]


def test_one_or_two_criteria_cannot_contradict_each_other() -> None:
    assert (ahp(np.ones((1, 1))).ratio, ahp(reciprocal([9], 2)).ratio) == (0.0, 0.0)
    assert ahp(reciprocal([9], 2)).weights == pytest.approx((0.9, 0.1))


def test_more_criteria_than_the_table_knows_have_weights_and_no_ratio() -> None:
    found = ahp(np.ones((11, 11)))
    assert (found.ratio, found.reason, found.acceptable) == (None, Reason.TOO_MANY, False)
    assert found.weights == pytest.approx((1 / 11,) * 11)


def test_a_matrix_printed_with_two_decimals_is_taken_as_it_is() -> None:
    printed = np.array([[1, 3, 8], [0.33, 1, 6], [0.13, 0.17, 1]])
    values, vectors = np.linalg.eig(printed)
    first = np.abs(vectors[:, values.real.argmax()].real)
    assert ahp(printed).weights == pytest.approx(tuple(first / first.sum()))


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        (np.ones((2, 3)), "a square"),
        (np.ones((0, 0)), "a square"),
        (np.array([[1.0, 0.0], [2.0, 1.0]]), "above zero"),
        (np.array([[1.0, nan], [2.0, 1.0]]), "above zero"),
        (np.array([[1.0, 2.0], [2.0, 1.0]]), "half as important"),
    ],
)
def test_a_matrix_that_compares_nothing_is_refused(matrix: F64, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ahp(matrix)


@given(st.lists(st.lists(st.integers(1, 9), min_size=3, max_size=3), min_size=1, max_size=6), st.randoms())
def test_a_group_is_the_same_in_any_order(answers: list[list[int]], random: Random) -> None:
    members = np.array([weights_from_points(answer).weights for answer in answers])
    found = group_weights(members)
    shuffled = list(range(len(members)))
    random.shuffle(shuffled)
    again = group_weights(members[shuffled])
    assert again.arithmetic == pytest.approx(found.arithmetic)
    assert again.geometric == pytest.approx(found.geometric)
    assert sum(found.arithmetic or ()) == pytest.approx(sum(found.geometric or ())) == pytest.approx(1)
    for spread, column in zip(found.spreads, members.T, strict=True):
        assert (spread.low, spread.high) == (column.min(), column.max())
        assert spread.low <= spread.q1 <= spread.median <= spread.q3 <= spread.high


def test_the_spread_has_quartiles_of_type_seven() -> None:
    found = group_weights(np.array([[0.1, 0.9], [0.2, 0.8], [0.4, 0.6], [0.7, 0.3]]))
    spread = found.spreads[0]
    assert (spread.q1, spread.median, spread.q3) == pytest.approx((0.175, 0.3, 0.475))
    assert found.n == 4


def test_a_criterion_without_weight_for_somebody_has_no_geometric_mean() -> None:
    found = group_weights(np.array([[0.5, 0.5], [1.0, 0.0]]))
    assert (found.arithmetic, found.geometric) == ((0.75, 0.25), None)


def test_without_members_there_are_no_weights() -> None:
    found = group_weights(np.empty((0, 3)))
    assert (found.n, found.arithmetic, found.geometric, found.reason) == (0, None, None, Reason.ALL_MISSING)


@pytest.mark.parametrize("wrong", [-0.1, nan])
def test_weights_of_members_that_are_none_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="from zero up"):
        group_weights(np.array([[1.0, wrong]]))

"""Weights from comparisons of criteria in pairs, with the measure of how far the comparisons contradict each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from panel.calc.preferences import Judgement, Pairwise
from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64

N_WORST: Final = 3
RECIPROCAL: Final = 0.05
"""How far a_ij times a_ji may lie from 1: in print a third is often 0.33 and an eighth 0.13."""
AGREEING: Final = 1e-9
"""A judgement nearer than this to its weights, in logarithms, is not inconsistent at all."""


@dataclass(frozen=True, slots=True)
class RandomIndex:
    """The mean consistency index of random comparisons, by the number of criteria; tables in use differ."""

    name: str
    values: Mapping[int, float]


def _table(name: str, *values: float) -> RandomIndex:
    return RandomIndex(name, MappingProxyType(dict(enumerate(values, start=3))))


SAATY_80: Final = _table("saaty80", 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
SAATY_08: Final = _table("saaty08", 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49)

_LIMITS: Final[Mapping[int, float]] = MappingProxyType({3: 0.05, 4: 0.08})


def matrix_of(answers: Sequence[int], n: int) -> F64:
    """The matrix of n criteria from one answer a pair, row by row above the diagonal.

    The answer k > 0 calls the first k times as important as the second, -k the second k times as important. Raises
    ValueError for a 0, or unless there is one answer a pair.
    """
    steps = np.array(answers, dtype=np.float64)
    first, second = np.triu_indices(n, k=1)
    if steps.shape != first.shape or not steps.all():
        raise ValueError("each pair is compared once, and nothing is 0 times as important")
    matrix = np.ones((n, n))
    matrix[first, second] = np.where(steps > 0, steps, -1 / steps)
    matrix[second, first] = 1 / matrix[first, second]
    return matrix


def ahp(matrix: F64, table: RandomIndex = SAATY_80) -> Pairwise:
    """Weights from `matrix[C, C]`, where a_ij says how many times as important as criterion j criterion i is.

    The principal eigenvector (not its row-average approximation, which gives another ratio), `CI = (lambda-n)/(n-1)`,
    `CR = CI/RI`, accepted up to .05 for 3 criteria, .08 for 4, .10 for more. One or two criteria cannot contradict
    each other: CR is 0. Beyond the table CR is None, `too_many`. Raises ValueError unless the matrix is square,
    positive and reciprocal. Source: Saaty 1980.
    """
    _check(matrix)
    n = len(matrix)
    largest, weights = _principal(matrix)
    index = max(0.0, (largest - n) / (n - 1)) if n > 1 else 0.0
    known = n <= 2 or n in table.values
    return Pairwise(
        weights=tuple(weights.tolist()),
        geometric=tuple(_geometric(matrix).tolist()),
        largest_eigenvalue=largest,
        index=index,
        ratio=None if not known else 0.0 if n <= 2 else index / table.values[n],
        limit=_LIMITS.get(n, 0.10),
        table=table.name,
        worst=_worst(matrix, weights),
        reason=None if known else Reason.TOO_MANY,
    )


def _check(matrix: F64) -> None:
    if matrix.ndim != 2 or not matrix.size or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("comparisons in pairs form a square")
    if not (np.isfinite(matrix).all() and (matrix > 0).all()):
        raise ValueError("a comparison is a number above zero")
    if np.abs(matrix * matrix.T - 1).max() > RECIPROCAL:
        raise ValueError("what is twice as important one way is half as important the other way")


def _principal(matrix: F64) -> tuple[float, F64]:
    """The largest eigenvalue and its vector, adding up to 1; both are positive (Perron)."""
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    vector = np.abs(vectors[:, at].real)
    return float(values[at].real), vector / vector.sum()


def _geometric(matrix: F64) -> F64:
    means = np.exp(np.log(matrix).mean(axis=1))
    result: F64 = means / means.sum()
    return result


def _worst(matrix: F64, weights: F64) -> tuple[Judgement, ...]:
    """The judgements whose ratio to the weights' own ratio is farthest from 1, either way (Goepel 2018)."""
    implied = weights[:, None] / weights
    distance = np.abs(np.log(matrix / implied))
    first, second = np.triu_indices(len(matrix), k=1)
    order = np.argsort(-distance[first, second].round(9), kind="stable")[:N_WORST]
    pairs = [(int(first[at]), int(second[at])) for at in order]
    return tuple(
        Judgement(i, j, float(matrix[i, j]), float(implied[i, j])) for i, j in pairs if distance[i, j] > AGREEING
    )

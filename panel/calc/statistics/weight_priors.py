"""What is held possible about the weights: anything, an order, what is near the declared ones, or the members' own."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from panel.calc.statistics.arrays import F64, I64


@dataclass(frozen=True, slots=True)
class AnyWeights:
    """Every vector of weights is as likely as any other: Dirichlet(1, ..., 1)."""


@dataclass(frozen=True, slots=True)
class OrderedWeights:
    """Only the order is known: `order` lists the criteria, the most important first. On average the ROC weights."""

    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NearWeights:
    """Near the declared weights: Dirichlet(kappa * w). With kappa 50 a weight of .2 varies by .056 (one sd)."""

    weights: F64
    kappa: float = 50.0


@dataclass(frozen=True, slots=True)
class MembersWeights:
    """The weights that the members stated, `vectors[M, C]`, each as likely as any other."""

    vectors: F64


Prior: TypeAlias = AnyWeights | OrderedWeights | NearWeights | MembersWeights


def normalised(weights: F64) -> F64:
    """The weights along the last axis, summing to 1; equal ones where all are zero.

    Raises ValueError for a weight that is negative or not finite.
    """
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ValueError("a weight is a number from zero up")
    sums = weights.sum(axis=-1, keepdims=True)
    equal = np.full(weights.shape, 1 / weights.shape[-1])
    result: F64 = np.divide(weights, sums, out=equal, where=sums > 0)
    return result


def sampled_weights(prior: Prior, n_criteria: int, n: int, rng: np.random.Generator) -> F64:
    """n vectors of weights [n, C] that sum to 1. Raises ValueError where the prior names other criteria."""
    match prior:
        case AnyWeights():
            return normalised(rng.standard_exponential((n, n_criteria)))
        case OrderedWeights(order):
            _naming_each(order, n_criteria)
            descending = -np.sort(-normalised(rng.standard_exponential((n, n_criteria))), axis=1)
            return descending[:, np.argsort(order)]
        case NearWeights(weights, kappa):
            _fitting(weights, n_criteria)
            return normalised(rng.standard_gamma(kappa * normalised(weights), size=(n, n_criteria)))
        case MembersWeights(vectors):
            _fitting(vectors, n_criteria)
            chosen: I64 = rng.integers(0, len(vectors), size=n)
            return normalised(vectors)[chosen]


def corners(prior: Prior, n_criteria: int) -> F64 | None:
    """The corners [C, C] of the simplex over which a prior is uniform; None where it is not."""
    match prior:
        case AnyWeights():
            return np.eye(n_criteria)
        case OrderedWeights(order):
            _naming_each(order, n_criteria)
            nested = np.tril(np.ones((n_criteria, n_criteria)))
            return normalised(nested)[:, np.argsort(order)]
        case _:
            return None


def _naming_each(order: tuple[int, ...], n_criteria: int) -> None:
    if sorted(order) != list(range(n_criteria)):
        raise ValueError("an order names every criterion once")


def _fitting(weights: F64, n_criteria: int) -> None:
    if weights.shape[-1] != n_criteria or not weights.size:
        raise ValueError("a weight for every criterion")

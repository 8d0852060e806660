"""Ranks that cannot be ruled out: confidence sets that hold even among near ties, where percentiles of ranks do not."""

from dataclasses import dataclass

import numpy as np

from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.ranks import min_ranks, own_grain


@dataclass(frozen=True, slots=True)
class RankSets:
    """For each of `items[J]` its rank and the first and the last rank in its confidence set, 1 is the highest."""

    items: I64
    rank: I64
    lower: I64
    upper: I64


def independent_errors(se: F64) -> F64:
    """The errors [N, N] of independent estimates from their standard errors `se[N]`."""
    return np.diag(se)


def errors_of_means(y: F64, mask: Bool) -> F64:
    """The errors [R, N] of the items' means over the members, so that `errors.T @ errors` is their covariance.

    Members are what varies: one who is strict everywhere is so in all differences alike. NaN where fewer than two
    members scored an item.
    """
    n = mask.sum(axis=0)
    sums = np.where(mask, y, 0.0).sum(axis=0)
    mean = np.divide(sums, n, out=np.zeros(len(n)), where=n > 0)
    errors = np.where(mask, y - mean, 0.0)
    scale = np.sqrt(n * np.maximum(n - 1.0, 0.0))
    result: F64 = np.divide(errors, scale, out=np.full(errors.shape, np.nan), where=scale > 0)
    return result


def rank_sets(
    estimate: F64,
    errors: F64,
    *,
    seed: int,
    coverage: float = 0.95,
    simultaneous: bool = False,
    items: I64 | None = None,
    draws: int = 10_000,
) -> RankSets:
    """Confidence sets for the ranks of `items` (all by default) among N estimates, higher is better.

    `errors[M, N]`: `errors.T @ errors` is the covariance of the estimates; a column of NaN is an error nobody knows,
    and such an item is never told apart. Differences are compared with the largest of the same differences under noise,
    studentised; those that stand out are taken away and the rest compared again (stepdown). Each set covers the true
    rank with probability `coverage`, or with `simultaneous` all of them together. Estimates must be finite, else
    ValueError. The work grows with items times N times draws. Mogstad, Romano, Shaikh & Wilhelm 2024.
    """
    if not (0 < coverage < 1 and np.isfinite(estimate).all()):
        raise ValueError("a coverage between 0 and 1 and finite estimates")
    chosen = np.arange(len(estimate)) if items is None else items
    rng = np.random.Generator(np.random.PCG64(seed))
    known: Bool = ~np.any(np.isnan(errors), axis=0)
    errors = np.where(known, errors, 0.0)
    noise = (rng.standard_normal((draws, len(errors))) @ errors).T
    lead = estimate[chosen, None] - estimate
    spread = _spread(errors, known, chosen)
    families = [np.arange(len(chosen))] if simultaneous else list(np.arange(len(chosen))[:, None])
    told = np.zeros(lead.shape, dtype=np.bool_)
    for family in families:
        told[family] = _told_apart(noise, lead[family], spread[family], chosen[family], coverage)
    rank = min_ranks(estimate, own_grain(estimate))[chosen]
    better, worse = (told & (lead < 0)).sum(axis=1), (told & (lead > 0)).sum(axis=1)
    return RankSets(chosen, rank, 1 + better, len(estimate) - worse)


def _spread(errors: F64, known: Bool, chosen: I64) -> F64:
    """The standard deviations of differences with the chosen items [J, N]; infinite where an error is unknown."""
    shared = errors.T[chosen] @ errors
    variance = (errors**2).sum(axis=0)
    squared = variance[chosen, None] + variance - 2 * shared
    squared[squared < GRAIN * variance.max(initial=0.0)] = 0.0  # the same errors: what is left is arithmetic noise
    result: F64 = np.where(known[chosen, None] & known, np.sqrt(squared), np.inf)
    return result


def _told_apart(noise: F64, lead: F64, spread: F64, chosen: I64, coverage: float) -> Bool:
    """Which leads [J, N] of one family, ahead or behind, stand out from the noise [N, draws].

    Every pair is two hypotheses, that the one is not ahead and that it is not behind; each is taken away by itself.
    """
    size = np.divide(lead, spread, out=np.zeros(lead.shape), where=spread > 0)
    compared = (spread > 0) & np.isfinite(spread)
    ahead, behind = compared.copy(), compared.copy()
    while (ahead | behind).any():
        rows = zip(spread, chosen, ahead, behind, strict=True)
        critical = np.quantile(np.max([_largest(noise, *row) for row in rows], axis=0), coverage)
        new_ahead, new_behind = ahead & (size > critical), behind & (size < -critical)
        if not (new_ahead | new_behind).any():
            break
        ahead, behind = ahead & ~new_ahead, behind & ~new_behind
    certain: Bool = (spread == 0) & (lead != 0)
    return certain | (compared & ~(ahead & behind))


def _largest(noise: F64, spread: F64, item: int, ahead: Bool, behind: Bool) -> F64:
    """The largest studentised lead of an item in each draw, over those that it may be ahead of or behind."""
    either = ahead | behind
    sizes = (noise[item] - noise[either]) / spread[either, None]
    most, least = sizes[ahead[either]].max(axis=0, initial=0.0), sizes[behind[either]].min(axis=0, initial=0.0)
    result: F64 = np.maximum(most, -least)
    return result

"""Orders from comparisons in pairs: every member's scores are read as a ballot. A cross-check of the mean order."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.reasons import Reason
from panel.calc.statistics.arrays import F64, I64, Bool
from panel.calc.statistics.ranks import mid_ranks, own_grain, rounded

MOST_FOR_KEMENY: Final = 8
MOST_FOR_SCHULZE: Final = 300


@dataclass(frozen=True, slots=True)
class Borda:
    """`scores[N]`, higher is better, NaN for an item nobody ranked.

    Points (items beaten, half for a tie) added up where all members scored the same items; otherwise, with `shares`,
    the mean share of the other items of a list that an item beat, 0 to 1, since lists of unlike length give unlike
    points.
    """

    scores: F64
    shares: bool


@dataclass(frozen=True, slots=True)
class Kemeny:
    """Every order with the largest number of agreeing pairs of (member, pair of items), and that number."""

    orders: tuple[tuple[int, ...], ...]
    score: int | None
    reason: Reason | None = None


def support(y: F64, mask: Bool, counts: I64 | None = None, grain: float | None = None) -> I64:
    """N_ij, the members who scored both items and i higher; ties and gaps count for neither. [R, N] -> [N, N].

    `counts[R]` says how many members each row stands for (one each), `grain` what separates two scores (`own_grain`).
    """
    keys = rounded(np.where(mask, y, np.nan), own_grain(y) if grain is None else grain)
    result = np.zeros((y.shape[1], y.shape[1]), dtype=np.int64)
    for row, count in zip(keys, np.ones(len(y), dtype=np.int64) if counts is None else counts, strict=True):
        result += count * (row[:, None] > row)
    return result


def margins(preferring: I64) -> I64:
    """N_ij - N_ji."""
    return preferring - preferring.T


def borda(y: F64, mask: Bool, counts: I64 | None = None, grain: float | None = None) -> Borda:
    """Borda's count with mid-ranks; by mean shares where the members' lists differ. [R, N] -> [N].

    A list of one item says nothing and is left out. Source: Borda 1781; Young 1988.
    """
    places = mid_ranks(np.where(mask, y, np.nan), own_grain(y) if grain is None else grain)
    lengths = mask.sum(axis=1, keepdims=True)
    says = mask & (lengths > 1)
    weights = np.where(says, 1 if counts is None else counts[:, None], 0)
    ranked = weights.sum(axis=0) > 0
    points = np.where(says, lengths - np.where(mask, places, 0.0), 0.0)
    if same_lists(mask):
        return Borda(np.where(ranked, (weights * points).sum(axis=0), np.nan), shares=False)
    shares = (weights * points / np.maximum(lengths - 1, 1)).sum(axis=0)
    means = np.divide(shares, weights.sum(axis=0), out=np.full(len(ranked), np.nan), where=ranked)
    return Borda(means, shares=True)


def same_lists(mask: Bool) -> bool:
    """Whether all members scored the same items."""
    return bool((mask == mask[:1]).all())


def copeland(margin: I64) -> I64:
    """Items beaten less items lost to, each by the majority of those who scored both. [N]. Source: Copeland 1951."""
    net: I64 = np.sign(margin).sum(axis=1, dtype=np.int64)
    return net


def condorcet_winner(margin: I64) -> int | None:
    """The item that beats every other by majority, or None; there is at most one."""
    beats_all = (margin > 0).sum(axis=1) == len(margin) - 1
    return int(np.argmax(beats_all)) if beats_all.any() else None


def schulze(margin: I64) -> I64:
    """The strength of the strongest path from i to j on margins, 0 without one. [N, N], one pass per item.

    Item i stands above j where `strength[i, j] > strength[j, i]`; that relation has no cycle. Raises ValueError beyond
    `MOST_FOR_SCHULZE` items. Source: Schulze 2011.
    """
    if len(margin) > MOST_FOR_SCHULZE:
        raise ValueError(f"the strongest paths of more than {MOST_FOR_SCHULZE} items are not looked for")
    strength = np.maximum(margin, 0)
    for via in range(len(margin)):
        np.maximum(strength, np.minimum(strength[:, via, None], strength[via]), out=strength)
    np.fill_diagonal(strength, 0)
    return strength


def schulze_places(strength: I64) -> I64:
    """1 plus the number of items that stand above each: the place of every item, [N]."""
    above: I64 = (strength < strength.T).sum(axis=1, dtype=np.int64)
    return above + 1


def kemeny(preferring: I64) -> Kemeny:
    """The orders that contradict the fewest members' pairs, all of them, sorted; exact, for up to 8 items.

    `preferring` is N_ij. Best orders of all sets of items, from the smallest, each from the best of the set without
    its first item. More items: `too_many`, no item: `all_missing`. Source: Kemeny 1959; Young 1988.
    """
    n = len(preferring)
    if n > MOST_FOR_KEMENY or not n:
        return Kemeny((), None, Reason.TOO_MANY if n else Reason.ALL_MISSING)
    best: dict[int, tuple[int, list[tuple[int, ...]]]] = {0: (0, [()])}
    for members in range(1, 1 << n):
        items = [item for item in range(n) if members >> item & 1]
        leading = {item: best[members ^ 1 << item] for item in items}
        scores = {item: leading[item][0] + int(preferring[item, items].sum()) for item in items}
        highest = max(scores.values())
        orders = [(item, *rest) for item in items if scores[item] == highest for rest in leading[item][1]]
        best[members] = (highest, orders)
    score, orders = best[(1 << n) - 1]
    return Kemeny(tuple(orders), score)

"""Which members and proposals hang together: scores from groups that share nothing cannot stand in one order."""

from dataclasses import dataclass

import numpy as np

from panel.calc.statistics.arrays import I64, Bool


@dataclass(frozen=True, slots=True)
class Connectivity:
    """The parts of the graph that joins a member to every proposal they scored.

    `item[N]` and `rater[R]` are numbers of parts, from 0 in the order of the proposals, then of the members. Whoever
    scored nothing, and what nobody scored, is a part of its own.
    """

    n_components: int
    item: I64
    rater: I64


def connectivity(mask: Bool) -> Connectivity:
    """The connected parts of the member-proposal graph, `mask[R, N]` being its edges.

    Labels spread between the two sides until nothing changes, each node taking the least it sees, which is the first
    proposal (or lone member) of its part. No errors; an empty table has no parts.
    """
    n_raters, n_items = mask.shape
    item, rater = np.arange(n_items), n_items + np.arange(n_raters)
    unseen = n_items + n_raters
    while True:
        reached = np.minimum(rater, np.where(mask, item, unseen).min(axis=1, initial=unseen))
        spread = np.minimum(item, np.where(mask, reached[:, None], unseen).min(axis=0, initial=unseen))
        if np.array_equal(spread, item) and np.array_equal(reached, rater):
            break
        item, rater = spread, reached
    parts, numbers = np.unique(np.concatenate([item, rater]), return_inverse=True)
    return Connectivity(len(parts), numbers[:n_items], numbers[n_items:])


def scored(mask: Bool) -> tuple[Bool, Bool]:
    """Which members scored anything, [R], and which proposals anybody scored, [N]."""
    return mask.sum(axis=1) > 0, mask.sum(axis=0) > 0


def connected(mask: Bool) -> bool:
    """Whether all proposals that were scored hang together, `mask[R, N]`; those nobody scored do not count."""
    return len(np.unique(connectivity(mask).item[scored(mask)[1]])) <= 1

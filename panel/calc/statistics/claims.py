"""The facts of an analysis that are worth a sentence; every one can be checked by tallying once more."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np

from panel.calc.analysis import Band, Claim, ClaimKind, ItemAnalysis, PanelAnalysis
from panel.calc.statistics.arrays import Bool
from panel.calc.statistics.cut import NUDGE, Cut
from panel.calc.statistics.line_swaps import LineSwaps

_PRINTED = 1000
"""Changes of weights are printed in tenths of a percent, rounded up, so that what is printed is enough."""


@dataclass(frozen=True)
class Findings:
    """What the claims are made from: the proposals from the first to the last, and what lies under them."""

    cut: Cut
    items: tuple[ItemAnalysis, ...]
    swaps: LineSwaps
    panel: PanelAnalysis

    @property
    def places(self) -> int:
        """The k of the first k."""
        return self.cut.places

    @cached_property
    def members_crossing(self) -> Bool:
        """Which members, when they alone are left out, change what is above the line, [R]."""
        crossed: Bool = self.cut.crossing(self.cut.ranked(self.cut.without_each)).sum(axis=1) > 0
        return crossed

    @cached_property
    def criteria_crossing(self) -> tuple[str, ...]:
        """The criteria whose weight, a fifth lower or higher, changes what is above the line."""
        crossed = self.cut.crossing(self.cut.ranked(self.cut.nudged))
        keys = enumerate(self.cut.scores.criteria)
        return tuple(key for column, key in keys if crossed[:, column].any())

    def chosen(self, crosses: list[bool]) -> tuple[str, ...]:
        """The codes of the proposals of which this is so."""
        return tuple(item.id for item, is_so in zip(self.items, crosses, strict=True) if is_so)


def claims(found: Findings) -> tuple[Claim, ...]:
    """The facts of a tally in the order in which a chair wants them."""
    made = (_top(found), _bands(found), _members(found), _weights(found), _median(found), _severity(found))
    return tuple(claim for claim in (*made, _trust(found)) if claim is not None)


def _top(found: Findings) -> Claim | None:
    """The first m that stay the same whatever weight moves by a fifth and whoever is left out: the m nearest to k."""
    k, n_raters = found.places, len(found.cut.mask)
    numbers = {"places": k, "nudge": NUDGE, "members": n_raters}
    steady = np.flatnonzero(found.cut.steady()) + 1
    near = steady[steady <= 2 * k]
    if near.size:
        m = int(near[np.lexsort((-near, np.abs(near - k)))[0]])
        return Claim(ClaimKind.TOP_STAYS, {**numbers, "first": m}, tuple(item.id for item in found.items[:m]))
    breaking = int(found.members_crossing.sum())
    if not breaking and not found.criteria_crossing:
        return None
    return Claim(ClaimKind.TOP_MOVES, {**numbers, "breaking": breaking}, criteria=found.criteria_crossing)


def _bands(found: Findings) -> Claim:
    bands = [item.band for item in found.items]
    numbers = {band.value: bands.count(band) for band in Band}
    contested = found.chosen([band is Band.CONTESTED for band in bands])
    return Claim(ClaimKind.BANDS, {"places": found.places, **numbers}, contested)


def _members(found: Findings) -> Claim:
    """How many members decide alone what is above the line."""
    numbers = {"places": found.places, "members": len(found.cut.mask)}
    deciding = int(found.members_crossing.sum())
    if not deciding:
        return Claim(ClaimKind.NOBODY_DECIDES, numbers)
    moving = found.chosen([item.decisive > 0 for item in found.items])
    return Claim(ClaimKind.ONE_MEMBER, {**numbers, "deciding": deciding, "items": len(moving)}, moving)


def _weights(found: Findings) -> Claim | None:
    """The smallest change of the weights that takes somebody across the line; sources first, where it goes last."""
    able = [item for item in found.items if item.swap is not None]
    first = min(able, key=lambda item: item.swap.change if item.swap else 1.0, default=None)
    if first is None or first.swap is None:
        return Claim(ClaimKind.NO_WEIGHTS, {"places": found.places}) if found.swaps.dominated else None
    ranks = {item.id: item.rank for item in found.items}
    above, below = sorted((first.id, first.swap.other), key=lambda code: ranks[code])
    moved = first.swap.moved
    sources = sorted((key for key in moved if moved[key] < 0), key=lambda key: moved[key])
    targets = [key for key in moved if moved[key] > 0]
    numbers = {"places": found.places, "change": ceil(first.swap.change * _PRINTED) / _PRINTED}
    told = {**numbers, "sources": len(sources), "exact": int(found.swaps.exact)}
    return Claim(ClaimKind.WEIGHTS, told, (above, below), (*sources, *targets))


def _median(found: Findings) -> Claim:
    k = found.places
    across = found.chosen([(item.rank <= k) != (item.median_rank <= k) for item in found.items])
    return Claim(ClaimKind.MEDIAN, {"places": k, "items": len(across)}, across)


def _severity(found: Findings) -> Claim | None:
    sd, k = found.panel.severity.value, found.places
    if sd is None:
        return None
    across = found.chosen([(item.rank <= k) != ((item.adjusted_rank or 0) <= k) for item in found.items])
    return Claim(ClaimKind.SEVERITY, {"places": k, "sd": sd, "items": len(across)}, across)


def _trust(found: Findings) -> Claim | None:
    """Whether the mean of these members says what another panel's would, and whether they order alike."""
    mean, one, kendall = found.panel.mean, found.panel.one, found.panel.kendall
    known = {"mean": mean.value, "low": mean.low, "high": mean.high, "one": one.value, "kendall": kendall.value}
    numbers = {name: value for name, value in known.items() if value is not None}
    if "mean" not in numbers and "kendall" not in numbers:
        return None
    return Claim(ClaimKind.TRUST, {**numbers, "members": len(found.cut.mask)})

"""What an analysis says of each proposal: its places by every way of counting, and what a chair should know of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.analysis import Band, Flag, ItemAnalysis, Settings, Swap
from panel.calc.reasons import Reason
from panel.calc.results import THIN
from panel.calc.statistics.arrays import F64, I64
from panel.calc.statistics.cut import Cut
from panel.calc.statistics.dispersion import agreement, consensus, histograms, polarisation
from panel.calc.statistics.items import item_summary
from panel.calc.statistics.line_swaps import LineSwaps
from panel.calc.statistics.ram import ram
from panel.calc.statistics.rank_distribution import RankDistribution
from panel.calc.statistics.severity_mixed import Mixed

FRAGILE: Final = 0.05
"""A proposal that crosses the line when less than this share of the weight moves hangs on the weights."""
FAR: Final = 5
"""More places than this between mean and median are worth a word."""


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """One array for each figure, all [N], in the order of the scores; NaN for none."""

    cut: Cut
    drawn: RankDistribution
    median_rank: I64
    adjusted: F64 | None
    adjusted_rank: I64 | None
    decisive: I64
    moves: I64
    disagreement: F64
    cns: F64
    polarisation: F64

    def item(self, place: int, swaps: LineSwaps, settings: Settings) -> ItemAnalysis:
        """One proposal by its place in the scores."""
        p_top = float(self.drawn.p_top[0, place])
        swap = self._swap(place, swaps)
        return ItemAnalysis(
            id=self.cut.scores.items[place],
            total=float(self.cut.totals[place]),
            rank=int(self.cut.ranks[place]),
            low=int(self.drawn.ranks[0, place]),
            high=int(self.drawn.ranks[2, place]),
            p_top=p_top,
            expected=float(self.drawn.expected_rank[place]),
            band=Band.IN if p_top >= settings.inside else Band.OUT if p_top <= settings.outside else Band.CONTESTED,
            median_rank=int(self.median_rank[place]),
            adjusted=None if self.adjusted is None else float(self.adjusted[place]),
            adjusted_rank=None if self.adjusted_rank is None else int(self.adjusted_rank[place]),
            decisive=int(self.decisive[place]),
            moves=int(self.moves[place]),
            swap=swap,
            disagreement=_number(self.disagreement[place]),
            cns=_number(self.cns[place]),
            polarisation=_number(self.polarisation[place]),
            flags=tuple(flag for flag, is_up in self._flags(place, swap).items() if is_up),
        )

    def _swap(self, place: int, swaps: LineSwaps) -> Swap | None:
        other = int(swaps.other[place])
        if other < 0:
            return None
        scores = self.cut.scores
        return Swap(scores.items[other], float(swaps.change[place]), swaps.moved(place, scores.criteria))

    def _flags(self, place: int, swap: Swap | None) -> dict[Flag, bool]:
        rank, k = int(self.cut.ranks[place]), self.cut.places
        crosses = [is_above != (rank <= k) for is_above in self._above_otherwise(place, k)]
        return {
            Flag.ONE_MEMBER: bool(self.decisive[place]),
            Flag.WEIGHTS: swap is not None and swap.change < FRAGILE,
            Flag.MEDIAN: crosses[0] or abs(int(self.median_rank[place]) - rank) > FAR,
            Flag.SEVERITY: crosses[1],
            Flag.DISAGREEMENT: bool(self.disagreement[place] > 1),
            Flag.THIN: bool(self.cut.coverage[place] < THIN),
        }

    def _above_otherwise(self, place: int, k: int) -> tuple[bool, bool]:
        """Whether it is above the line by the median, and with severity evened out."""
        adjusted = self.cut.ranks if self.adjusted_rank is None else self.adjusted_rank
        return bool(self.median_rank[place] <= k), bool(adjusted[place] <= k)


def item_columns(cut: Cut, drawn: RankDistribution, fit: Mixed | Reason) -> ItemColumns:
    """All figures of all proposals; `drawn` are their ranks over panels drawn anew, `fit` the members' severity."""
    scale = cut.scores.scale
    left_out = cut.ranked(cut.without_each)
    counts = histograms(cut.y, cut.mask, scale)
    adjusted = None if isinstance(fit, Reason) or fit.not_adjusting is not None else fit.adjusted
    return ItemColumns(
        cut,
        drawn,
        item_summary(cut.y, cut.mask, scale).rank_robust,
        adjusted,
        None if adjusted is None else cut.ranked(adjusted),
        cut.crossing(left_out).sum(axis=0),
        np.abs(left_out - cut.ranks).max(axis=0),
        ram(cut.y, cut.mask, scale).di,
        consensus(counts),
        polarisation(agreement(counts)),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

"""The usual rules of thumb of consensus, and the cycle's own, over all proposals at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from panel.calc.consensus import ConsensusClass, Rule
from panel.calc.marks import Scale
from panel.calc.statistics.arrays import F64, GRAIN, I64, Bool
from panel.calc.statistics.dispersion import whole_steps
from panel.calc.statistics.quantiles import quantiles
from panel.calc.statistics.ram import ram, thirds

STANDARD: Final = Rule()
_THREE_QUARTERS: Final = 0.75
_COMET_IN: Final = 0.70
_COMET_AGAINST: Final = 0.15


@dataclass(frozen=True, slots=True)
class ConsensusRules:
    """What each rule says of N proposals. Shares are of the marks given, 0 to 1, NaN without marks.

    `low`, `middle` and `high` are the shares of the thirds, `within_one` that within one step of the median, `iqr` in
    steps. `three_quarters`: 75 % in one third (Diamond et al. 2014). `comet_in` and `comet_out`: 70 % in the high or
    low third and less than 15 % in the other (COMET). `narrow`: interquartile range within the rule's limit. `split`:
    the rule's share in both outer thirds, or a RAND/UCLA index above 1. `classes` is the class of the cycle's rule.
    """

    n: I64
    low: F64
    middle: F64
    high: F64
    within_one: F64
    iqr: F64
    three_quarters: Bool
    comet_in: Bool
    comet_out: Bool
    narrow: Bool
    split: Bool
    classes: tuple[ConsensusClass, ...]


def consensus_rules(
    y: F64, mask: Bool, scale: Scale, eligible: I64 | None = None, rule: Rule = STANDARD
) -> ConsensusRules:
    """The rules applied to `y[R, N]` where `mask`; totals count at their nearest step, as in the fixed tally.

    `eligible[N]` is how many were to score, all R by default; the class is `TOO_FEW` below the rule's minimum of
    them. `rule` also gives the limits of `narrow` and `split`.
    """
    steps = np.where(mask, whole_steps(y, scale), np.nan)
    n = mask.sum(axis=0)
    q1, median, q3 = quantiles(steps)
    place = thirds(steps, scale)
    shares = low, middle, high = [_share((place == side) & mask, n) for side in (-1, 0, 1)]
    sided = np.minimum(low, high) >= rule.split_share
    narrow = q3 - q1 <= rule.iqr_limit(scale)
    too_few = _too_few(n, eligible, mask.shape[0], rule)
    return ConsensusRules(
        n=n,
        low=low,
        middle=middle,
        high=high,
        within_one=_share(np.abs(steps - median) <= 1 + GRAIN, n),
        iqr=q3 - q1,
        three_quarters=np.maximum(np.maximum(low, middle), high) >= _THREE_QUARTERS,
        comet_in=(high >= _COMET_IN) & (low < _COMET_AGAINST),
        comet_out=(low >= _COMET_IN) & (high < _COMET_AGAINST),
        narrow=narrow,
        split=sided | ram(steps, mask, scale).disagreement,
        classes=_classes(too_few, sided, ~narrow, shares, rule),
    )


def _share(which: Bool, n: I64) -> F64:
    count = which.sum(axis=0)
    result: F64 = np.divide(count, n, out=np.full(n.shape, np.nan), where=n > 0)
    return result


def _too_few(n: I64, eligible: I64 | None, n_raters: int, rule: Rule) -> Bool:
    needed = [rule.raters_needed(int(of)) for of in (np.full(n.shape, n_raters) if eligible is None else eligible)]
    result: Bool = (n == 0) | (n < np.array(needed, dtype=np.int64))
    return result


def _classes(too_few: Bool, sided: Bool, wide: Bool, shares: list[F64], rule: Rule) -> tuple[ConsensusClass, ...]:
    """The first class that fits, in the order of `panel.calc.consensus.classify`; open where none does."""
    low, middle, high = shares
    fits = {
        ConsensusClass.TOO_FEW: too_few,
        ConsensusClass.SPLIT: sided,
        ConsensusClass.OPEN: wide,
        ConsensusClass.AGREED_HIGH: (high >= rule.share_needed) & (low <= rule.share_against),
        ConsensusClass.AGREED_LOW: (low >= rule.share_needed) & (high <= rule.share_against),
        ConsensusClass.AGREED_MIDDLE: middle >= rule.share_needed,
    }
    order = tuple(fits)
    first = np.select(list(fits.values()), list(range(len(order))), default=order.index(ConsensusClass.OPEN))
    return tuple(order[place] for place in first.tolist())

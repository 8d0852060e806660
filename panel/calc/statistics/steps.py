"""From one round to the next, proposal by proposal, of the members who scored both: what may be shown, in figures."""

from collections import Counter
from collections.abc import Sequence
from math import isnan
from typing import Final

import numpy as np

from panel.calc.course import Course
from panel.calc.lens_figures import Step, Steps
from panel.calc.movement import movement
from panel.calc.reasons import Reason, Stat
from panel.calc.statistics.agreement_change import agreement_change
from panel.calc.statistics.arrays import F64, Bool
from panel.calc.statistics.dispersion import whole_steps
from panel.calc.statistics.kendall import kendall_w, kendall_w_missing
from panel.calc.statistics.scores import Scores, composite
from panel.calc.statistics.stability import Stability, StoppingRule, courses, round_stability

_MOST_DRAWN: Final = 3_000
_DRAWS: Final = 200


def steps(before: Scores, after: Scores, n_both: int, shown_from: int, agreed: Sequence[bool], seed: int) -> Steps:
    """What moved between two rounds on the same proposals, the first `n_both` rows being the same members in both.

    `shown_from` is the stricter of both rounds' rules, `agreed[N]` where the later round has a consensus. A proposal is
    hidden where `panel.calc.movement` would hide it.
    """
    totals = [composite(scores) for scores in (before, after)]
    shown = _may_show([np.where(one.mask, one.y, np.nan) for one in totals], before, n_both, shown_from)
    y1, y2 = (one.y[:n_both] for one in totals)
    mask1, mask2 = (one.mask[:n_both] & shown for one in totals)
    found = round_stability(y1, y2, mask1, mask2, after.scale)
    paired = mask1 & mask2
    return Steps(
        steps=tuple(_lines(found, after.items, shown, agreed)),
        n_hidden=int((~shown).sum()),
        before=_concordance(y1, paired),
        after=_concordance(y2, paired),
        change=_change(y1, y2, paired, seed),
        reason=None if shown.any() else Reason.HIDDEN,
    )


def _may_show(totals: list[F64], scores: Scores, n_both: int, shown_from: int) -> Bool:
    """On which proposals the movement tells nobody's score, [N]."""
    before, after = (whole_steps(one, scores.scale).T.tolist() for one in totals)
    shown = [
        movement(_pairs(one[:n_both], other[:n_both]), _counts(one), _counts(other), shown_from) is not None
        for one, other in zip(before, after, strict=True)
    ]
    return np.array(shown, dtype=np.bool_)


def _pairs(before: list[float], after: list[float]) -> list[tuple[int, int]]:
    both = zip(before, after, strict=True)
    return [(int(one), int(other)) for one, other in both if not (isnan(one) or isnan(other))]


def _counts(totals: list[float]) -> Counter[int]:
    return Counter(int(total) for total in totals if not isnan(total))


def _lines(found: Stability, items: Sequence[str], shown: Bool, agreed: Sequence[bool]) -> list[Step]:
    """A line for each proposal that is shown, those that move first, then those that moved most."""
    rule = StoppingRule()
    went = courses(found, rule, agreed)
    lines = [
        Step(
            id=items[item],
            n=int(found.n_paired[item]),
            kept=float(found.kept[item]),
            net=float(found.net_change[item]),
            median=float(found.median_change[item]),
            spread=float(found.iqr_change[item]),
            p=None if np.isnan(found.p_adjusted[item]) else float(found.p_adjusted[item]),
            course=went[item],
        )
        for item in np.flatnonzero(shown).tolist()
    ]
    return sorted(lines, key=lambda one: (not _moves(one.course), -one.net, one.kept, one.id))


def _moves(course: Course | None) -> bool:
    return course in (Course.MOVING_CONVERGING, Course.MOVING_DIVERGING)


def _concordance(y: F64, mask: Bool) -> Stat:
    """W of the members of both rounds: of complete tables with its test, else of what there is."""
    complete = mask[mask.any(axis=1)][:, mask.any(axis=0)].all()
    return kendall_w(y, mask).w if complete else kendall_w_missing(y, mask)


def _change(y1: F64, y2: F64, paired: Bool, seed: int) -> Stat:
    """How W changed, with an interval where drawing is quick enough to wait for."""
    if paired.size <= _MOST_DRAWN:
        return agreement_change(_concordance, y1, y2, paired, paired, draws=_DRAWS, seed=seed)
    before, after = _concordance(y1, paired), _concordance(y2, paired)
    if before.value is None or after.value is None:
        return Stat.none(before.reason or after.reason or Reason.ALL_MISSING)
    return Stat(after.value - before.value, len(y1))

"""Which parts of the members may stand apart from the others on which proposal, so that nobody's score is told."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from panel.calc.disclosure import group_medians
from panel.calc.marks import Scale
from panel.calc.statistics.arrays import F64, Bool
from panel.calc.statistics.dispersion import whole_steps

Labels: TypeAlias = NDArray[np.str_]


def may_stand_apart(y: F64, mask: Bool, labels: Labels, scale: Scale, shown_from: int) -> Bool:
    """The totals `y[R, N]` whose part may be shown beside the whole, [R, N]; False where there is no total.

    `labels[R, N]` names the part of each, "" for none, which is never shown. Totals count at their nearest value of the
    scale; the rule is that of medians by group (`panel.calc.disclosure`).
    """
    shown = np.zeros(mask.shape, dtype=np.bool_)
    whole = whole_steps(np.where(mask, y, 0.0), scale).astype(np.int64)
    for item in range(mask.shape[1]):
        scored = np.flatnonzero(mask[:, item])
        given: dict[str, list[int]] = {}
        of_item = labels[scored, item].tolist()
        for label, value in zip(of_item, whole[scored, item].tolist(), strict=True):
            given.setdefault(label, []).append(value)
        told = set(group_medians(given, shown_from)) - {""}
        shown[scored, item] = [label in told for label in of_item]
    return shown

"""Where the stakeholder groups part, of what may be shown of them."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from panel.calc.consensus import Rule
from panel.calc.lens_figures import Divide, Divides, OrderOfGroups, Pair, Valued
from panel.calc.lenses import Part
from panel.calc.reasons import Reason, Stat
from panel.calc.statistics.arrays import F64
from panel.calc.statistics.groups import Groups, groups
from panel.calc.statistics.lenses import labels_of
from panel.calc.statistics.parts import may_stand_apart
from panel.calc.statistics.scores import Scores, composite

LEAST_FOR_AN_ORDER: Final = 5
"""Of fewer proposals two orders are alike, or unlike, too easily."""


def divides(scores: Scores, rule: Rule, seed: int) -> Divides:
    """The groups beside each other on every proposal that shows two of them; a group that is hidden has no part in it.

    No divides and a reason: hidden, where no proposal shows two groups.
    """
    found = composite(scores)
    labels = labels_of(scores)
    shown = may_stand_apart(found.y, found.mask, labels, scores.scale, rule.shown_from)
    tested = groups(found.y, shown, [group or None for group in scores.groups], scores.scale, seed=seed)
    lines = [line for item, name in enumerate(scores.items) if (line := _divide(tested, item, name)).pairs]
    if not lines:
        return Divides((), (), (), len(scores.items), Reason.HIDDEN)
    ordered = sorted(lines, key=lambda one: (-max(abs(pair.apart) for pair in one.pairs), one.id))
    return Divides(tuple(ordered), _valued(tested, scores.items), _orders(tested), len(scores.items) - len(lines))


def _divide(tested: Groups, item: int, name: str) -> Divide:
    pairs = tuple(
        Pair(
            Part(tested.names[one]),
            Part(tested.names[other]),
            _told(tested.median[one, item]),
            _told(tested.median[other, item]),
            float(tested.delta[number, item]),
        )
        for number, (one, other) in enumerate(tested.pairs)
        if not np.isnan(tested.delta[number, item])
    )
    figures = (_value(values, item) for values in (tested.eta_squared, tested.p, tested.p_adjusted))
    return Divide(name, pairs, *figures)


def _valued(tested: Groups, items: Sequence[str]) -> tuple[Valued, ...]:
    found = (
        Valued(
            items[one.item],
            Part(tested.names[one.by]),
            Part(tested.names[one.not_by]),
            _told(tested.median[one.by, one.item]),
            _told(tested.median[one.not_by, one.item]),
        )
        for one in tested.loved
    )
    return tuple(sorted(found, key=lambda one: (one.other_median - one.median, one.id)))


def _value(values: F64, item: int) -> float | None:
    return None if np.isnan(values[item]) else float(values[item])


def _orders(tested: Groups) -> tuple[OrderOfGroups, ...]:
    return tuple(
        OrderOfGroups(Part(tested.names[one]), Part(tested.names[other]), _long_enough(order))
        for (one, other), order in zip(tested.pairs, tested.orders, strict=True)
    )


def _long_enough(order: Stat) -> Stat:
    return order if order.n >= LEAST_FOR_AN_ORDER else Stat.none(Reason.TOO_FEW_RATINGS, order.n)


def _told(median: float) -> float:
    """A median to a tenth of a step: one of five members has it, and more digits would spell out their sheet."""
    return round(float(median), 1)

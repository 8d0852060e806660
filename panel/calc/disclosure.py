"""How much of a result may be shown, so that a small panel does not give away what one member scored."""

from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache
from typing import Final

CENTRE_FROM: Final = 3
"""With fewer marks than this nothing is shown but their number."""
ALL_FROM: Final = 5
"""From this many marks on the distribution, the mean and the reasons are shown as well."""


class Shown(IntEnum):
    """What of a set of marks is shown; more includes less."""

    NUMBER = 0  # only how many there are, and why the others are silent
    CENTRE = 1  # the median and the class as well
    ALL = 2  # mean, spread, distribution and reasons as well


@lru_cache(maxsize=1024)
def shown(n: int) -> Shown:
    """What may be shown of `n` marks."""
    return Shown((n >= CENTRE_FROM) + (n >= ALL_FROM))


def groups_shown(sizes: Mapping[str, int]) -> frozenset[str]:
    """The groups, by their number of marks, whose own results may be shown beside those of all.

    A group under three is hidden. Were it the only one, the rest would tell it by subtraction, so the smallest of the
    others is hidden with it.
    """
    filled = {name: n for name, n in sizes.items() if n}
    seen = sorted((name for name, n in filled.items() if n >= CENTRE_FROM), key=lambda name: (filled[name], name))
    if len(filled) - len(seen) == 1:
        seen = seen[1:]
    return frozenset(seen)

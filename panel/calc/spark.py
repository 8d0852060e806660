"""A distribution so small that it stands in a table row: bars without axes, beside the numbers they draw."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

STEP: Final = 7
BAR: Final = 5
HEIGHT: Final = 18


@lru_cache(maxsize=4096)
def spark(counts: Sequence[int]) -> str:
    """Counts by value, lowest first, as an SVG of one path; the tallest bar fills the height, an empty value has none.

    It says nothing that is not written beside it, so screen readers pass over it.
    """
    most = max(1, *counts)
    width = STEP * len(counts)
    bars = "".join(_bar(place * STEP + 1, count / most) for place, count in enumerate(counts) if count)
    return (
        f'<svg class="spark" width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}" aria-hidden="true">'
        f'<path class="spark-foot" d="M0 {HEIGHT - 0.5}h{width}"/><path class="spark-bars" d="{bars}"/></svg>'
    )


def _bar(left: int, share: float) -> str:
    tall = max(2, round((HEIGHT - 1) * share))
    return f"M{left} {HEIGHT - 1}v-{tall}h{BAR}v{tall}z"

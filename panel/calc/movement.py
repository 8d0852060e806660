"""Who moved between two rounds: the same members' totals then and now, and whether that may be shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panel.calc.disclosure import Shown, may_part, shown
from panel.calc.document import Text


@dataclass(frozen=True, slots=True)
class Movement:
    """Members by their total in the earlier and the later round, each rounded to the scale, and how many they are."""

    flows: tuple[tuple[int, int, int], ...]

    @property
    def n(self) -> int:
        """How many scored in both rounds."""
        return sum(count for *_way, count in self.flows)

    @property
    def finding(self) -> Text:
        """How many went up, went down and stayed."""
        up = sum(count for before, after, count in self.flows if after > before)
        down = sum(count for before, after, count in self.flows if after < before)
        stayed = self.n - up - down
        return Text(
            f"両方のラウンドで評価した{self.n}人のうち、{up}人が上げ、{down}人が下げ、{stayed}人は変えていません。",
            f"Of the {self.n} members who scored in both rounds, {up} went up, {down} went down and {stayed} stayed.",
        )


def movement(
    stayers: Sequence[tuple[int, int]], earlier: Mapping[int, int], later: Mapping[int, int], shown_from: int
) -> Movement | None:
    """The movement of `stayers` (a pair of totals each), or None where it may not be shown.

    `earlier` and `later` count all totals of each round. Who took part in which round is known to some, and all minus
    the stayers are those who scored in one round alone: both parts must fit more than one answer of everybody in them.
    """
    if shown(len(stayers), shown_from) is not Shown.ALL:
        return None
    for side, counts in enumerate((earlier, later)):
        stayed = Counter(pair[side] for pair in stayers)
        alone = Counter(counts)
        alone.subtract(stayed)
        if +alone and not (may_part(stayed) and may_part(+alone)):
            return None
    return Movement(tuple((*way, count) for way, count in sorted(Counter(stayers).items())))

"""The order of the totals, with ties, and the words that say it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeVar

from panel.calc.calendar import Language
from panel.calc.marks import Scale
from panel.calc.summary import TOLERANCE

Key = TypeVar("Key")
Standing = Literal["alone", "tied", "unranked"]

WORDS: Final[Mapping[Standing, Mapping[Language, str]]] = MappingProxyType(
    {
        "alone": {"ja": "{rank}位", "en": "{rank}"},
        "tied": {"ja": "{rank}位（同順位）", "en": "={rank}"},
        "unranked": {"ja": "順位なし（評点なし）", "en": "unranked (no scores)"},
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the order: 1 is the highest total, None none at all. `standing` is the key into `WORDS`."""

    rank: int | None
    standing: Standing

    def words(self, language: Language) -> str:
        """The place as it is printed: 3位（同順位） or =3."""
        return WORDS[self.standing][language].format(rank=self.rank)

    @property
    def brief(self) -> str:
        """The place in a narrow column: 3, =3 where it is shared, a dash without one."""
        return "–" if self.rank is None else f"={self.rank}" if self.standing == "tied" else str(self.rank)


UNRANKED: Final = Place(None, "unranked")


def ranking(totals: Mapping[str, float | None], scale: Scale) -> dict[str, Place]:
    """The place of every id: best first, ids in their given order within a tie, those without a total last.

    Equal totals share the better place and the next one is left out (1, 2, 2, 4). Totals are rounded to a
    billionth of the scale's width first, so that noise in the last digit separates nobody.
    """
    grain = TOLERANCE * scale.width
    rounded = {key: round(total / grain) for key, total in totals.items() if total is not None}
    shared = Counter(rounded.values())
    first: dict[int, int] = {}
    placed = 0
    for value in sorted(shared, reverse=True):
        first[value] = placed + 1
        placed += shared[value]
    order = sorted(rounded, key=lambda key: first[rounded[key]])
    places = {key: Place(first[rounded[key]], "tied" if shared[rounded[key]] > 1 else "alone") for key in order}
    return places | {key: UNRANKED for key, total in totals.items() if total is None}


def renumbered(ranks: Mapping[Key, int | None]) -> dict[Key, Place]:
    """Places counted anew among some of a ranking's items, for a reader who may not see the others."""
    shared = Counter(rank for rank in ranks.values() if rank is not None)
    first, placed = {}, 0
    for rank in sorted(shared):
        first[rank] = placed + 1
        placed += shared[rank]
    return {
        key: UNRANKED if rank is None else Place(first[rank], "tied" if shared[rank] > 1 else "alone")
        for key, rank in ranks.items()
    }

"""What the address of the board asks for: an order, filters, a view, a line on trial, a page."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row

from panel.calc.analysis import Band, ItemAnalysis
from panel.calc.consensus import ConsensusClass
from panel.models.proposals import Kind

VIEWS: Final = ("table", "map")
DISAGREEMENT: Final = ("yes", "no")
_USUAL: Final = {("sort", "rank"), ("view", "table"), ("page", "1")}
_LONGEST: Final = 9  # digits of a number in an address


def _up(value: float | None) -> tuple[bool, float]:
    """Ascending, with what does not exist at the end."""
    return value is None, value or 0.0


def _disagreement(row: Row[Any], item: ItemAnalysis | None) -> tuple[Any, ...]:
    """Split ones first, then by the index of disagreement, else by how far the middle half is apart."""
    index = None if item is None or item.disagreement is None else -item.disagreement
    return row.consensus != ConsensusClass.SPLIT, _up(index), _up(None if row.q1 is None else row.q1 - row.q3)


def _closeness(_row: Row[Any], item: ItemAnalysis | None) -> tuple[Any, ...]:
    return _up(None if item is None else abs(item.p_top - 0.5))


SORTS: Final[Mapping[str, Callable[[Row[Any], ItemAnalysis | None], tuple[Any, ...]]]] = {
    "rank": lambda row, _item: _up(row.rank),
    "disagreement": _disagreement,
    "line": _closeness,
    "need": lambda row, _item: _up(row.rank_need),
    "opportunity": lambda row, _item: _up(row.rank_opportunity),
}


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; anything unknown counts as not asked.

    `cut` is what was typed as a line on trial, whatever it is, so that it can be shown again.
    """

    sort: str = "rank"
    consensus: str = ""
    disagreement: str = ""
    band: str = ""
    kind: str = ""
    field: str = ""
    view: str = "table"
    cut: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str], fields: Collection[str]) -> "Wanted":
        """The filters in an address; `fields` are those there are, by their Japanese names."""

        def known(name: str, among: Collection[str], otherwise: str = "") -> str:
            return value if (value := given.get(name, "")) in among else otherwise

        return cls(
            known("sort", SORTS, "rank"),
            known("class", [*ConsensusClass]),
            known("disagreement", DISAGREEMENT),
            known("band", [*Band]),
            known("kind", [*Kind]),
            known("field", fields),
            known("view", VIEWS, "table"),
            given.get("cut", "").strip(),
            max(1, whole_number(given.get("page", "")) or 1),
        )

    @property
    def is_filtered(self) -> bool:
        """Whether some proposals are left out."""
        return any((self.consensus, self.disagreement, self.band, self.kind, self.field))

    def address(self, **changed: str) -> dict[str, str]:
        """The arguments of an address that differs from this one in some filter; it begins at its first page."""
        asked = {
            "sort": self.sort,
            "class": self.consensus,
            "disagreement": self.disagreement,
            "band": self.band,
            "kind": self.kind,
            "field": self.field,
            "view": self.view,
            "cut": self.cut,
        }
        return {name: value for name, value in {**asked, **changed}.items() if value and (name, value) not in _USUAL}


def whole_number(typed: str) -> int | None:
    """A whole number in plain digits; None for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST else None

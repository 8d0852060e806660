"""What is asked of a shortlist in the words of a panel (fields, sectors, codes), and the question that makes of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from panel.calc.balance import CostBand, Limit, Question
from panel.calc.canonical import digest
from panel.calc.document import Text

SLACK: Final = 0.02
"""Sets whose mean total is lower by no more than this count as equally good, unless somebody asks otherwise."""
_HASHED = 8


class By(StrEnum):
    """By what proposals are grouped."""

    KIND = "kind"
    FIELD = "field"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal that may be chosen, with its frozen total and place, and the groups it belongs to by their keys."""

    id: int
    code: str
    title: Text
    total: float
    rank: int
    groups: Mapping[By, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Proposals that belong together: their key, their name, and how many there are."""

    by: By
    key: str
    name: Text
    size: int

    @property
    def slug(self) -> str:
        """The group in the name of a form field, whatever its own name is made of."""
        return f"{self.by.value}_{digest(self.key)[:_HASHED]}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """At least and at most so many of a group; None is no limit."""

    by: By
    key: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """How many proposals, within which limits; proposals by their codes, costs in whatever unit was agreed."""

    k: int
    bounds: tuple[Bounds, ...] = ()
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    costs: Mapping[str, int] = field(default_factory=dict)
    cost_low: int | None = None
    cost_high: int | None = None
    slack: float = SLACK

    def as_plain(self) -> dict[str, Any]:
        """The same as JSON values."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Asked":
        """Back from `as_plain`."""
        bounds = tuple(Bounds(**{**one, "by": By(one["by"])}) for one in plain["bounds"])
        lists = {name: tuple(plain[name]) for name in ("must", "must_not")}
        return cls(**{**plain, **lists, "bounds": bounds})


def groups(candidates: Sequence[Candidate], names: Mapping[tuple[By, str], Text]) -> list[Group]:
    """The groups that hold at least two proposals and not all of them: a limit on any other says nothing new."""
    counts = Counter((by, key) for one in candidates for by, key in one.groups.items())
    found = [Group(by, key, names[by, key], n) for (by, key), n in counts.items() if 1 < n < len(candidates)]
    order = tuple(By)
    return sorted(found, key=lambda group: (order.index(group.by), group.key))


def question(asked: Asked, candidates: Sequence[Candidate]) -> Question:
    """What is asked, of these candidates; codes and groups that none of them has any more are passed over."""
    place = {one.code: at for at, one in enumerate(candidates)}
    return Question(
        totals=tuple(one.total for one in candidates),
        k=asked.k,
        limits=tuple(limit for bounds in asked.bounds if (limit := _limit(bounds, candidates)) is not None),
        cost=_cost(asked, candidates),
        must=_places(asked.must, place),
        must_not=_places(asked.must_not, place),
        tolerance=asked.slack * asked.k,
    )


def _limit(bounds: Bounds, candidates: Sequence[Candidate]) -> Limit | None:
    members = frozenset(at for at, one in enumerate(candidates) if one.groups.get(bounds.by) == bounds.key)
    if not members or (bounds.low is None and bounds.high is None):
        return None
    return Limit(f"{bounds.by.value}:{bounds.key}", members, bounds.low or 0, bounds.high)


def _cost(asked: Asked, candidates: Sequence[Candidate]) -> CostBand | None:
    if asked.cost_low is None and asked.cost_high is None:
        return None
    return CostBand(tuple(asked.costs.get(one.code) for one in candidates), asked.cost_low or 0, asked.cost_high)


def _places(codes: Iterable[str], place: Mapping[str, int]) -> frozenset[int]:
    return frozenset(place[code] for code in codes if code in place)


def plain_best(candidates: Sequence[Candidate], k: int) -> tuple[int, ...]:
    """The first k by their totals alone, by their places in `candidates`: what no limit would have chosen."""
    order = sorted(range(len(candidates)), key=lambda at: (-candidates[at].total, at))
    return tuple(order[:k])

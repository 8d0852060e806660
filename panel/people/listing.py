"""The roster as its page shows it: narrowed by what stands in the address, counted, and page by page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from panel.calc.text import comparable
from panel.models.people import Group, Role
from panel.people.queries import Seat


@dataclass(frozen=True)
class Wanted:
    """Whom to show; empty says everybody. `page` counts from 1."""

    words: str = ""
    role: str = ""
    group: str = ""
    state: str = ""
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether anybody could be left out."""
        return bool(self.words or self.role or self.group or self.state)


@dataclass(frozen=True)
class Listing:
    """The seats of one page, how many fit in all, and what the whole panel consists of."""

    seats: tuple[Seat, ...]
    n: int
    page: int
    pages: int
    n_all: int
    roles: Mapping[Role, int]
    groups: Mapping[Group, int]  # of those who score
    n_invited: int


def listed(seats: Sequence[Seat], wanted: Wanted, size: int) -> Listing:
    """The page asked for, or the last one; numbers of the whole panel do not depend on the filters."""
    found = [seat for seat in seats if _fits(seat, wanted)]
    pages = max(1, -(-len(found) // size))
    page = min(wanted.page, pages)
    return Listing(
        seats=tuple(found[(page - 1) * size : page * size]),
        n=len(found),
        page=page,
        pages=pages,
        n_all=len(seats),
        roles=Counter(seat.role for seat in seats),
        groups=Counter(seat.stakeholder_group for seat in seats if seat.role not in (Role.SECRETARIAT, Role.OBSERVER)),
        n_invited=sum(seat.state == "invited" for seat in seats),
    )


def _fits(seat: Seat, wanted: Wanted) -> bool:
    """Every word must stand in a name, a reading or an organisation; letters count as in a search."""
    text = comparable(" ".join((seat.name, seat.reading, seat.name_en, seat.organisation_ja, seat.organisation_en)))
    return (
        all(word in text for word in comparable(wanted.words).split())
        and wanted.role in ("", seat.role)
        and wanted.group in ("", seat.stakeholder_group)
        and wanted.state in ("", seat.state)
    )

"""The way from one result to the next, in the order of the board it was opened from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from panel.tally.asked import Wanted
from panel.tally.listing import page_of


@dataclass(frozen=True)
class Neighbour:
    """A proposal to go on to; nothing of its result."""

    id: int
    code: str
    title_ja: str
    title_en: str


@dataclass(frozen=True)
class Beside:
    """The proposals before and after one in the order of the board, its place in it and the page it stands on."""

    wanted: Wanted
    position: int
    n: int
    page: int
    previous: Neighbour | None
    next: Neighbour | None


def beside(wanted: Wanted, rows: Sequence[Row[Any]], proposal_id: int) -> Beside | None:
    """None where the filters leave this proposal out."""
    at = next((place for place, row in enumerate(rows) if row.proposal_id == proposal_id), None)
    if at is None:
        return None
    previous = _neighbour(rows[at - 1]) if at else None
    following = _neighbour(rows[at + 1]) if at + 1 < len(rows) else None
    return Beside(wanted, at + 1, len(rows), page_of(at), previous, following)


def _neighbour(row: Row[Any]) -> Neighbour:
    return Neighbour(row.proposal_id, row.code, row.title_ja, row.title_en)

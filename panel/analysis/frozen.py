"""The analysis that is stored with a tally: made when its round closes, and made again by whoever doubts it."""

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from panel.analysis.computing import computed, places_of, shown_in_full
from panel.analysis.loading import closed_round
from panel.analysis.memory import Memory
from panel.calc.analysis import Analysis
from panel.calc.canonical import canonical, digest
from panel.calc.reasons import Reason
from panel.config import VERSION
from panel.models.tallies import FrozenAnalysis

_READ: Final[Memory[Analysis]] = Memory(limit=8)
_UNKNOWN: Final = (Reason.FORGOTTEN, Reason.UNLINKED)


def freeze(db: Session, seal_key: bytes, round_id: int, *, now: datetime) -> str | None:
    """Compute and store the analysis of a round that has just been tallied; its hash.

    None where it is not known which sheets are one member's: there is nothing to store.
    """
    round_ = closed_round(db, round_id)
    found = _made(db, seal_key, round_)
    if found.reason in _UNKNOWN:
        return None
    results = canonical(found.as_plain())
    stored = FrozenAnalysis(
        snapshot_id=round_.snapshot_id,
        seed=found.settings.seed,
        places=found.settings.places,
        software=software(),
        results=results,
        sha256=digest(results),
        created_at=now,
    )
    db.add(stored)
    db.flush()
    return stored.sha256


def software() -> str:
    """What computes an analysis: two of the same give the same bytes."""
    from panel.calc.statistics.analyse import software  # noqa: PLC0415 - brings NumPy

    return f"Panel {VERSION}, {software()}"


def _made(db: Session, seal_key: bytes, round_: Row[Any]) -> Analysis:
    """The analysis of everything in a round that may be shown."""
    whole = shown_in_full(db, round_)
    return computed(db, seal_key, round_, whole, places_of(round_, len(whole)))


def stored(db: Session, snapshot_id: int, places: int) -> Analysis | None:
    """The frozen analysis of a tally, if there is one with this line."""
    of_snapshot = (FrozenAnalysis.snapshot_id == snapshot_id, FrozenAnalysis.places == places)
    sha256 = db.scalar(select(FrozenAnalysis.sha256).where(*of_snapshot))
    if sha256 is None:
        return None
    results = select(FrozenAnalysis.results).where(*of_snapshot)
    return _READ.get(sha256, lambda: Analysis.from_plain(json.loads(db.scalar(results) or "")))


def difference(db: Session, seal_key: bytes, round_id: int) -> str | None:
    """Where the frozen analysis of a round is not what computing it again gives; None where it is.

    Also None where it cannot be computed again: there is none, its owners are forgotten, or other software made it.
    Then its hash alone vouches for it.
    """
    round_ = closed_round(db, round_id)
    kept = db.scalars(select(FrozenAnalysis).where(FrozenAnalysis.snapshot_id == round_.snapshot_id)).one_or_none()
    if kept is None:
        return None
    if digest(kept.results) != kept.sha256:
        return "the hash"
    if kept.software != software():
        return None
    again = _made(db, seal_key, round_)
    if again.reason in _UNKNOWN:
        return None
    results = canonical(again.as_plain())
    return None if results == kept.results else first_difference(json.loads(kept.results), json.loads(results))


def first_difference(one: Any, other: Any, at: str = "") -> str | None:
    """The path to the first place where two JSON values differ: `items[T01].total`; None where they are the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        parts = [(f"{at}.{key}" if at else key, one.get(key), other.get(key)) for key in sorted({*one, *other})]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        parts = [
            (f"{at}[{_named(left, n)}]", left, right) for n, (left, right) in enumerate(zip(one, other, strict=True))
        ]
    else:
        return None if one == other else at
    found = (first_difference(left, right, path) for path, left, right in parts)
    return next((path for path in found if path is not None), None)


def _named(value: Any, number: int) -> str:
    """A proposal by its code, anything else by its number."""
    return str(value["id"]) if isinstance(value, dict) and "id" in value else str(number)

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
from panel.calc.canonical import canonical, digest, first_difference
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
    found = made(db, seal_key, round_, anew=True)
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


def made(db: Session, seal_key: bytes, round_: Row[Any], *, anew: bool = False) -> Analysis:
    """The analysis of everything in a closed round that may be shown."""
    whole = shown_in_full(db, round_)
    return computed(db, seal_key, round_, whole, places_of(round_, len(whole)), anew=anew)


def stored(db: Session, round_: Row[Any], places: int) -> Analysis | None:
    """The frozen analysis of a closed round, if there is one with this line."""
    if round_.analysis_sha256 is None or round_.analysis_places != places:
        return None
    results = select(FrozenAnalysis.results).where(FrozenAnalysis.snapshot_id == round_.snapshot_id)
    return _READ.get(round_.analysis_sha256, lambda: Analysis.from_plain(json.loads(db.scalar(results) or "")))


def printed(db: Session, seal_key: bytes | None, round_id: int) -> dict[str, Any] | None:
    """The analysis of a tally as plain values, with its hash and what computed it if it is the frozen one.

    None where it was not frozen and there is no key to compute it with.
    """
    round_ = closed_round(db, round_id)
    kept = db.scalars(select(FrozenAnalysis).where(FrozenAnalysis.snapshot_id == round_.snapshot_id)).one_or_none()
    if kept is not None:
        return {**json.loads(kept.results), "sha256": kept.sha256, "software": kept.software}
    if seal_key is None:
        return None
    return {**made(db, seal_key, round_).as_plain(), "sha256": None, "software": software()}


def can_be_made_again(db: Session, round_id: int) -> str | None:
    """The hash of a frozen analysis that computing it again must give.

    None where there is none, where its owners are forgotten, or where other software made it: its hash alone vouches
    for it then.
    """
    round_ = closed_round(db, round_id)
    of_snapshot = FrozenAnalysis.snapshot_id == round_.snapshot_id
    kept = db.execute(select(FrozenAnalysis.sha256, FrozenAnalysis.software).where(of_snapshot)).one_or_none()
    if kept is None or round_.owner_key is None or kept.software != software():
        return None
    sha256: str = kept.sha256
    return sha256


def difference(db: Session, seal_key: bytes, round_id: int) -> str | None:
    """Where the frozen analysis of a round is not what computing it again gives; None where it is.

    Where it cannot be made again, only whether it is what its hash says.
    """
    round_ = closed_round(db, round_id)
    kept = db.scalars(select(FrozenAnalysis).where(FrozenAnalysis.snapshot_id == round_.snapshot_id)).one_or_none()
    if kept is None:
        return None
    if digest(kept.results) != kept.sha256:
        return "its hash"
    if can_be_made_again(db, round_id) is None:
        return None
    found = made(db, seal_key, round_, anew=True)
    again = canonical(found.as_plain())
    if again == kept.results or found.reason in _UNKNOWN:
        return None
    return first_difference(json.loads(kept.results), json.loads(again)) or "its text"

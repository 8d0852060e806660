"""What somebody has kept beside a tally of the example: scenarios, and shortlists, one of which asks for too much."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.shortlisting import Asked, Bounds, By
from panel.models.cycles import Cycle, Round, RoundCriterion, RoundState
from panel.models.proposals import Kind
from panel.models.scenarios import Scenario
from panel.models.shortlists import ShortlistDraft

_NAMES: Final = ("供給の弱さを重くみる", "One question alone", "すべて同じ重み")
_ASKED: Final = (
    ("つりあいのとれた10件", Asked(k=10, bounds=(Bounds(By.KIND, Kind.SECTOR, 4, None),))),
    ("More sectors than there is room for", Asked(k=3, bounds=(Bounds(By.KIND, Kind.SECTOR, 4, None),))),
    ("上位10件", Asked(k=10)),
)


def sketch(db: Session, person_ids: Mapping[str, int]) -> dict[tuple[int, str], dict[str, int]]:
    """Scenarios and shortlists of each person on the last readable round of each cycle.

    One of each by the argument of its address, by cycle and letter.
    """
    found: dict[tuple[int, str], dict[str, int]] = {}
    for cycle_id in db.scalars(select(Cycle.id)).all():
        readable = (Round.cycle_id == cycle_id, Round.state == RoundState.RELEASED)
        round_id = db.scalar(select(Round.id).where(*readable).order_by(Round.number.desc()).limit(1))
        if round_id is not None:
            for letter, person_id in person_ids.items():
                found[cycle_id, letter] = _kept(db, round_id, person_id)
    return found


def _kept(db: Session, round_id: int, person_id: int) -> dict[str, int]:
    of_round = RoundCriterion.round_id == round_id
    keys = db.scalars(select(RoundCriterion.key).where(of_round).order_by(RoundCriterion.position)).all()
    whose = {"round_id": round_id, "person_id": person_id, "created_at": clock.now()}
    weights = ([1, *[3] * (len(keys) - 1)], [1, *[0] * (len(keys) - 1)], [1] * len(keys))
    scenarios = [
        Scenario(name=name, weights=dict(zip(keys, map(str, row), strict=True)), **whose)
        for name, row in zip(_NAMES, weights, strict=True)
    ]
    shortlists = [ShortlistDraft(name=name, asked=asked.as_plain(), **whose) for name, asked in _ASKED]
    db.add_all([*scenarios, *shortlists])
    db.flush()
    return {"scenario_id": scenarios[0].id, "shortlist_id": shortlists[0].id, "clashing": shortlists[1].id}

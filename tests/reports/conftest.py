"""A tallied cycle: a chair, a secretariat, five members whose scores are frozen and released."""

from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from panel import clock, freezing
from panel.config import Settings
from panel.models.people import Role
from tests.make import Make


@pytest.fixture
def tallied(make: Make, db: Session, settings: Settings) -> SimpleNamespace:
    """Two proposals scored by five members on one criterion; the tally can be read."""
    panel = make.panel()
    cycle = make.cycle(panel, name="strategy")
    make.criterion(cycle)
    chair, secretariat = make.person(Role.CHAIR, panel), make.person(Role.SECRETARIAT, panel)
    members = [make.person(Role.MEMBER, panel) for _ in range(5)]
    first = make.proposal(cycle, code="T01", title_ja="誘導技術", title_en="Guidance")
    second = make.proposal(cycle, code="T02", title_ja="蓄電池", title_en="Batteries")
    round_ = make.round(cycle)
    for member, mark in zip(members, "45455", strict=True):
        make.ballot(round_, first, member, importance=mark, reason=f"because of {mark}")
    for member, mark in zip(members, ("2", "1", "2", "unable", "3"), strict=True):
        make.ballot(round_, second, member, importance=mark)
    freezing.freeze_round(db, settings, None, round_, now=clock.now())
    freezing.release_round(db, settings, None, round_, now=clock.now())
    db.commit()
    return SimpleNamespace(
        panel=panel,
        cycle=cycle,
        round=round_,
        chair=chair,
        secretariat=secretariat,
        members=members,
        first=first,
        second=second,
    )

"""The open round that the pages of scoring are tried in."""

import pytest
from sqlalchemy.orm import Session

from panel.models.cycles import RoundCriterion
from panel.models.people import Role
from tests.make import Make
from tests.scoring.scene import Scene


@pytest.fixture
def scene(make: Make, db: Session) -> Scene:
    panel = make.panel()
    member, author = make.person(Role.MEMBER, panel), make.person(Role.MEMBER, panel)
    chair = make.person(Role.CHAIR, panel)
    cycle = make.cycle(panel)
    make.criterion(cycle)
    make.criterion(cycle, "urgency")
    proposal, other = make.proposal(cycle), make.proposal(cycle, author)
    round_ = make.round(cycle)
    first, second = db.query(RoundCriterion).order_by(RoundCriterion.position)
    return Scene(
        panel, cycle, round_, proposal, other, member, author, chair, (f"mark_{first.id}", f"mark_{second.id}")
    )

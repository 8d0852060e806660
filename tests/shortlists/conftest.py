"""A released round of six proposals of two kinds in two fields, and a shortlist of its chair."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from panel import freezing
from panel.calc.shortlisting import Asked, Bounds, By
from panel.models.cycles import Cycle, Panel, Round
from panel.models.people import Person, Role
from panel.models.proposals import Kind, Proposal
from panel.models.shortlists import ShortlistDraft
from tests.make import BEGINNING, Make

MARKS = ("55555", "55554", "44444", "44443", "33333", "22222")
"""What five members give each proposal, from the best down; the first three are of Space, the others of Sea."""
SPACE, SEA = ("宇宙", "Space"), ("海洋", "Sea")


@dataclass
class Field:
    """The round, and those who look at it."""

    make: Make
    panel: Panel
    cycle: Cycle
    round: Round
    chair: Person
    secretariat: Person
    members: list[Person]
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """The codes of the proposals, from the best down."""
        return [proposal.code for proposal in self.proposals]

    def at(self, view: str = "") -> str:
        """The address of a page of shortlists."""
        return f"/cycles/{self.cycle.id}/tally/shortlists{view and f'/{view}'}"

    def keep(self, asked: Asked, name: str = "Balanced", person: Person | None = None) -> ShortlistDraft:
        """A shortlist that somebody, the chair if nobody is named, has kept."""
        kept = ShortlistDraft(
            round_id=self.round.id,
            person_id=(person or self.chair).id,
            name=name,
            asked=asked.as_plain(),
            created_at=BEGINNING,
        )
        self.make.db.add(kept)
        self.make.db.commit()
        return kept


@pytest.fixture
def scored(make: Make) -> Field:
    """The tally is released."""
    panel = make.panel()
    members = [make.person(Role.MEMBER, panel) for _one in range(5)]
    chair, secretariat = make.person(Role.CHAIR, panel), make.person(Role.SECRETARIAT, panel)
    cycle = make.cycle(panel)
    make.criterion(cycle)
    found = Field(make, panel, cycle, Round(), chair, secretariat, members)
    for place in range(len(MARKS)):
        ja, en = SPACE if place < 3 else SEA
        kind = Kind.TECHNOLOGY if place % 2 == 0 else Kind.SECTOR
        found.proposals.append(make.proposal(cycle, kind=kind, area_ja=ja, area_en=en))
    found.round = make.round(cycle)
    for proposal, marks in zip(found.proposals, MARKS, strict=True):
        for person, mark in zip(members, marks, strict=True):
            make.ballot(found.round, proposal, person, importance=mark)
    freezing.freeze_round(make.db, make.settings, None, found.round, now=datetime.now(UTC))
    freezing.release_round(make.db, make.settings, None, found.round, now=datetime.now(UTC))
    make.db.commit()
    make.db.expire_all()
    return found


@pytest.fixture
def balanced(scored: Field) -> ShortlistDraft:
    """Three proposals, at most one of them of the field Space."""
    return scored.keep(Asked(3, (Bounds(By.FIELD, SPACE[0], None, 1),)))

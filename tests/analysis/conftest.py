"""A panel of seven who have scored eight proposals on three criteria that are not alike, with an open round."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import select

from panel import freezing
from panel.models.cycles import Cycle, Round, RoundCriterion
from panel.models.people import Group, Person, Role
from panel.models.proposals import Proposal
from panel.models.tallies import Snapshot
from tests.make import Make

NOW = datetime(2026, 11, 23, tzinfo=UTC)
GROUPS = (Group.INDUSTRY, Group.INDUSTRY, Group.INDUSTRY, Group.ACADEMIA, Group.ACADEMIA, Group.GOVERNMENT, Group.OTHER)


@dataclass
class Judged:
    """Who scored what, by member and proposal as they were made; the last member leaves the last two proposals out."""

    make: Make
    cycle: Cycle
    round: Round
    members: list[Person]
    proposals: list[Proposal]
    marks: dict[tuple[int, int], dict[str, str]] = field(default_factory=dict)

    @classmethod
    def made(cls, make: Make, **rule: object) -> "Judged":
        panel = make.panel()
        members = [make.person(Role.MEMBER, panel, stakeholder_group=group) for group in GROUPS]
        cycle = make.cycle(panel)
        cycle.rule = {**cycle.rule, **rule}
        make.criterion(cycle, "importance", weight=Decimal(3))
        make.criterion(cycle, "burden", direction=-1, lowest=1, highest=9, weight=Decimal(2))
        make.criterion(cycle, "sector", applies_to="sector", axis="opportunity")
        proposals = [make.proposal(cycle, kind=("technology", "sector")[n % 2]) for n in range(8)]
        return cls(make, cycle, make.round(cycle), members, proposals)

    def score(self, seed: int = 1) -> None:
        """Everybody scores everything that asks them."""
        die = Random(seed)  # noqa: S311 - nothing secret is drawn
        for member, person in enumerate(self.members):
            for number, proposal in enumerate(self.proposals):
                if member == len(self.members) - 1 and number >= len(self.proposals) - 2:
                    continue
                marks = {"importance": str(die.randint(1, 5)), "burden": str(die.choice((1, 3, 5, 7, 9)))}
                if number % 2:
                    marks["sector"] = die.choice(("unable", "1", "2", "3", "4", "5"))
                self.marks[member, number] = marks
                self.make.ballot(self.round, proposal, person, confidence=die.choice(("low", "high")), **marks)

    def freeze(self) -> Snapshot:
        """Close the round."""
        stored = freezing.freeze_round(self.make.db, self.make.settings, None, self.round, now=NOW)
        self.make.db.commit()
        return stored

    def release(self) -> None:
        """Close the round and let the panel read it."""
        self.freeze()
        freezing.release_round(self.make.db, self.make.settings, None, self.round, now=NOW)
        self.make.db.commit()

    def round_criteria(self) -> list[RoundCriterion]:
        """What the round asks."""
        return list(self.make.db.scalars(select(RoundCriterion).where(RoundCriterion.round_id == self.round.id)))

    @property
    def ids(self) -> list[int]:
        """The proposals by their keys."""
        return [proposal.id for proposal in self.proposals]

    def codes(self, *numbers: int) -> tuple[str, ...]:
        """Codes of proposals, in their order."""
        return tuple(sorted(self.proposals[number].code for number in numbers))


@pytest.fixture
def judged(make: Make) -> Judged:
    found = Judged.made(make)
    found.score()
    return found

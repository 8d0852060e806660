"""A panel of seven with an open round of three proposals, and the steps by which it is scored and closed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from panel import freezing, ledger
from panel.config import Settings
from panel.db import Database
from panel.models.cycles import Cycle, Panel, Round, RoundCriterion
from panel.models.people import Group, Person, Role
from panel.models.proposals import Proposal
from panel.models.tallies import Snapshot
from tests.make import Make

MARKS = ("5", "5", "4", "4", "2")


@dataclass
class Scored:
    """Five members, a chair and a deputy who do not score here; an author among the members; a secretariat."""

    make: Make
    panel: Panel
    cycle: Cycle
    round: Round
    proposals: tuple[Proposal, Proposal, Proposal]
    members: list[Person]
    chair: Person
    deputy: Person
    secretariat: Person
    observer: Person

    @classmethod
    def prepared(cls, make: Make) -> "Scored":
        """The round stands open and nobody has scored."""
        panel = make.panel()
        groups = (Group.INDUSTRY, Group.INDUSTRY, Group.INDUSTRY, Group.ACADEMIA, Group.ACADEMIA)
        members = [make.person(Role.MEMBER, panel, stakeholder_group=group) for group in groups]
        chair, deputy = make.person(Role.CHAIR, panel), make.person(Role.DEPUTY, panel)
        secretariat, observer = make.person(Role.SECRETARIAT, panel), make.person(Role.OBSERVER, panel)
        cycle = make.cycle(panel)
        make.criterion(cycle)
        make.criterion(cycle, "feasibility", axis="opportunity")
        proposals = (make.proposal(cycle), make.proposal(cycle), make.proposal(cycle, members[0]))
        return cls(make, panel, cycle, make.round(cycle), proposals, members, chair, deputy, secretariat, observer)

    def score(self) -> None:
        """The first is scored by all five, the second better by three, the third by nobody."""
        for person, mark in zip(self.members, MARKS, strict=True):
            words = f"Reason of {mark}."
            self.make.ballot(self.round, self.proposals[0], person, importance=mark, feasibility="3", reason=words)
        for person in self.members[:3]:
            self.make.ballot(self.round, self.proposals[1], person, importance="5", feasibility="unable")

    def freeze(self) -> None:
        """Close the round."""
        freezing.freeze_round(self.make.db, self.make.settings, None, self.round, now=datetime.now(UTC))
        self.make.db.commit()

    def release(self) -> None:
        """Close the round and let the panel read it."""
        self.freeze()
        freezing.release_round(self.make.db, self.make.settings, None, self.round, now=datetime.now(UTC))
        self.make.db.commit()
        self.make.db.expire_all()

    def round_criteria(self) -> list[int]:
        """The ids of the round's criteria, in its order."""
        of_round = select(RoundCriterion.id).where(RoundCriterion.round_id == self.round.id)
        return list(self.make.db.scalars(of_round.order_by(RoundCriterion.position)))

    def round_snapshot(self) -> str:
        """The hash printed with the round's result."""
        return self.make.db.scalars(select(Snapshot.sha256).where(Snapshot.round_id == self.round.id)).one()


def scored_in(database: Database, settings: Settings) -> Scored:
    """A scored round and an event of it, committed."""
    with database.transaction(write=True) as db:
        scored = Scored.prepared(Make(db, settings))
        scored.score()
        ledger.record(db, None, "round.open", "round:1")
        db.commit()
        return scored

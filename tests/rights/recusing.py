"""A scored panel of which the first proposal is one that somebody comes to be recused from."""

from sqlalchemy import select

from panel import clock
from panel.models.decisions import Decision, Tier
from panel.models.people import Person, Recusal
from panel.models.proposals import Proposal
from panel.models.search import index_proposal
from panel.models.tallies import Snapshot
from tests.make import BEGINNING, Make
from tests.scored import Scored


class Case:
    """The first proposal of a scored panel, and how somebody comes to be recused from it."""

    def __init__(self, make: Make) -> None:
        self.make, self.db = make, make.db
        self.scored = Scored.prepared(make)
        self.item, self.other = self.scored.proposals[:2]
        self.item.summary_en = "hypersonic boundary layer"
        index_proposal(self.db, self.item)
        self.db.commit()

    def recuse(self, person: Person) -> Recusal:
        """From this moment on."""
        return self.make.recusal(self.item, person, since_at=clock.now())

    def tallied(self) -> "Case":
        """The round scored, closed and released."""
        self.scored.score()
        for person in self.scored.members[3:]:
            self.make.ballot(self.scored.round, self.other, person, importance="5", feasibility="4")
        self.scored.release()
        return self

    def decided(self, proposal: Proposal, tier: Tier = Tier.PRIORITY) -> None:
        """A decision on one proposal."""
        who = {"decided_by_id": self.scored.deputy.id, "decided_at": BEGINNING}
        snapshot_id = self.db.scalars(select(Snapshot.id)).one()
        words = {"wording_en": "Keep it.", "reason": "Secretly agreed."}
        self.db.add(Decision(proposal_id=proposal.id, snapshot_id=snapshot_id, tier=tier, **who, **words))
        self.db.commit()

    def address(self, template: str) -> str:
        """An address about the item."""
        return template.format(item=self.item.id, round=self.scored.round.id, cycle=self.scored.cycle.id)

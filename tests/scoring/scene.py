"""An open round to score in, and what its members send: the stage of the tests of the scoring pages."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from panel import seal
from panel.models.cycles import Cycle, Panel, Round
from panel.models.people import Person
from panel.models.proposals import Proposal
from tests.make import Make


@dataclass
class Scene:
    """An open round: two proposals, one of them by the author, two criteria, and who sits on the panel."""

    panel: Panel
    cycle: Cycle
    round: Round
    proposal: Proposal
    other: Proposal
    member: Person
    author: Person
    chair: Person
    fields: tuple[str, str]

    def sheet(self, proposal: Proposal | None = None) -> str:
        return f"/rounds/{self.round.id}/proposals/{(proposal or self.proposal).id}/score"

    @property
    def desk(self) -> str:
        return f"/cycles/{self.cycle.id}/scoring"


def answers(scene: Scene, first: str = "4", second: str = "unable", version: str = "0", **more: str) -> dict[str, str]:
    return {"version": version, scene.fields[0]: first, scene.fields[1]: second, **more}


def recorded(db: Session, make: Make, scene: Scene, person: Person) -> seal.OwnBallot | None:
    return seal.own_ballot(db, make.settings.seal_key, scene.round, person.id, scene.proposal.id)

"""A panel of thirteen in three groups, and a round of six proposals that they scored, released."""

from collections.abc import Sequence
from dataclasses import dataclass

from panel.models.people import Group, Person, Role
from panel.models.proposals import Proposal
from tests.make import Make
from tests.scored import Scored

GROUPS = (Group.INDUSTRY,) * 5 + (Group.ACADEMIA,) * 5 + (Group.GOVERNMENT,) * 3
# What five of industry, five of academia and three of government gave to each proposal.
MARKS = (
    (5, 5, 4, 5, 4, 1, 2, 1, 2, 3, 3, 4, 2),  # industry's favourite
    (2, 1, 2, 1, 3, 5, 4, 5, 5, 4, 3, 4, 2),  # academia's
    (4, 4, 3, 4, 5, 3, 4, 4, 5, 4, 4, 3, 5),
    (3, 3, 4, 2, 3, 3, 4, 3, 2, 3, 3, 2, 4),
    (2, 3, 2, 2, 1, 2, 1, 2, 3, 2, 2, 1, 3),
    (1, 2, 1, 1, 2, 3, 1, 2, 1, 1, 1, 1, 1),  # government says one thing, so that no group is shown
)
SURENESS = ("high", "high", "low", "high", "medium", "high", "low", "high", "low", "medium", "high", "low", "low")


@dataclass
class Scene(Scored):
    """The tests' usual panel, with more members and proposals."""

    @classmethod
    def begun(cls, make: Make, groups: Sequence[Group] = GROUPS, n_proposals: int = len(MARKS)) -> "Scene":
        """The round stands open and nobody has scored."""
        panel = make.panel()
        members = [make.person(Role.MEMBER, panel, stakeholder_group=group) for group in groups]
        chair, deputy = make.person(Role.CHAIR, panel), make.person(Role.DEPUTY, panel)
        secretariat, observer = make.person(Role.SECRETARIAT, panel), make.person(Role.OBSERVER, panel)
        cycle = make.cycle(panel)
        make.criterion(cycle)
        make.criterion(cycle, "feasibility", axis="opportunity")
        proposals = tuple(make.proposal(cycle) for _ in range(n_proposals))
        return cls(make, panel, cycle, make.round(cycle), proposals, members, chair, deputy, secretariat, observer)  # type: ignore[arg-type]

    @classmethod
    def tallied(cls, make: Make) -> "Scene":
        """Everybody scored everything, and the panel may read what it came to."""
        scene = cls.begun(make)
        for proposal, marks in zip(scene.proposals, MARKS, strict=True):
            scene.score_all(proposal, marks)
        scene.release()
        return scene

    def score_all(self, proposal: Proposal, marks: Sequence[int]) -> None:
        """The first members give these marks, one on each question."""
        for person, mark, sure in zip(self.members, marks, SURENESS, strict=False):
            self.score_one(proposal, person, mark, sure)

    def score_one(self, proposal: Proposal, person: Person, mark: int, sure: str = "medium") -> None:
        """One sheet with the same mark on both questions."""
        self.make.ballot(self.round, proposal, person, importance=str(mark), feasibility=str(mark), confidence=sure)

    def url(self, name: str = "", /, **asked: object) -> str:
        """The address of a page of the lenses."""
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        return f"/cycles/{self.cycle.id}/tally/lenses{name and '/' + name}{query and '?' + query}"

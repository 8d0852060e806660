"""The cast of the discussion: a proposal with a comment on it, and everybody who may look."""

from panel.calc.calendar import Phase
from panel.models.people import Role
from tests.make import Make

SAID = {"type": "concern", "body": "Only one supplier is left."}


class Cast:
    """A proposal in discussion with a comment on it, and everybody."""

    def __init__(self, make: Make) -> None:
        self.panel = make.panel()
        self.people = {role.value: make.person(role, self.panel) for role in Role}
        self.people["author"] = make.person(Role.MEMBER, self.panel)
        self.people["recused"] = make.person(Role.MEMBER, self.panel)
        self.people["stranger"] = make.person(Role.CHAIR, make.panel("Other"))
        self.cycle = make.cycle(self.panel, Phase.DISCUSSION)
        self.proposal = make.proposal(self.cycle, self.people["author"])
        self.other = make.proposal(self.cycle, self.people["author"])
        self.comment = make.comment(self.proposal, self.people["member"], "What I think.")
        make.recusal(self.proposal, self.people["recused"])
        self.here = f"/proposals/{self.proposal.id}"
        self.said = f"{self.here}/comments/{self.comment.id}"

"""A small released round whose order depends on the weights: importance first, or feasibility first."""

from datetime import UTC, datetime
from decimal import Decimal

from panel import freezing
from panel.models.people import Role
from panel.models.proposals import Kind
from tests.make import Make

MARKS = (("55444", "22333"), ("44433", "44334"), ("22333", "55444"), ("11222", "21222"))
"""By proposal, what each of five members gives on importance and on feasibility ("-" for none); the last is behind."""


class Scene:
    """Importance weighs 60 and feasibility 40: means 4.4 / 2.6, 3.6 / 3.6, 2.6 / 4.4 and 1.6 / 1.8, in this order."""

    def __init__(
        self,
        make: Make,
        marks: tuple[tuple[str, str], ...] = MARKS,
        *,
        weights: tuple[int, int] = (60, 40),
        release: bool = True,
    ) -> None:
        self.make = make
        self.panel = make.panel()
        self.members = [make.person(Role.MEMBER, self.panel) for _one in range(5)]
        self.chair, self.secretariat = make.person(Role.CHAIR, self.panel), make.person(Role.SECRETARIAT, self.panel)
        self.observer = make.person(Role.OBSERVER, self.panel)
        self.cycle = make.cycle(self.panel)
        make.criterion(self.cycle, weight=Decimal(weights[0]))
        make.criterion(self.cycle, "feasibility", axis="opportunity", weight=Decimal(weights[1]))
        self.proposals = [make.proposal(self.cycle, kind=Kind.TECHNOLOGY) for _one in marks]
        self.round = make.round(self.cycle)
        for proposal, (importance, feasibility) in zip(self.proposals, marks, strict=True):
            for person, first, second in zip(self.members, importance, feasibility, strict=False):
                answers = {"importance": first, "feasibility": second}
                make.ballot(self.round, proposal, person, **{key: one for key, one in answers.items() if one != "-"})
        freezing.freeze_round(make.db, make.settings, None, self.round, now=datetime.now(UTC))
        if release:
            freezing.release_round(make.db, make.settings, None, self.round, now=datetime.now(UTC))
        make.db.commit()
        make.db.expire_all()

    @property
    def codes(self) -> list[str]:
        """The codes of the proposals."""
        return [proposal.code for proposal in self.proposals]

    def at(self, view: str = "", **asked: str) -> str:
        """The address of a page of scenarios of this round."""
        query = "&".join(f"{name}={value}" for name, value in {"round": str(self.round.number), **asked}.items())
        return f"/cycles/{self.cycle.id}/tally/scenarios{view and f'/{view}'}?{query}"

"""A panel that is asked how much three criteria should count, before its first round."""

from typing import Any

from panel.calc.calendar import Phase
from panel.calc.preferences import Method, pairs
from panel.models.people import Person, Role
from panel.models.weights import WeightView
from tests.make import Make


class Scene:
    """Seven people who score, the chair among them; the cycle is being discussed."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.panel = make.panel()
        self.chair = make.person(Role.CHAIR, self.panel)
        self.members = [make.person(Role.MEMBER, self.panel) for _one in range(6)]
        self.secretariat = make.person(Role.SECRETARIAT, self.panel)
        self.cycle = make.cycle(self.panel, Phase.DISCUSSION)
        self.criteria = [make.criterion(self.cycle, key) for key in ("importance", "urgency", "feasibility")]
        self.ids = [one.id for one in self.criteria]
        self.url = f"/cycles/{self.cycle.id}/weights"

    def numbers(self, *answers: object, method: str = "points", version: int = 0) -> dict[str, Any]:
        """What the form of points or swing sends."""
        fields = {f"answer_{one}": answer for one, answer in zip(self.ids, answers, strict=True)}
        return {"method": method, "version": version, **fields}

    def compared(self, *answers: object, version: int = 0) -> dict[str, Any]:
        """What the form of comparisons sends, pair by pair."""
        keys = [key.replace(":", "_") for key, _, _ in pairs(self.ids)]
        fields = {f"answer_{key}": answer for key, answer in zip(keys, answers, strict=True)}
        return {"method": "pairs", "version": version, **fields}

    def view(self, person: Person, *points: int) -> WeightView:
        """A stored view by points."""
        answers = {str(one): n for one, n in zip(self.ids, points, strict=True)}
        stored = WeightView(cycle_id=self.cycle.id, person_id=person.id, method=Method.POINTS, answers=answers)
        self.make.db.add(stored)
        self.make.db.commit()
        return stored

    def views(self, *given: tuple[int, int, int]) -> list[WeightView]:
        """Views of the first members."""
        return [self.view(person, *points) for person, points in zip(self.members, given, strict=False)]

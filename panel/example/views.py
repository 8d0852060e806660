"""What some members of the example held the criteria to be worth, by each of the three ways of saying it."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.preferences import POINTS, STRONGEST, Method, pairs
from panel.example.texts import dice
from panel.models.cycles import Criterion, Cycle
from panel.models.people import Person
from panel.models.weights import WeightView

_GIVEN: Final = (Method.POINTS, Method.SWING, Method.POINTS, Method.PAIRS, Method.POINTS, Method.SWING, Method.PAIRS)
"""How the first members after the chair answered; the others have not yet."""
_APART: Final = 0.45
"""How far tastes lie apart, as a standard deviation of logarithms."""
_HASTE: Final = (0.15, 1.3)
"""How carelessly those who compare pairs did so, one after the other: the last one contradicts themselves."""


def add_views(db: Session, cycle: Cycle, voters: Sequence[Person]) -> None:
    """Store the views of some members, each by the method they chose."""
    criteria = db.scalars(select(Criterion).where(Criterion.cycle_id == cycle.id).order_by(Criterion.position)).all()
    haste = iter(_HASTE)
    for person, method in zip(voters[1:], _GIVEN, strict=False):
        die = dice("weights", person.email)
        tastes = {one.id: float(one.weight) * die.lognormvariate(0, _APART) for one in criteria}
        answers = _compared(die, tastes, next(haste)) if method is Method.PAIRS else _NUMBERS[method](tastes)
        db.add(WeightView(cycle_id=cycle.id, person_id=person.id, method=method, answers=answers))
    db.flush()


def _divided(tastes: Mapping[int, float]) -> dict[str, int]:
    """A hundred points, the rest of rounding down to those who lost most by it."""
    whole = sum(tastes.values())
    exact = {one: POINTS * taste / whole for one, taste in tastes.items()}
    points = {one: int(share) for one, share in exact.items()}
    by_loss = sorted(exact, key=lambda one: points[one] - exact[one])
    for one in by_loss[: POINTS - sum(points.values())]:
        points[one] += 1
    return {str(one): n for one, n in points.items()}


def _swung(tastes: Mapping[int, float]) -> dict[str, int]:
    """A hundred for the best, the others beside it in fives."""
    best = max(tastes.values())
    return {str(one): 5 * round(POINTS * taste / best / 5) for one, taste in tastes.items()}


_NUMBERS: Final = {Method.POINTS: _divided, Method.SWING: _swung}


def _compared(die: Random, tastes: Mapping[int, float], haste: float) -> dict[str, int]:
    """Each pair on Saaty's scale, with some carelessness."""
    answers = {}
    for key, first, second in pairs(list(tastes)):
        ratio = tastes[first] / tastes[second] * die.lognormvariate(0, haste)
        steps = min(STRONGEST, max(1, round(max(ratio, 1 / ratio))))
        answers[key] = steps if ratio >= 1 or steps == 1 else -steps
    return answers

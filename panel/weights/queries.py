"""What the pages of the members' weights read: the criteria, the asker's own answers, and all views together."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock
from panel.analysis import weights
from panel.calc.consensus import Rule
from panel.calc.preferences import Method, PanelView, View
from panel.models.cycles import Criterion, Cycle
from panel.models.weights import WeightView
from panel.policy import places
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor


@dataclass(frozen=True)
class Asked:
    """A criterion as these pages show it, with the weight that is fixed now and its share, 0 to 1."""

    id: int
    name_ja: str
    name_en: str
    question_ja: str
    question_en: str
    weight: Decimal
    share: float


@dataclass(frozen=True)
class Own:
    """What the asker has answered; `view` is None where the criteria have changed since. Version 0: nothing yet."""

    method: Method = Method.POINTS
    answers: Mapping[str, int] | None = None
    version: int = 0
    view: View | None = None


def cycle(db: Session, _actor: Actor, cycle_id: int) -> CycleHere:
    """The cycle of the address. Raises Missing."""
    return places.cycle_here(db, cycle_id, clock.now())


def criteria(db: Session, cycle_id: int) -> tuple[Asked, ...]:
    """The criteria of a cycle in their order."""
    columns = (Criterion.id, Criterion.name_ja, Criterion.name_en, Criterion.question_ja, Criterion.question_en)
    rows = db.execute(
        select(*columns, Criterion.weight)
        .where(Criterion.cycle_id == cycle_id)
        .order_by(Criterion.position, Criterion.id)
    ).all()
    total = sum((row.weight for row in rows), Decimal(0))
    return tuple(Asked(*row, share=float(row.weight / total) if total else 0.0) for row in rows)


def own(db: Session, actor: Actor, cycle_id: int, asked: tuple[Asked, ...]) -> Own:
    """The asker's answers and what follows from them."""
    row = db.execute(
        select(WeightView.method, WeightView.answers, WeightView.version).where(
            WeightView.cycle_id == cycle_id, WeightView.person_id == actor.person_id
        )
    ).one_or_none()
    if row is None:
        return Own()
    method = Method(row.method)
    return Own(method, row.answers, row.version, weights.view(method, row.answers, [one.id for one in asked]))


def together(db: Session, cycle_id: int, asked: tuple[Asked, ...]) -> PanelView:
    """The views of all members without names, as far as the rule of the cycle lets so many be shown."""
    rule = Rule.from_plain(db.scalars(select(Cycle.rule).where(Cycle.id == cycle_id)).one())
    return weights.panel_view(db, cycle_id, [one.id for one in asked], rule.shown_from)

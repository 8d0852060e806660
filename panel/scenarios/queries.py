"""What the pages of scenarios read: the round they belong to, and the asker's own scenarios, nobody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from panel.analysis import scenarios
from panel.calc.consensus import Rule
from panel.calc.exchange import Exchange
from panel.calc.scenarios import Basis, Question
from panel.calc.weight_sets import WeightReach
from panel.errors import Missing
from panel.models.cycles import Round
from panel.models.scenarios import Scenario
from panel.policy import rounds
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.rounds import RoundHere, RoundRead
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor, Place
from panel.sketches import standing

_COLUMNS: tuple[Any, ...] = (Scenario.id, Scenario.name, Scenario.weights, Scenario.version)


@dataclass(frozen=True)
class Own:
    """One of the asker's scenarios; weights are in the order of the criteria."""

    id: int
    name: str
    weights: tuple[Decimal, ...]
    version: int


@dataclass(frozen=True)
class ScenarioHere:
    """A scenario where it stands; its place says whose it is, so that to others it does not exist."""

    own: Own
    questions: tuple[Question, ...]
    round: RoundRead
    cycle: CycleHere
    place: Place


def basis(db: Session, actor: Actor, here: RoundHere) -> Basis:
    """What scenarios of the round are reckoned from, for this reader. Raises Missing before the round is frozen."""
    if here.round.snapshot_id is None:
        raise Missing
    rule = Rule.from_plain(here.round.rule)
    return scenarios.basis(db, here.round.id, here.round.snapshot_id, rule, actor.recused_from)


def questions(db: Session, here: RoundHere) -> tuple[Question, ...]:
    """The criteria of the round with the weights that were fixed."""
    return scenarios.questions(db, here.round.id)


def members(db: Session, actor: Actor, here: RoundHere) -> list[tuple[float, ...]]:
    """The weights that members stated before the round, for those who may see how far these lie apart; else none."""
    if may(actor, Action.WEIGHTS_VIEW, here.cycle.place).verdict is not Verdict.YES:
        return []
    return scenarios.stated_weights(db, here.cycle.id, here.round.id, Rule.from_plain(here.round.rule))


def reach(basis: Basis, stated: Sequence[tuple[float, ...]]) -> WeightReach:
    """Where other weights would take every proposal; those `stated` by members are tried as well."""
    return scenarios.reach(basis, stated)


def exchange(basis: Basis, asked: Mapping[str, str]) -> Exchange | None:
    """What it would take for two proposals to change places; None where there are not two.

    Without two codes in the address it is about the last one above the line and the first one below it.
    """
    by_code = {one.code: one for one in basis.candidates}
    first, second = by_code.get(asked.get("a", "")), by_code.get(asked.get("b", ""))
    if first is None or second is None or first is second:
        across = basis.across_the_line()
        if across is None:
            return None
        first, second = across
    return scenarios.exchange(basis, first, second)


def own(db: Session, actor: Actor, round_id: int, asked: tuple[Question, ...]) -> list[Own]:
    """The asker's scenarios of a round, oldest first."""
    rows = db.execute(select(*_COLUMNS).where(standing(Scenario, actor, round_id)).order_by(Scenario.id))
    return [_own(row, asked) for row in rows]


def scenario(db: Session, actor: Actor, cycle_id: int, scenario_id: int) -> ScenarioHere:
    """One scenario of a round of this cycle. Raises Missing."""
    columns: tuple[Any, ...] = (*_COLUMNS, Scenario.person_id, Round.number)
    row = db.execute(
        select(*columns)
        .join(Round, Round.id == Scenario.round_id)
        .where(Scenario.id == scenario_id, Round.cycle_id == cycle_id)
    ).one_or_none()
    if row is None:
        raise Missing
    here = rounds.result_here(db, actor, cycle_id, str(row.number))
    asked = scenarios.questions(db, here.round.id)
    place = replace(here.place, owner_id=row.person_id)
    return ScenarioHere(_own(row, asked), asked, here.round, here.cycle, place)


def _own(row: Row[Any], asked: tuple[Question, ...]) -> Own:
    weights = tuple(Decimal(row.weights.get(question.key, "0")) for question in asked)
    return Own(row.id, row.name, weights, row.version)

"""The round whose result is read: where it stands in its cycle, its rule, and what was frozen of it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from panel import clock
from panel.calc.calendar import Phase
from panel.calc.consensus import Rule
from panel.errors import Missing
from panel.models.cycles import Cycle, Round, RoundState
from panel.models.tallies import Snapshot
from panel.policy.places import CycleHere, cycle_from, cycles, one
from panel.policy.subjects import Actor, Place
from panel.policy.visible import covers_hidden

READ = aliased(Round)
"""The round that is read, in a select that holds the latest of its cycle as well."""
_STORED = (
    READ.id.label("read_id"),
    READ.number.label("read_number"),
    READ.state.label("read_state"),
    READ.rule.label("read_rule"),
    READ.quorum.label("read_quorum"),
    READ.closes_at.label("read_closes_at"),
    READ.closed_at.label("read_closed_at"),
    Snapshot.id.label("snapshot_id"),
    Snapshot.sha256,
)
_AFTER = (Phase.TALLY, Phase.DECIDED, Phase.PUBLISHED)


@dataclass(frozen=True)
class RoundRead:
    """A round as the pages of the tally need it; without a snapshot it is not frozen yet."""

    id: int
    number: int
    state: RoundState
    rule: dict[str, Any]
    quorum: int
    closes_at: Any
    closed_at: Any
    snapshot_id: int | None
    sha256: str | None  # also None where it covers what the reader is recused from

    @property
    def shown_from(self) -> int:
        """Of fewer marks than this only the median is shown."""
        return Rule.from_plain(self.rule).shown_from


@dataclass(frozen=True)
class RoundHere:
    """A round in its cycle."""

    cycle: CycleHere
    round: RoundRead
    place: Place


def round_from(row: Row[Any]) -> RoundRead:
    """The round in a row that holds the columns of `stored`."""
    return RoundRead(
        row.read_id,
        row.read_number,
        RoundState(row.read_state),
        row.read_rule,
        row.read_quorum,
        row.read_closes_at,
        row.read_closed_at,
        row.snapshot_id,
        None if row.covers_hidden else row.sha256,
    )


def phase_of(state: RoundState, phase: Phase) -> Phase:
    """The phase in which a round's result stands: once released it stays readable while a later round is scored."""
    if state is RoundState.RELEASED:
        return phase if phase in _AFTER else Phase.TALLY
    return Phase.SCORING_CLOSED if phase in _AFTER else phase


def with_round(query: Select[Any]) -> Select[Any]:
    """The same select of cycles or proposals, a line for each round (`READ`) with what was frozen of it."""
    return query.join(READ, READ.cycle_id == Cycle.id).outerjoin(Snapshot, Snapshot.round_id == READ.id)


def stored(actor: Actor) -> tuple[Any, ...]:
    """The columns of `READ` that `round_from` needs, for the select that `with_round` completes."""
    return *_STORED, covers_hidden(actor, READ.id).label("covers_hidden")


def round_here(db: Session, actor: Actor, round_id: int) -> RoundHere:
    """A round where its cycle stands, for acting on it. Raises Missing."""
    row = one(db, with_round(cycles(*stored(actor))).where(READ.id == round_id))
    if row is None:
        raise Missing
    cycle = cycle_from(row, clock.now())
    return RoundHere(cycle, round_from(row), cycle.place)


def result_here(db: Session, actor: Actor, cycle_id: int, number: str = "") -> RoundHere:
    """The round whose result is read: the one `number` names, else the last one released. Raises Missing."""
    query = with_round(cycles(*stored(actor))).where(Cycle.id == cycle_id)
    if number.isascii() and number.isdigit() and len(number) < 6:
        query = query.where(READ.number == int(number))
    first_released = (READ.state != RoundState.RELEASED, READ.number.desc())
    row = one(db, query.order_by(*first_released).limit(1))
    if row is None:
        raise Missing
    cycle, found = cycle_from(row, clock.now()), round_from(row)
    return RoundHere(cycle, found, replace(cycle.place, phase=phase_of(found.state, cycle.phase)))


def round_numbers(db: Session, cycle_id: int) -> list[int]:
    """The rounds of a cycle whose result may be read."""
    released = (Round.cycle_id == cycle_id) & (Round.state == RoundState.RELEASED)
    return list(db.scalars(select(Round.number).where(released).order_by(Round.number)))

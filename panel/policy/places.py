"""Where a thing stands: panel, cycle, phase and round, read in one select; every page starts from it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from panel.calc.calendar import Phase, is_late
from panel.errors import Missing
from panel.models.cycles import Cycle, Panel, Round, RoundState
from panel.models.decisions import Decision
from panel.models.people import Membership, Recusal, RecusalLevel, Role
from panel.models.proposals import UNSEEN_STATES, Kind, Proposal, ProposalState
from panel.policy.subjects import Place


@dataclass(frozen=True)
class CycleHere:
    """A cycle as a page needs it, with its latest round; `phase` already knows whether the deadline has passed."""

    id: int
    panel_id: int
    panel_title_ja: str
    panel_title_en: str
    name: str
    title_ja: str
    title_en: str
    from_fiscal_year: int
    to_fiscal_year: int
    phase: Phase
    quorum: int
    synthetic: bool
    version: int
    round_id: int | None
    round_number: int | None
    round_state: RoundState | None
    closes_at: datetime | None

    @property
    def place(self) -> Place:
        """The place of the cycle itself, for rows of the whole panel."""
        return Place(panel_id=self.panel_id, phase=self.phase)

    @property
    def cycle(self) -> "CycleHere":
        """A cycle stands in itself, so that pages can ask any loaded thing for its cycle."""
        return self


@dataclass(frozen=True)
class ProposalHere:
    """A proposal as the rights need it, with the cycle it stands in."""

    id: int
    code: str
    kind: Kind
    state: ProposalState
    version: int
    title_ja: str
    title_en: str
    author_id: int | None
    cycle: CycleHere
    place: Place


_KEPT_OUT = (
    exists()
    .where(
        Recusal.proposal_id == Proposal.id,
        Recusal.person_id == Membership.person_id,
        Recusal.lifted_at.is_(None),
        Recusal.level == RecusalLevel.RECUSED,
    )
    .correlate(Proposal, Membership)
)
CHAIR_RECUSED = (
    exists()
    .where(
        Membership.panel_id == Cycle.panel_id,
        Membership.role == Role.CHAIR,
        Membership.ended_at.is_(None),
        or_(_KEPT_OUT, Proposal.author_id == Membership.person_id),
    )
    .correlate(Proposal, Cycle)
    .label("chair_recused")
)
"""Whether the deputy acts as chair for a proposal, as a column of a select that holds its cycle: its chair is recused,
or wrote it and so does not chair it (an author never acts as chair on their own proposal)."""

_LATEST = select(func.max(Round.number)).where(Round.cycle_id == Cycle.id).correlate(Cycle).scalar_subquery()
_CYCLE = (
    Cycle.id,
    Cycle.panel_id,
    Panel.title_ja.label("panel_title_ja"),
    Panel.title_en.label("panel_title_en"),
    Cycle.name,
    Cycle.title_ja,
    Cycle.title_en,
    Cycle.from_fiscal_year,
    Cycle.to_fiscal_year,
    Cycle.phase,
    Cycle.quorum,
    Cycle.synthetic,
    Cycle.version,
    Round.id.label("round_id"),
    Round.number.label("round_number"),
    Round.state.label("round_state"),
    Round.closes_at,
)
_PROPOSAL = (
    Proposal.id.label("p_id"),
    Proposal.code,
    Proposal.kind,
    Proposal.state,
    Proposal.version.label("p_version"),
    Proposal.title_ja.label("p_title_ja"),
    Proposal.title_en.label("p_title_en"),
    Proposal.author_id,
    exists().where(Decision.proposal_id == Proposal.id).label("decided"),
    CHAIR_RECUSED,
)


def cycles(*extra: Any) -> Select[Any]:
    """A select of cycles with panel and latest round, to be narrowed by the caller; `extra` columns follow."""
    columns: tuple[Any, ...] = (*_CYCLE, *extra)
    return (
        select(*columns)
        .join(Panel, Panel.id == Cycle.panel_id)
        .outerjoin(Round, (Round.cycle_id == Cycle.id) & (Round.number == _LATEST))
    )


def proposals(*extra: Any) -> Select[Any]:
    """A select of proposals where they stand, to be narrowed by the caller; `extra` columns follow."""
    return cycles(*_PROPOSAL, *extra).join(Proposal, Proposal.cycle_id == Cycle.id)


# Put together once: building such a statement takes three times as long as asking the database.
_CYCLE_BY_ID = cycles().where(Cycle.id == bindparam("cycle_id"))
_ROUND_BY_ID = select(Round.cycle_id).where(Round.id == bindparam("round_id"))
_CYCLE_OF_ROUND = cycles().where(Cycle.id == _ROUND_BY_ID.scalar_subquery())
_PROPOSAL_BY_ID = proposals().where(Proposal.id == bindparam("proposal_id"))


def one(session: Session, query: Select[Any], **parameters: int) -> Row[Any] | None:
    """The one row of `cycles()` or `proposals()`; a write keeps the phase from changing until it has committed.

    On PostgreSQL that takes a shared lock, which closing a round waits for; SQLite has a single writer anyway.
    """
    if session.info.get("write") and session.get_bind().dialect.name == "postgresql":
        query = _held(query)
    return session.execute(query, parameters).one_or_none()


@lru_cache(maxsize=64)  # most are built once, and so is what is asked when their rows are held
def _held(query: Select[Any]) -> Select[Any]:
    return query.with_for_update(read=True, of=Cycle)


def cycle_from(row: Row[Any], now: datetime) -> CycleHere:
    """The cycle in a row of `cycles()`: an open round past its deadline is closed, frozen yet or not."""
    phase = Phase(row.phase)
    if phase is Phase.SCORING_OPEN and is_late(now, row.closes_at):
        phase = Phase.SCORING_CLOSED
    values = row._mapping
    kept = {column: values[column] for column in CycleHere.__dataclass_fields__ if column in values}
    state = RoundState(row.round_state) if row.round_state else None
    return CycleHere(**{**kept, "phase": phase, "round_state": state})


def cycle_here(session: Session, cycle_id: int, now: datetime) -> CycleHere:
    """The cycle with this id. Raises Missing."""
    row = one(session, _CYCLE_BY_ID, cycle_id=cycle_id)
    if row is None:
        raise Missing
    return cycle_from(row, now)


def proposal_here(session: Session, proposal_id: int, now: datetime) -> ProposalHere:
    """The proposal with this id and where it stands. Raises Missing."""
    row = one(session, _PROPOSAL_BY_ID, proposal_id=proposal_id)
    if row is None:
        raise Missing
    return proposal_from(row, now)


def proposal_from(row: Row[Any], now: datetime) -> ProposalHere:
    """The proposal in a row of `proposals()`."""
    cycle = cycle_from(row, now)
    state = ProposalState(row.state)
    return ProposalHere(
        id=row.p_id,
        code=row.code,
        kind=Kind(row.kind),
        state=state,
        version=row.p_version,
        title_ja=row.p_title_ja,
        title_en=row.p_title_en,
        author_id=row.author_id,
        cycle=cycle,
        place=replace(
            cycle.place,
            phase=item_phase(state, cycle.phase, decided=row.decided),
            proposal_id=row.p_id,
            author_id=row.author_id,
            chair_recused=row.chair_recused,
        ),
    )


def item_phase(state: ProposalState, phase: Phase, *, decided: bool) -> Phase:
    """The phase of one item: a draft is in draft whatever the cycle does; a decision takes it past the tally."""
    if state in UNSEEN_STATES:
        return Phase.DRAFT
    if phase is Phase.DRAFT:
        return Phase.PROPOSING
    if phase is Phase.TALLY and decided:
        return Phase.DECIDED
    return phase

"""Reads of decisions: the list by tier, and one proposal with its tally and what was decided on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from panel import clock
from panel.calc.consensus import ConsensusClass
from panel.calc.departure import Standing
from panel.errors import Missing
from panel.models.cycles import Cycle, Round, RoundState
from panel.models.decisions import Decision, DecisionVersion
from panel.models.people import Membership, Person, Recusal, RecusalLevel, Role
from panel.models.proposals import Proposal
from panel.models.tallies import Snapshot, TallyRow
from panel.policy.places import CycleHere, ProposalHere, cycle_from, cycles, item_phase, one, proposal_from, proposals
from panel.policy.subjects import Actor, Place

_Judged = aliased(Round)


@dataclass(frozen=True)
class Deciding:
    """A cycle with the frozen tally that its decisions rest on."""

    cycle: CycleHere
    snapshot_id: int | None
    sha256: str | None
    place: Place


@dataclass(frozen=True)
class Case:
    """One proposal with its result and, if it was decided, the decision."""

    proposal: ProposalHere
    place: Place
    snapshot_id: int
    round_id: int
    rank: int | None
    consensus: ConsensusClass
    n: int
    actions_ja: str
    actions_en: str
    decision: Decision | None

    @property
    def cycle(self) -> CycleHere:
        """The cycle the page stands in."""
        return self.proposal.cycle


def _judged(query: Select[Any]) -> Select[Any]:
    """Join the last released round of the cycle and its tally."""
    last = (
        select(func.max(Round.number))
        .where(Round.cycle_id == Cycle.id, Round.state == RoundState.RELEASED)
        .correlate(Cycle)
        .scalar_subquery()
    )
    rounds = (_Judged.cycle_id == Cycle.id) & (_Judged.number == last)
    return query.outerjoin(_Judged, rounds).outerjoin(Snapshot, Snapshot.round_id == _Judged.id)


def deciding(db: Session, actor: Actor, cycle_id: int) -> Deciding:
    """The cycle and the tally its decisions rest on. Raises Missing."""
    query = _judged(cycles(Snapshot.id.label("snapshot_id"), Snapshot.sha256)).where(Cycle.id == cycle_id)
    row = one(db, query)
    if row is None:
        raise Missing
    cycle = cycle_from(row, clock.now())
    return Deciding(cycle, row.snapshot_id, row.sha256, cycle.place)


def case(db: Session, actor: Actor, proposal_id: int) -> Case:
    """One proposal that has a result. Raises Missing."""
    columns = (
        Snapshot.id.label("snapshot_id"),
        _Judged.id.label("judged_id"),
        TallyRow.rank,
        TallyRow.consensus,
        TallyRow.n,
        Proposal.actions_ja,
        Proposal.actions_en,
    )
    query = (
        _judged(proposals(*columns))
        .join(TallyRow, (TallyRow.snapshot_id == Snapshot.id) & (TallyRow.proposal_id == Proposal.id))
        .where(Proposal.id == proposal_id)
    )
    row = one(db, query)
    if row is None:
        raise Missing
    here = proposal_from(row, clock.now())
    decision = db.scalars(select(Decision).where(Decision.proposal_id == proposal_id)).one_or_none()
    return Case(
        here,
        here.place,
        row.snapshot_id,
        row.judged_id,
        row.rank,
        ConsensusClass(row.consensus),
        row.n,
        row.actions_ja,
        row.actions_en,
        decision,
    )


@dataclass(frozen=True)
class DecisionLine:
    """One proposal of the list; `place` is where it stands, to ask what may be done with it."""

    id: int
    code: str
    title_ja: str
    title_en: str
    rank: int | None
    n: int
    consensus: str
    tier: str | None
    departs: bool
    place: Place


def lines(db: Session, actor: Actor, here: Deciding) -> list[DecisionLine]:
    """Every proposal with a result by rank, decided or not; what the reader is recused from is left out."""
    chair_recused = exists().where(
        Recusal.proposal_id == Proposal.id,
        Recusal.lifted_at.is_(None),
        Recusal.level == RecusalLevel.RECUSED,
        Recusal.person_id == Membership.person_id,
        Membership.panel_id == here.cycle.panel_id,
        Membership.role == Role.CHAIR,
        Membership.ended_at.is_(None),
    )
    found = db.execute(
        select(
            Proposal.id,
            Proposal.code,
            Proposal.title_ja,
            Proposal.title_en,
            Proposal.state,
            Proposal.author_id,
            TallyRow.rank,
            TallyRow.n,
            TallyRow.consensus,
            Decision.tier,
            Decision.departs,
            chair_recused.label("chair_recused"),
        )
        .join(TallyRow, TallyRow.proposal_id == Proposal.id)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(TallyRow.snapshot_id == here.snapshot_id)
        .order_by(TallyRow.rank.is_(None), TallyRow.rank, Proposal.code)
    )
    return [_line(here, row) for row in found if row.id not in actor.recused_from]


def _line(here: Deciding, row: Any) -> DecisionLine:
    place = replace(
        here.place,
        phase=item_phase(row.state, here.cycle.phase, decided=row.tier is not None),
        proposal_id=row.id,
        author_id=row.author_id,
        chair_recused=row.chair_recused,
    )
    about = (row.id, row.code, row.title_ja, row.title_en, row.rank, row.n, row.consensus)
    return DecisionLine(*about, row.tier, bool(row.departs), place)


def in_step(db: Session, here: Case) -> list[Standing]:
    """The other decisions of the cycle that follow the ranking."""
    rows = db.execute(
        select(Proposal.code, TallyRow.rank, Decision.tier)
        .join(Decision, Decision.proposal_id == Proposal.id)
        .join(TallyRow, (TallyRow.proposal_id == Proposal.id) & (TallyRow.snapshot_id == here.snapshot_id))
        .where(Proposal.cycle_id == here.cycle.id, Proposal.id != here.proposal.id, Decision.departs.is_(False))
        .order_by(TallyRow.rank)
    )
    return [Standing(code, rank, str(tier)) for code, rank, tier in rows]


def undecided(db: Session, here: Deciding) -> Sequence[Row[str, str, str]]:
    """Code and titles of what has a result but no decision."""
    return db.execute(
        select(Proposal.code, Proposal.title_ja, Proposal.title_en)
        .join(TallyRow, TallyRow.proposal_id == Proposal.id)
        .where(TallyRow.snapshot_id == here.snapshot_id)
        .where(~exists().where(Decision.proposal_id == Proposal.id))
        .order_by(TallyRow.rank, Proposal.code)
    ).all()


def versions(db: Session, decision_id: int) -> Sequence[DecisionVersion]:
    """What a decision said before, newest first."""
    before = select(DecisionVersion).where(DecisionVersion.decision_id == decision_id)
    return db.scalars(before.order_by(DecisionVersion.number.desc())).all()


def name_of(db: Session, person_id: int) -> str:
    """The name of the one who asked for something that waits for a second person."""
    return db.get_one(Person, person_id).name

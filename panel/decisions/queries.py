"""Reads of the decisions room: the list by tier, one proposal with its frozen result and its decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.consensus import ConsensusClass
from panel.calc.departure import Departure, departure
from panel.calc.disclosure import Shown, shown
from panel.errors import Missing
from panel.models.cycles import Cycle, Round, RoundState
from panel.models.decisions import Decision, DecisionVersion, Tier
from panel.models.proposals import Proposal, ProposalState
from panel.models.tallies import Snapshot, TallyRow
from panel.policy.places import CHAIR_RECUSED, CycleHere, ProposalHere, cycle_here, item_phase, proposal_here
from panel.policy.subjects import Actor, Place


def cycle(db: Session, _actor: Actor, cycle_id: int) -> CycleHere:
    """The cycle whose decisions are read. Raises Missing."""
    return cycle_here(db, cycle_id, clock.now())


@dataclass(frozen=True)
class Result:
    """What the last released round says about one proposal."""

    snapshot_id: int
    sha256: str
    round_id: int
    number: int
    rank: int | None
    total: float | None
    consensus: ConsensusClass
    n: int
    eligible: int
    n_ranked: int

    @property
    def shown(self) -> Shown:
        """How much of the result may be shown beside the decision."""
        return shown(self.n)

    def departure_of(self, tier: Tier) -> Departure | None:
        """Why this tier would depart from the tally, if it does."""
        return departure(tier.value, self.rank, self.n_ranked, self.consensus)


@dataclass(frozen=True)
class DecisionHere:
    """One proposal, its result and its decision, if it has one."""

    proposal: ProposalHere
    result: Result
    decision: Decision | None

    @property
    def place(self) -> Place:
        """Where the decision stands: at its proposal."""
        return self.proposal.place

    @property
    def cycle(self) -> CycleHere:
        """The cycle of the proposal."""
        return self.proposal.cycle


def decision_here(db: Session, _actor: Actor, proposal_id: int) -> DecisionHere:
    """A proposal with what was tallied and decided. Raises Missing where nothing was tallied."""
    here = proposal_here(db, proposal_id, clock.now())
    row = db.execute(
        select(Snapshot.id, Snapshot.sha256, Round.id.label("round_id"), Round.number, *_ROW)
        .join(Round, Round.id == Snapshot.round_id)
        .join(TallyRow, TallyRow.snapshot_id == Snapshot.id)
        .where(TallyRow.proposal_id == proposal_id, Round.state == RoundState.RELEASED)
        .order_by(Round.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise Missing
    n_ranked = db.scalar(select(func.count()).where(TallyRow.snapshot_id == row.id, TallyRow.rank.is_not(None)))
    result = Result(
        row.id,
        row.sha256,
        row.round_id,
        row.number,
        row.rank,
        row.total,
        ConsensusClass(row.consensus),
        row.n,
        row.eligible,
        n_ranked or 0,
    )
    decision = db.scalars(select(Decision).where(Decision.proposal_id == proposal_id)).one_or_none()
    return DecisionHere(here, result, decision)


_ROW = (TallyRow.rank, TallyRow.total, TallyRow.consensus, TallyRow.n, TallyRow.eligible)


def lines(db: Session, actor: Actor, cycle_id: int) -> Sequence[Row[Any]]:
    """Every proposal of the last released round by rank, with its decision, but for what the reader is recused from."""
    last = (
        select(Snapshot.id)
        .join(Round, Round.id == Snapshot.round_id)
        .where(Round.cycle_id == cycle_id, Round.state == RoundState.RELEASED)
        .order_by(Round.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns: tuple[Any, ...] = (
        Proposal.id,
        Proposal.code,
        Proposal.title_ja,
        Proposal.title_en,
        *_ROW,
        Proposal.author_id,
        Decision.tier,
        Decision.departs,
        CHAIR_RECUSED,
    )
    query = (
        select(*columns)
        .select_from(TallyRow)
        .join(Proposal, Proposal.id == TallyRow.proposal_id)
        .join(Cycle, Cycle.id == Proposal.cycle_id)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(TallyRow.snapshot_id == last)
        .order_by(TallyRow.rank.is_(None), TallyRow.rank, Proposal.code)
    )
    if actor.recused_from:
        query = query.where(Proposal.id.not_in(actor.recused_from))
    return db.execute(query).all()


def place_of(here: CycleHere, line: Row[Any]) -> Place:
    """Where a line of the list stands, to ask what may be done with it."""
    return replace(
        here.place,
        phase=item_phase(ProposalState.SUBMITTED, here.phase, decided=line.tier is not None),
        proposal_id=line.id,
        author_id=line.author_id,
        chair_recused=line.chair_recused,
    )


def versions(db: Session, here: DecisionHere) -> Sequence[DecisionVersion]:
    """What the decision said before, the newest first."""
    if here.decision is None:
        return []
    kept = select(DecisionVersion).where(DecisionVersion.decision_id == here.decision.id)
    return db.scalars(kept.order_by(DecisionVersion.number.desc())).all()


def starting_words(db: Session, proposal_id: int) -> tuple[str, str]:
    """What a recommendation starts from: the actions proposed, else the summary."""
    row = db.execute(
        select(Proposal.actions_ja, Proposal.summary_ja, Proposal.actions_en, Proposal.summary_en).where(
            Proposal.id == proposal_id
        )
    ).one()
    return row.actions_ja or row.summary_ja, row.actions_en or row.summary_en

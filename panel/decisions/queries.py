"""Reads of the decisions room: the list by tier, one proposal with its frozen result and its decision."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase
from panel.calc.consensus import ConsensusClass, Rule
from panel.calc.departure import Departure, departure
from panel.calc.disclosure import Shown, class_shown, shown
from panel.calc.ranking import renumbered
from panel.errors import Missing
from panel.models.cycles import Cycle, Round, RoundState
from panel.models.decisions import Decision, DecisionVersion, Tier
from panel.models.proposals import Proposal, ProposalState
from panel.models.reports import Report
from panel.models.tallies import Snapshot, TallyRow
from panel.policy.places import CHAIR_RECUSED, CycleHere, ProposalHere, cycle_here, item_phase, proposal_here
from panel.policy.subjects import Actor, Place
from panel.policy.visible import covers_hidden


def cycle(db: Session, _actor: Actor, cycle_id: int) -> CycleHere:
    """The cycle whose decisions are read. Raises Missing."""
    return cycle_here(db, cycle_id, clock.now())


@dataclass(frozen=True)
class Edition:
    """The newest frozen edition of the report: what publishing would let everybody read."""

    number: int
    sha256: str
    frozen_at: datetime


def newest_edition(db: Session, cycle_id: int) -> Edition | None:
    """The newest frozen edition of a cycle, if its report was ever frozen."""
    newest = select(Report.number, Report.sha256, Report.frozen_at).where(Report.cycle_id == cycle_id)
    row = db.execute(newest.order_by(Report.number.desc()).limit(1)).one_or_none()
    return Edition(*row) if row else None


@dataclass(frozen=True)
class Result:
    """What the last released round says about one proposal; places are counted among what the reader may see."""

    snapshot_id: int
    sha256: str | None  # None where it covers what the reader is recused from
    round_id: int
    number: int
    rank: int | None  # also None where so few scored that it is not shown; so is the total
    total: float | None
    consensus: ConsensusClass
    n: int
    eligible: int
    n_ranked: int
    departures: Mapping[Tier, Departure]

    def departure_of(self, tier: Tier) -> Departure | None:
        """Why this tier would depart from the tally, if it does."""
        return self.departures.get(tier)


@dataclass(frozen=True)
class Decided:
    """What a decision says, or said before it was changed."""

    id: int
    tier: Tier
    wording_ja: str
    wording_en: str
    reason: str
    departs: bool
    departure_reason: str
    decided_at: datetime
    version: int


@dataclass(frozen=True)
class DecisionHere:
    """One proposal, its result and its decision, if it has one."""

    proposal: ProposalHere
    tallied: Result | None  # None before the tally
    decision: Decided | None

    @property
    def result(self) -> Result:
        """What was tallied. Raises Missing before the tally, when there is nothing to decide on."""
        if self.tallied is None:
            raise Missing
        return self.tallied

    @property
    def place(self) -> Place:
        """Where the decision stands: at its proposal."""
        return self.proposal.place

    @property
    def cycle(self) -> CycleHere:
        """The cycle of the proposal."""
        return self.proposal.cycle


_TALLIED = (Phase.TALLY, Phase.DECIDED, Phase.PUBLISHED)


def decision_here(db: Session, actor: Actor, proposal_id: int) -> DecisionHere:
    """A proposal with what was tallied and decided. Raises Missing where the tally is there and holds nothing of it."""
    here = proposal_here(db, proposal_id, clock.now())
    hidden = covers_hidden(actor, Round.id).label("covers_hidden")
    row = db.execute(
        select(Snapshot.id, Snapshot.sha256, hidden, Round.id.label("round_id"), Round.number, Round.rule, *_ROW)
        .join(Round, Round.id == Snapshot.round_id)
        .join(TallyRow, TallyRow.snapshot_id == Snapshot.id)
        .where(TallyRow.proposal_id == proposal_id, Round.state == RoundState.RELEASED)
        .order_by(Round.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        if here.place.phase in _TALLIED:
            raise Missing
        return DecisionHere(here, None, None)
    decision = db.execute(select(*_DECISION).where(Decision.proposal_id == proposal_id)).one_or_none()
    return DecisionHere(here, _result(db, actor, row), _decided(decision) if decision else None)


def _result(db: Session, actor: Actor, row: Any) -> Result:
    rank, n_ranked = _standing(db, actor, row)
    shown_from = Rule.from_plain(row.rule).shown_from
    consensus = class_shown(ConsensusClass(row.consensus), row.n, shown_from)
    found = {tier: departure(tier.value, rank, n_ranked, consensus) for tier in Tier}
    return Result(
        snapshot_id=row.id,
        sha256=None if row.covers_hidden else row.sha256,
        round_id=row.round_id,
        number=row.number,
        rank=rank,
        total=row.total if shown(row.n, shown_from) is Shown.ALL else None,
        consensus=consensus,
        n=row.n,
        eligible=row.eligible,
        n_ranked=n_ranked,
        departures={tier: why for tier, why in found.items() if why},
    )


def _standing(db: Session, actor: Actor, row: Any) -> tuple[int | None, int]:
    """The rank among those that are shown, and their number, without what the reader is recused from."""
    shown_from = Rule.from_plain(row.rule).shown_from
    ranks = select(TallyRow.rank).where(TallyRow.snapshot_id == row.id, TallyRow.n >= shown_from)
    others = db.scalars(ranks.where(TallyRow.rank.is_not(None), TallyRow.proposal_id.not_in(actor.recused_from))).all()
    is_placed = row.rank is not None and row.n >= shown_from
    return (1 + sum(other < row.rank for other in others if other is not None) if is_placed else None), len(others)


_DECISION: tuple[Any, ...] = tuple(getattr(Decision, field.name) for field in fields(Decided))
_EARLIER: tuple[Any, ...] = tuple(
    getattr(DecisionVersion, {"version": "number"}.get(field.name, field.name)) for field in fields(Decided)
)


def _decided(row: Any) -> Decided:
    found = Decided(*row)
    return replace(found, tier=Tier(found.tier))


_ROW = (TallyRow.rank, TallyRow.total, TallyRow.consensus, TallyRow.n, TallyRow.eligible)


@dataclass(frozen=True)
class Line:
    """One proposal of the list, with its decision if it has one."""

    id: int
    code: str
    title_ja: str
    title_en: str
    rank: int | None  # among what the reader may see; None, like the total, where too few scored
    total: float | None
    consensus: ConsensusClass
    tier: Tier | None
    departs: bool
    decided_at: datetime | None
    place: Place


def lines(db: Session, actor: Actor, here: CycleHere) -> list[Line]:
    """Every proposal of the last released round by rank, with its decision, but for what the reader is recused from."""
    last = db.execute(
        select(Snapshot.id, Round.rule)
        .join(Round, Round.id == Snapshot.round_id)
        .where(Round.cycle_id == here.id, Round.state == RoundState.RELEASED)
        .order_by(Round.number.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return []
    columns: tuple[Any, ...] = (
        Proposal.id,
        Proposal.code,
        Proposal.title_ja,
        Proposal.title_en,
        *_ROW,
        Proposal.author_id,
        Decision.tier,
        Decision.departs,
        Decision.decided_at,
        CHAIR_RECUSED,
    )
    query = (
        select(*columns)
        .select_from(TallyRow)
        .join(Proposal, Proposal.id == TallyRow.proposal_id)
        .join(Cycle, Cycle.id == Proposal.cycle_id)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(TallyRow.snapshot_id == last.id, Proposal.id.not_in(actor.recused_from))
        .order_by(Proposal.code)
    )
    rows, shown_from = db.execute(query).all(), Rule.from_plain(last.rule).shown_from
    places = renumbered({row.id: row.rank if row.n >= shown_from else None for row in rows})
    made = [_line(here, row, places[row.id].rank, shown_from) for row in rows]
    return sorted(made, key=lambda line: (line.rank is None, line.rank))


def _line(here: CycleHere, row: Row[Any], rank: int | None, shown_from: int) -> Line:
    place = replace(
        here.place,
        phase=item_phase(ProposalState.SUBMITTED, here.phase, decided=row.tier is not None),
        proposal_id=row.id,
        author_id=row.author_id,
        chair_recused=row.chair_recused,
    )
    return Line(
        id=row.id,
        code=row.code,
        title_ja=row.title_ja,
        title_en=row.title_en,
        rank=rank,
        total=row.total if shown(row.n, shown_from) is Shown.ALL else None,
        consensus=class_shown(ConsensusClass(row.consensus), row.n, shown_from),
        tier=Tier(row.tier) if row.tier else None,
        departs=bool(row.departs),
        decided_at=row.decided_at,
        place=place,
    )


@dataclass(frozen=True)
class Neighbour:
    """A proposal to go on to in a meeting."""

    id: int
    code: str


@dataclass(frozen=True)
class Beside:
    """The decided proposals before and after one, by rank."""

    previous: Neighbour | None
    next: Neighbour | None


def beside(db: Session, actor: Actor, here: DecisionHere) -> Beside:
    """Where a meeting goes on from here, among what the reader may see."""
    order = [Neighbour(line.id, line.code) for line in lines(db, actor, here.cycle) if line.tier]
    at = next((place for place, one in enumerate(order) if one.id == here.proposal.id), len(order))
    return Beside(order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None)


def n_hidden(db: Session, actor: Actor, here: CycleHere) -> int:
    """From how many submitted proposals of the cycle the reader is recused, so that they cannot know of decisions."""
    submitted = (Proposal.cycle_id == here.id, Proposal.state == ProposalState.SUBMITTED)
    return db.scalar(select(func.count()).where(*submitted, Proposal.id.in_(actor.recused_from))) or 0


def versions(db: Session, here: DecisionHere) -> list[Decided]:
    """What the decision said before, the newest first."""
    if here.decision is None:
        return []
    kept = select(*_EARLIER).where(DecisionVersion.decision_id == here.decision.id)
    return [_decided(row) for row in db.execute(kept.order_by(DecisionVersion.number.desc()))]


def starting_words(db: Session, proposal_id: int) -> tuple[str, str]:
    """What a recommendation starts from: the actions proposed, else the summary."""
    row = db.execute(
        select(Proposal.actions_ja, Proposal.summary_ja, Proposal.actions_en, Proposal.summary_en).where(
            Proposal.id == proposal_id
        )
    ).one()
    return row.actions_ja or row.summary_ja, row.actions_en or row.summary_en

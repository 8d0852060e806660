"""Reads of the tally: the round on a page, the rows of its board, everything about one proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from panel import clock
from panel.calc.calendar import Phase
from panel.calc.consensus import ConsensusClass, Rule
from panel.calc.disclosure import Shown, class_shown, disclosed, shown
from panel.calc.marks import Scale
from panel.calc.ranking import UNRANKED, renumbered
from panel.calc.ranking import Place as Rank
from panel.calc.results import ItemResult
from panel.errors import Missing
from panel.models.ballots import Ballot, Mark
from panel.models.cycles import Cycle, Round, RoundCriterion, RoundProposal, RoundState
from panel.models.proposals import Proposal
from panel.models.tallies import Snapshot, TallyRow
from panel.policy.places import CycleHere, ProposalHere, cycle_from, cycles, one, proposal_from, proposals
from panel.policy.subjects import Actor, Place
from panel.policy.visible import covers_hidden

_Read = aliased(Round)
_STORED = (
    _Read.id.label("read_id"),
    _Read.number.label("read_number"),
    _Read.state.label("read_state"),
    _Read.rule.label("read_rule"),
    _Read.quorum.label("read_quorum"),
    _Read.closes_at.label("read_closes_at"),
    _Read.closed_at.label("read_closed_at"),
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
class Here:
    """A round in its cycle."""

    cycle: CycleHere
    round: RoundRead
    place: Place


def _round_from(row: Row[Any]) -> RoundRead:
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


def _phase_of(state: RoundState, phase: Phase) -> Phase:
    """The phase in which a round's result stands: once released it stays readable while a later round is scored."""
    if state is RoundState.RELEASED:
        return phase if phase in _AFTER else Phase.TALLY
    return Phase.SCORING_CLOSED if phase in _AFTER else phase


def _with_round(query: Select[Any]) -> Select[Any]:
    return query.join(_Read, _Read.cycle_id == Cycle.id).outerjoin(Snapshot, Snapshot.round_id == _Read.id)


def _stored(actor: Actor) -> tuple[Any, ...]:
    return *_STORED, covers_hidden(actor, _Read.id).label("covers_hidden")


def round_here(db: Session, actor: Actor, round_id: int) -> Here:
    """A round where its cycle stands, for acting on it. Raises Missing."""
    row = one(db, _with_round(cycles(*_stored(actor))).where(_Read.id == round_id))
    if row is None:
        raise Missing
    cycle = cycle_from(row, clock.now())
    return Here(cycle, _round_from(row), cycle.place)


def board(db: Session, actor: Actor, cycle_id: int, number: str = "") -> Here:
    """The round whose result is read: the one `number` names, else the last one released. Raises Missing."""
    query = _with_round(cycles(*_stored(actor))).where(Cycle.id == cycle_id)
    if number.isascii() and number.isdigit() and len(number) < 6:
        query = query.where(_Read.number == int(number))
    first_released = (_Read.state != RoundState.RELEASED, _Read.number.desc())
    row = one(db, query.order_by(*first_released).limit(1))
    if row is None:
        raise Missing
    cycle, found = cycle_from(row, clock.now()), _round_from(row)
    return Here(cycle, found, replace(cycle.place, phase=_phase_of(found.state, cycle.phase)))


@dataclass(frozen=True)
class Board:
    """The rows of a frozen tally that the reader may see, with places counted anew among those that show one."""

    shown_from: int
    rows: Sequence[Row[Any]]
    places: dict[int, Rank]
    classes: dict[int, ConsensusClass]  # as they may be told


def rows(db: Session, actor: Actor, here: "Here | ItemHere") -> Board:
    """Every row of the round by its code; what the reader is recused from is left out. One select of plain columns."""
    columns: tuple[Any, ...] = (
        *(column for column in TallyRow.__table__.columns if column.name not in ("id", "snapshot_id", "result")),
        Proposal.code,
        Proposal.kind,
        Proposal.title_ja,
        Proposal.title_en,
        Proposal.area_ja,
        Proposal.area_en,
    )
    of_round = TallyRow.snapshot_id == here.round.snapshot_id
    found = db.execute(
        select(*columns)
        .join(Proposal, Proposal.id == TallyRow.proposal_id)
        .where(of_round, TallyRow.proposal_id.not_in(actor.recused_from))
        .order_by(Proposal.code)
    ).all()
    shown_from = here.round.shown_from
    ranks = {row.proposal_id: row.rank if shown(row.n, shown_from) is Shown.ALL else None for row in found}
    told = {row.proposal_id: class_shown(row.consensus, row.n, shown_from) for row in found}
    return Board(shown_from, found, renumbered(ranks), told)


def scale(criteria: Sequence[Row[str, str, str, int, int]]) -> Scale:
    """The scale of the totals: the widest of the questions of a round."""
    ends = {(row.lowest, row.highest) for row in criteria}
    return max((Scale(lowest, highest) for lowest, highest in ends), key=lambda scale: (scale.width, -scale.lo))


def round_numbers(db: Session, cycle_id: int) -> list[int]:
    """The rounds of a cycle whose result may be read."""
    released = (Round.cycle_id == cycle_id) & (Round.state == RoundState.RELEASED)
    return list(db.scalars(select(Round.number).where(released).order_by(Round.number)))


# ---- One proposal ----


@dataclass(frozen=True)
class ItemHere:
    """One proposal's result in one round, with what the rounds before came to."""

    proposal: ProposalHere
    round: RoundRead
    place: Place
    result: ItemResult | None  # None before the round is frozen

    @property
    def cycle(self) -> CycleHere:
        """The cycle the page stands in."""
        return self.proposal.cycle


def item(db: Session, actor: Actor, round_id: int, proposal_id: int) -> ItemHere:
    """The frozen result of a proposal. Raises Missing unless the round asked about it and has been closed."""
    query = (
        _with_round(proposals(*_stored(actor), TallyRow.result))
        .join(TallyRow, (TallyRow.snapshot_id == Snapshot.id) & (TallyRow.proposal_id == Proposal.id))
        .where(_Read.id == round_id, Proposal.id == proposal_id)
    )
    row = one(db, query)
    if row is None:
        return _not_frozen(db, actor, round_id, proposal_id)
    here, found = proposal_from(row, clock.now()), _round_from(row)
    place = replace(here.place, phase=_phase_of(found.state, here.place.phase))
    return ItemHere(here, found, place, _shown(row.result, found.shown_from))


def _not_frozen(db: Session, actor: Actor, round_id: int, proposal_id: int) -> ItemHere:
    """The place of a proposal whose round is still open, so that the table can say "not yet"."""
    asked = (RoundProposal.proposal_id == Proposal.id) & (RoundProposal.round_id == round_id)
    row = one(
        db,
        _with_round(proposals(*_stored(actor)))
        .join(RoundProposal, asked)
        .where(_Read.id == round_id, Proposal.id == proposal_id),
    )
    if row is None:
        raise Missing
    here, found = proposal_from(row, clock.now()), _round_from(row)
    return ItemHere(here, found, replace(here.place, phase=_phase_of(found.state, here.cycle.phase)), None)


def _shown(stored: Mapping[str, Any], shown_from: int) -> ItemResult:
    """What a page may say of a result: nothing that a small panel hides, and no place: the board counts those."""
    result = disclosed(ItemResult.from_plain(stored), shown_from)
    return replace(result, totals={name: replace(total, place=UNRANKED) for name, total in result.totals.items()})


def criteria(db: Session, round_id: int) -> Sequence[Row[str, str, str, int, int]]:
    """The questions of a round: key, both names, both ends of the scale."""
    return db.execute(
        select(
            RoundCriterion.key,
            RoundCriterion.name_ja,
            RoundCriterion.name_en,
            RoundCriterion.lowest,
            RoundCriterion.highest,
        )
        .where(RoundCriterion.round_id == round_id)
        .order_by(RoundCriterion.position)
    ).all()


def medians_by_round(db: Session, here: ItemHere) -> list[tuple[int, dict[str, float | None]]]:
    """The medians of the proposal by criterion in every released round, first to last; None where one is not shown."""
    rows = db.execute(
        select(Round.number, Round.rule, TallyRow.result)
        .join(Snapshot, Snapshot.round_id == Round.id)
        .join(TallyRow, TallyRow.snapshot_id == Snapshot.id)
        .where(Round.cycle_id == here.cycle.id, Round.state == RoundState.RELEASED)
        .where(TallyRow.proposal_id == here.proposal.id)
        .order_by(Round.number)
    )
    return [(number, _medians(_shown(result, Rule.from_plain(rule).shown_from))) for number, rule, result in rows]


def _medians(result: ItemResult) -> dict[str, float | None]:
    return {key: found.summary.median for key, found in result.criteria.items()}


def by_group(db: Session, here: ItemHere) -> Sequence[Row[str, str | None, int | None, int]]:
    """How many of each stakeholder group gave each value, by the key of the criterion; blanks are left out."""
    return db.execute(
        select(RoundCriterion.key, Ballot.stakeholder_group, Mark.value, func.count())
        .join(Ballot, Ballot.id == Mark.ballot_id)
        .join(RoundCriterion, RoundCriterion.id == Mark.round_criterion_id)
        .where(Ballot.round_id == here.round.id, Ballot.proposal_id == here.proposal.id)
        .where(Ballot.voided.is_(False), Mark.value.is_not(None))
        .group_by(RoundCriterion.key, Ballot.stakeholder_group, Mark.value)
        .order_by(RoundCriterion.key, Ballot.stakeholder_group, Mark.value)
    ).all()


def reasons(db: Session, here: ItemHere) -> Sequence[Row[str, str | None]]:
    """The reasons that were written, with the random id of their ballot to shuffle by."""
    return db.execute(
        select(Ballot.id, Ballot.reason)
        .where(Ballot.round_id == here.round.id, Ballot.proposal_id == here.proposal.id)
        .where(Ballot.voided.is_(False), Ballot.reason.is_not(None))
    ).all()

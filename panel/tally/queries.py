"""Reads of the tally: the round on a page, the rows of its board, everything about one proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.consensus import ConsensusClass, Rule
from panel.calc.disclosure import Shown, class_shown, disclosed, shown
from panel.calc.marks import Scale
from panel.calc.ranking import UNRANKED, renumbered
from panel.calc.ranking import Place as Rank
from panel.calc.results import ItemResult
from panel.errors import Missing
from panel.models.ballots import Ballot, Mark
from panel.models.cycles import Round, RoundCriterion, RoundProposal, RoundState
from panel.models.proposals import Proposal
from panel.models.tallies import Snapshot, TallyRow
from panel.policy.places import CycleHere, ProposalHere, one, proposal_from, proposals
from panel.policy.rounds import READ, RoundHere, RoundRead, phase_of, round_from, stored, with_round
from panel.policy.subjects import Actor, Place


@dataclass(frozen=True)
class Board:
    """The rows of a frozen tally that the reader may see, with places counted anew among those that show one."""

    shown_from: int
    rows: Sequence[Row[Any]]
    places: dict[int, Rank]
    classes: dict[int, ConsensusClass]  # as they may be told


def rows(db: Session, actor: Actor, here: "RoundHere | ItemHere") -> Board:
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
        with_round(proposals(*stored(actor), TallyRow.result))
        .join(TallyRow, (TallyRow.snapshot_id == Snapshot.id) & (TallyRow.proposal_id == Proposal.id))
        .where(READ.id == round_id, Proposal.id == proposal_id)
    )
    row = one(db, query)
    if row is None:
        return _not_frozen(db, actor, round_id, proposal_id)
    here, found = proposal_from(row, clock.now()), round_from(row)
    place = replace(here.place, phase=phase_of(found.state, here.place.phase))
    return ItemHere(here, found, place, _shown(row.result, found.shown_from))


def _not_frozen(db: Session, actor: Actor, round_id: int, proposal_id: int) -> ItemHere:
    """The place of a proposal whose round is still open, so that the table can say "not yet"."""
    asked = (RoundProposal.proposal_id == Proposal.id) & (RoundProposal.round_id == round_id)
    row = one(
        db,
        with_round(proposals(*stored(actor)))
        .join(RoundProposal, asked)
        .where(READ.id == round_id, Proposal.id == proposal_id),
    )
    if row is None:
        raise Missing
    here, found = proposal_from(row, clock.now()), round_from(row)
    return ItemHere(here, found, replace(here.place, phase=phase_of(found.state, here.cycle.phase)), None)


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

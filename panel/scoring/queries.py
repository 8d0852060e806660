"""What a member needs in order to score: the questions of the round, the proposal as it was frozen, the own sheets."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from panel import clock, seal
from panel.calc.calendar import Phase
from panel.calc.marks import Scale
from panel.calc.shuffle import shuffled
from panel.errors import Missing
from panel.models.cycles import Cycle, Round, RoundCriterion, RoundProposal, RoundState, RoundVoter
from panel.models.people import Recusal
from panel.models.proposals import Kind, Proposal, ProposalVersion
from panel.policy.places import CycleHere, ProposalHere, cycle_from, cycles, one, proposal_from, proposals
from panel.policy.subjects import Actor, Place

_Scored = aliased(Round)


@dataclass(frozen=True)
class Question:
    """A criterion as the round froze it."""

    id: int
    key: str
    name_ja: str
    name_en: str
    question_ja: str
    question_en: str
    lowest: int
    highest: int
    anchors: dict[str, dict[str, str]]
    applies_to: str | None

    @property
    def scale(self) -> Scale:
        """The values that may be given."""
        return Scale(self.lowest, self.highest)

    @property
    def field(self) -> str:
        """The name of its form field."""
        return f"mark_{self.id}"


@dataclass(frozen=True)
class ScoredRound:
    """A round as far as sealing and the pages need it."""

    id: int
    number: int
    state: RoundState
    sealed_key: bytes | None
    owner_key: bytes | None


@dataclass(frozen=True)
class Paper:
    """One proposal put to one member in one round."""

    proposal: ProposalHere
    round: ScoredRound
    written: dict[str, Any]  # the text as it was frozen when the round opened; nothing of it for the recused
    place: Place
    on_list: bool  # whether the asker is on the round's list of voters
    may_score: bool  # false for a declared interest that leaves only the right to speak

    @property
    def cycle(self) -> CycleHere:
        """The cycle the page stands in."""
        return self.proposal.cycle

    @property
    def is_open(self) -> bool:
        """Whether the asker can score it now."""
        scored = self.round.state is RoundState.OPEN and self.cycle.phase is Phase.SCORING_OPEN
        return scored and self.on_list and self.may_score


def _papers() -> Select[Any]:
    """The select of one paper, built once, because every saved sheet begins with it."""
    the_round: BindParameter[int] = bindparam("round")
    the_proposal: BindParameter[int] = bindparam("proposal")
    asker: BindParameter[int] = bindparam("person")
    in_force = (Recusal.proposal_id == the_proposal) & (Recusal.person_id == asker) & Recusal.lifted_at.is_(None)
    frozen = (ProposalVersion.proposal_id == Proposal.id) & (ProposalVersion.number == RoundProposal.proposal_version)
    return (
        proposals(
            _Scored.id.label("scored_id"),
            _Scored.number.label("scored_number"),
            _Scored.state.label("scored_state"),
            _Scored.sealed_key,
            _Scored.owner_key,
            ProposalVersion.written,
            exists().where(RoundVoter.round_id == the_round, RoundVoter.person_id == asker).label("on_list"),
            exists().where(in_force).label("barred"),
        )
        .join(RoundProposal, RoundProposal.proposal_id == Proposal.id)
        .join(_Scored, _Scored.id == RoundProposal.round_id)
        .join(ProposalVersion, frozen)
        .where(Proposal.id == the_proposal, RoundProposal.round_id == the_round)
    )


_PAPERS = _papers()


def paper(db: Session, actor: Actor, round_id: int, proposal_id: int) -> Paper:
    """The paper of the asker. Raises Missing for a proposal that is not in the round."""
    row = one(db, _PAPERS, round=round_id, proposal=proposal_id, person=actor.person_id)
    if row is None:
        raise Missing
    here = proposal_from(row, clock.now())
    return Paper(
        proposal=replace(here, version=0),  # the round holds its own version; a later one is not the recused's to know
        round=ScoredRound(
            row.scored_id, row.scored_number, RoundState(row.scored_state), row.sealed_key, row.owner_key
        ),
        written={} if proposal_id in actor.recused_from else row.written,
        place=replace(here.place, owner_id=actor.person_id),
        on_list=row.on_list,
        may_score=not row.barred,
    )


_QUESTIONS = (
    select(*(getattr(RoundCriterion, field.name) for field in fields(Question)))
    .where(RoundCriterion.round_id == bindparam("round"))
    .order_by(RoundCriterion.position, RoundCriterion.id)
)


def questions(db: Session, round_id: int) -> tuple[Question, ...]:
    """What a round asks, in its order."""
    return tuple(Question(*row) for row in db.execute(_QUESTIONS, {"round": round_id}))


def asked_of(kind: Kind, asked: Sequence[Question]) -> tuple[Question, ...]:
    """The questions that apply to a kind of proposal."""
    return tuple(question for question in asked if question.applies_to in (None, kind))


# ---- The desk ----


@dataclass(frozen=True)
class Desk:
    """The round a member scores in."""

    cycle: CycleHere
    place: Place
    round: ScoredRound | None

    @property
    def is_open(self) -> bool:
        """Whether sheets are taken now."""
        return self.round is not None and self.cycle.phase is Phase.SCORING_OPEN


@dataclass(frozen=True)
class DeskItem:
    """One proposal on the asker's list."""

    id: int
    code: str
    kind: Kind
    title_ja: str
    title_en: str
    recorded: bool
    drafted: bool


def desk(db: Session, actor: Actor, cycle_id: int) -> Desk:
    """The asker's desk in a cycle. Raises Missing."""
    return _desk(db, actor, Cycle.id == cycle_id)


def desk_of_round(db: Session, actor: Actor, round_id: int) -> Desk:
    """The asker's desk in the cycle whose latest round this is. Raises Missing."""
    return _desk(db, actor, Round.id == round_id)


def _desk(db: Session, actor: Actor, wanted: ColumnElement[bool]) -> Desk:
    row = one(db, cycles(Round.sealed_key, Round.owner_key).where(wanted))
    if row is None:
        raise Missing
    cycle = cycle_from(row, clock.now())
    latest = None
    if cycle.round_id and cycle.round_number and cycle.round_state:
        latest = ScoredRound(cycle.round_id, cycle.round_number, cycle.round_state, row.sealed_key, row.owner_key)
    return Desk(cycle, replace(cycle.place, owner_id=actor.person_id), latest)


def is_voter(db: Session, actor: Actor, round_: ScoredRound) -> bool:
    """Whether the asker is on the list of those who score in the round."""
    listed = exists().where(RoundVoter.round_id == round_.id, RoundVoter.person_id == actor.person_id)
    return bool(db.scalar(select(listed)))


def desk_items(db: Session, seal_key: bytes, actor: Actor, round_: ScoredRound) -> list[DeskItem]:
    """What the asker is to score, in an order of their own that stays the same throughout the round."""
    barred = select(Recusal.proposal_id).where(Recusal.person_id == actor.person_id, Recusal.lifted_at.is_(None))
    voter = exists().where(RoundVoter.round_id == round_.id, RoundVoter.person_id == actor.person_id)
    rows = db.execute(
        select(Proposal.id, Proposal.code, Proposal.kind, Proposal.title_ja, Proposal.title_en)
        .join(RoundProposal, RoundProposal.proposal_id == Proposal.id)
        .where(RoundProposal.round_id == round_.id, voter, Proposal.id.not_in(barred))
        .where(or_(Proposal.author_id.is_(None), Proposal.author_id != actor.person_id))
    ).all()
    done = seal.own_progress(db, seal_key, round_, actor.person_id, [row.id for row in rows])
    items = [DeskItem(*row, row.id in done.recorded, row.id in done.drafted) for row in rows]
    return shuffled(items, f"{round_.id}:{actor.person_id}", lambda item: item.id)

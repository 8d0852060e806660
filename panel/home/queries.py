"""What waits for somebody, in each of their cycles; a fixed number of selects for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from panel import clock, owners, seal
from panel.calc.consensus import ConsensusClass
from panel.models.ballots import Ballot
from panel.models.comments import Comment, CommentType
from panel.models.cycles import Criterion, Cycle, Round, RoundProposal, RoundState, RoundVoter
from panel.models.decisions import Decision
from panel.models.people import Recusal
from panel.models.proposals import Proposal, ProposalState
from panel.models.tallies import Snapshot, TallyRow
from panel.models.unsealings import Unsealing
from panel.models.weights import WeightView
from panel.policy.places import CHAIR_RECUSED, CycleHere, cycle_from, cycles
from panel.policy.subjects import NOWHERE, Actor, Place
from panel.policy.visible import visible_cycles


@dataclass(frozen=True)
class CycleDuties:
    """What there is to do in one cycle, as counts."""

    cycle: CycleHere
    n_to_score: int
    n_recorded: int
    n_drafted: int  # typed since, and not recorded
    n_own_drafts: int  # proposals of one's own that are not submitted
    n_questions: int  # on proposals of one's own, without an answer of one's own
    n_proposals: int  # without those the reader is recused from, and of these:
    n_decided: int
    n_to_chair: int  # undecided ones whose chair is recused from them, so that the deputy acts
    n_split: int  # undecided ones on which the latest round was divided
    n_to_weigh: int  # criteria, as long as one has not said what they should count and their weights are not locked


@dataclass(frozen=True)
class Desk:
    """The cycles of the reader, the newest first; the frame shows the first of them."""

    duties: tuple[CycleDuties, ...]
    place: Place = NOWHERE

    @property
    def cycle(self) -> CycleHere | None:
        """The cycle the page stands in."""
        return self.duties[0].cycle if self.duties else None


def desk(db: Session, seal_key: bytes, actor: Actor) -> Desk:
    """The cycles of the reader with what there is to do in each: one select, and two for each open round."""
    to_score = _to_score(actor.person_id)
    own_draft = and_(Proposal.state == ProposalState.DRAFT, Proposal.author_id == actor.person_id)
    submitted = and_(Proposal.state == ProposalState.SUBMITTED, Proposal.id.not_in(actor.recused_from))
    decided = exists().where(Decision.proposal_id == Proposal.id)
    to_chair = and_(CHAIR_RECUSED, Proposal.author_id.is_distinct_from(actor.person_id))
    rows = db.execute(
        cycles(
            Round.sealed_key,
            Round.owner_key,
            _sheets(to_score).label("n_to_score"),
            _proposals(own_draft).label("n_own_drafts"),
            unanswered(actor, Cycle.id, actor.person_id).correlate(Cycle).label("n_questions"),
            _proposals(submitted).label("n_proposals"),
            _proposals(and_(submitted, decided)).label("n_decided"),
            _proposals(and_(submitted, ~decided, to_chair)).label("n_to_chair"),
            _proposals(and_(submitted, ~decided, _DIVIDED)).label("n_split"),
            _to_weigh(actor.person_id).label("n_to_weigh"),
        )
        .where(visible_cycles(actor))
        .order_by(Cycle.id.desc())
    )
    now = clock.now()
    return Desk(tuple(_duties(db, seal_key, actor, row._mapping, cycle_from(row, now)) for row in rows))


_COUNTED = (
    "n_to_score",
    "n_own_drafts",
    "n_questions",
    "n_proposals",
    "n_decided",
    "n_to_chair",
    "n_split",
    "n_to_weigh",
)
_DIVIDED = (
    exists()
    .where(
        TallyRow.proposal_id == Proposal.id,
        TallyRow.consensus == ConsensusClass.SPLIT,
        TallyRow.snapshot_id == Snapshot.id,
        Snapshot.round_id == Round.id,
    )
    .correlate(Proposal, Round)
)


def _duties(db: Session, seal_key: bytes, actor: Actor, row: Any, here: CycleHere) -> CycleDuties:
    counts = {name: row[name] for name in _COUNTED}
    done = seal.NO_PROGRESS
    if counts["n_to_score"] and here.round_id is not None and here.round_state is RoundState.OPEN:
        asked = (RoundProposal.round_id == here.round_id) & _to_score(actor.person_id)
        to_score = select(Proposal.id).join(RoundProposal, RoundProposal.proposal_id == Proposal.id).where(asked)
        round_ = owners.RoundKeys(here.round_id, row["sealed_key"], row["owner_key"])
        done = seal.own_progress(db, seal_key, round_, actor.person_id, db.scalars(to_score).all())
    return CycleDuties(cycle=here, n_recorded=len(done.recorded), n_drafted=len(done.drafted), **counts)


def _to_score(person_id: int) -> ColumnElement[bool]:
    """What somebody is entitled to score: on the list of the round, not their own, and not kept out of it."""
    return and_(
        exists().where(RoundVoter.round_id == RoundProposal.round_id, RoundVoter.person_id == person_id),
        or_(Proposal.author_id.is_(None), Proposal.author_id != person_id),
        ~exists().where(
            Recusal.proposal_id == RoundProposal.proposal_id,
            Recusal.person_id == person_id,
            Recusal.lifted_at.is_(None),
        ),
    )


def _sheets(which: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many proposals of the cycle's latest round there are of a kind."""
    return (
        select(func.count())
        .select_from(RoundProposal)
        .join(Proposal, Proposal.id == RoundProposal.proposal_id)
        .where(RoundProposal.round_id == Round.id, which)
        .correlate(Round)
        .scalar_subquery()
    )


def _proposals(which: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(Proposal)
        .where(Proposal.cycle_id == Cycle.id, which)
        .correlate(Cycle, Round)
        .scalar_subquery()
    )


def _to_weigh(person_id: int) -> ScalarSelect[int]:
    """The criteria of a cycle; none once somebody has weighed them, or scores can be read."""
    weighed = exists().where(WeightView.cycle_id == Cycle.id, WeightView.person_id == person_id).correlate(Cycle)
    earlier = aliased(Round)
    released = exists().where(earlier.cycle_id == Cycle.id, earlier.state == RoundState.RELEASED).correlate(Cycle)
    return (
        select(func.count())
        .select_from(Criterion)
        .where(Criterion.cycle_id == Cycle.id, ~weighed, ~released)
        .correlate(Cycle)
        .scalar_subquery()
    )


def unanswered(actor: Actor, cycle_id: Any, author_id: Any) -> ScalarSelect[int]:
    """How many questions on somebody's proposals in a cycle have no answer of theirs, without what the actor is
    recused from; to be correlated with whatever the cycle and the author are columns of."""
    reply = aliased(Comment)
    answer = (reply.parent_id == Comment.id, reply.author_id == Proposal.author_id, reply.retracted_at.is_(None))
    stands = (Comment.parent_id.is_(None), Comment.retracted_at.is_(None), Comment.hidden_at.is_(None))
    return (
        select(func.count())
        .select_from(Comment)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(
            Proposal.cycle_id == cycle_id,
            Proposal.author_id == author_id,
            Proposal.state == ProposalState.SUBMITTED,
            Proposal.id.not_in(actor.recused_from),
            Comment.type == CommentType.QUESTION,
            Comment.author_id.is_distinct_from(Proposal.author_id),
            *stands,
            ~exists().where(*answer),
        )
        .scalar_subquery()
    )


@dataclass(frozen=True)
class OwnUnsealing:
    """Two officers want to know who wrote a sheet, and it is the reader's."""

    id: int
    opens_at: datetime


def own_unsealings(db: Session, seal_key: bytes, actor: Actor, here: Sequence[CycleHere]) -> list[OwnUnsealing]:
    """Sheets of the reader's whose seal is being broken."""
    waits = (Unsealing.cancelled_at.is_(None), Unsealing.revealed_at.is_(None), Unsealing.agreed_at.is_(None))
    rows = db.execute(
        select(Unsealing.id, Unsealing.opens_at, Unsealing.ballot_id, Ballot.proposal_id, Ballot.round_id)
        .join(Ballot, Ballot.id == Unsealing.ballot_id)
        .join(Round, Round.id == Ballot.round_id)
        .where(Round.cycle_id.in_([cycle.id for cycle in here]), *waits)
    )
    return [
        OwnUnsealing(row.id, row.opens_at)
        for row in rows.all()
        if owners.is_own(
            db, seal_key, owners.keys_of(db, row.round_id), actor.person_id, row.proposal_id, row.ballot_id
        )
    ]

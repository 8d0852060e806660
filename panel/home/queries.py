"""What waits for somebody, what changed lately, and who owes what; a fixed number of selects for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from panel import clock, owners, seal
from panel.models.ballots import Ballot
from panel.models.comments import Comment
from panel.models.cycles import Cycle, Round, RoundProposal, RoundState, RoundVoter
from panel.models.decisions import Decision
from panel.models.people import HAS_ACCOUNT, Person, Recusal, Role
from panel.models.proposals import UNSEEN_STATES, Proposal, ProposalState
from panel.models.unsealings import Unsealing
from panel.policy.actions import Action
from panel.policy.places import CHAIR_RECUSED, CycleHere, cycle_from, cycles
from panel.policy.rules import may
from panel.policy.subjects import NOWHERE, Actor, Place
from panel.policy.visible import visible_cycles, visible_proposals

LATELY = timedelta(days=14)
_SHOWN = 10


@dataclass(frozen=True)
class CycleDuties:
    """What there is to do in one cycle, as counts."""

    cycle: CycleHere
    n_to_score: int
    n_recorded: int
    n_drafted: int  # typed since, and not recorded
    n_own_drafts: int  # proposals of one's own that are not submitted
    n_proposals: int  # without those the reader is recused from, and of these:
    n_decided: int
    n_to_chair: int  # undecided ones whose chair is recused from them, so that the deputy acts


@dataclass(frozen=True)
class Desk:
    """The cycles of the reader, the newest first; the frame shows the first of them."""

    duties: tuple[CycleDuties, ...]
    place: Place = NOWHERE

    @property
    def cycle(self) -> CycleHere | None:
        """The cycle the page stands in."""
        return self.duties[0].cycle if self.duties else None


@dataclass(frozen=True)
class Change:
    """Something that was written lately: what ("submitted", "revised", "withdrawn", or a comment's type), and where."""

    what: str
    at: datetime
    proposal_id: int
    code: str
    title_ja: str
    title_en: str


@dataclass(frozen=True)
class Debt:
    """One member's duties in the open round, as far as the secretariat may know them: how many sheets, not which."""

    person_id: int
    name: str
    name_en: str
    organisation_ja: str
    organisation_en: str
    has_account: bool
    n_recorded: int
    n_to_score: int


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
            _proposals(submitted).label("n_proposals"),
            _proposals(and_(submitted, decided)).label("n_decided"),
            _proposals(and_(submitted, ~decided, to_chair)).label("n_to_chair"),
        )
        .where(visible_cycles(actor))
        .order_by(Cycle.id.desc())
    )
    now = clock.now()
    return Desk(tuple(_duties(db, seal_key, actor, row._mapping, cycle_from(row, now)) for row in rows))


_COUNTED = ("n_to_score", "n_own_drafts", "n_proposals", "n_decided", "n_to_chair")


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
        .correlate(Cycle)
        .scalar_subquery()
    )


def changes(db: Session, actor: Actor, here: Sequence[CycleHere], now: datetime) -> list[Change]:
    """What was submitted, revised, withdrawn or said lately, the newest first, of what the reader may open."""
    seen = or_(literal(False), *(_seen(actor, cycle, Action.ITEM_VIEW) for cycle in here))
    read = or_(literal(False), *(_seen(actor, cycle, Action.COMMENT_VIEW) for cycle in here))
    where = (Proposal.id, Proposal.code, Proposal.title_ja, Proposal.title_en)
    written = select(Proposal.state.label("what"), Proposal.version, Proposal.updated_at.label("at"), *where).where(
        seen, Proposal.state.not_in(UNSEEN_STATES), Proposal.updated_at > now - LATELY
    )
    said = (
        select(Comment.type.label("what"), literal(0), Comment.created_at.label("at"), *where)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(read, Comment.retracted_at.is_(None), Comment.hidden_at.is_(None), Comment.created_at > now - LATELY)
    )
    both = union_all(written, said).subquery()
    rows = db.execute(select(both).order_by(both.c.at.desc(), both.c.id).limit(_SHOWN))
    return [Change(_what(row.what, row.version), row.at, row.id, row.code, row.title_ja, row.title_en) for row in rows]


def _seen(actor: Actor, cycle: CycleHere, action: Action) -> ColumnElement[bool]:
    return visible_proposals(actor, cycle.id, cycle.panel_id, cycle.phase, action)


def _what(word: str, version: int) -> str:
    return "revised" if word == ProposalState.SUBMITTED and version > 1 else str(word)


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


def debts(db: Session, seal_key: bytes, actor: Actor, here: Sequence[CycleHere]) -> tuple[CycleHere | None, list[Debt]]:
    """For the secretariat: the newest cycle whose round is open, and who has recorded how many sheets in it."""
    for cycle in here:
        runs = cycle.round_id is not None and cycle.round_state is RoundState.OPEN
        reminds = Role.SECRETARIAT in actor.roles_on(cycle.panel_id)
        if runs and reminds and may(actor, Action.ROUND_PARTICIPATION, cycle.place):
            return cycle, _debts(db, seal_key, actor, cycle.round_id or 0)
    return None, []


def _debts(db: Session, seal_key: bytes, actor: Actor, round_id: int) -> list[Debt]:
    """What the reader is recused from is counted nowhere."""
    asked = and_(RoundProposal.round_id == round_id, RoundProposal.proposal_id.not_in(actor.recused_from))
    total = select(func.count()).where(asked).scalar_subquery()
    in_round = exists().where(asked, RoundProposal.proposal_id == Proposal.id)
    recused = select(Recusal.proposal_id).where(Recusal.person_id == Person.id, Recusal.lifted_at.is_(None))
    not_theirs = (
        select(func.count())
        .select_from(Proposal)
        .where(in_round, or_(Proposal.author_id == Person.id, Proposal.id.in_(recused.correlate(Person))))
        .correlate(Person)
        .scalar_subquery()
    )
    rows = db.execute(
        select(
            Person.id,
            Person.family_name,
            Person.given_name,
            Person.name_en,
            Person.organisation_ja,
            Person.organisation_en,
            HAS_ACCOUNT.label("has_account"),
            (total - not_theirs).label("n_to_score"),
        )
        .join(RoundVoter, RoundVoter.person_id == Person.id)
        .where(RoundVoter.round_id == round_id)
        .order_by(Person.family_reading, Person.given_reading, Person.id)
    ).all()
    recorded = owners.participation(db, seal_key, owners.keys_of(db, round_id), besides=actor.recused_from)
    return [
        Debt(
            person_id=row.id,
            name=f"{row.family_name} {row.given_name}".strip(),
            name_en=row.name_en,
            organisation_ja=row.organisation_ja,
            organisation_en=row.organisation_en,
            has_account=row.has_account,
            n_recorded=recorded.get(row.id, 0),
            n_to_score=row.n_to_score,
        )
        for row in rows
    ]

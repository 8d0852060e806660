"""What the page of one proposal reads: the text, the files, the evidence, and where to go from there."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, exists, select
from sqlalchemy.orm import Session

from panel import clock
from panel.calc.calendar import Phase, in_japan
from panel.errors import Missing
from panel.models.cycles import RoundProposal, RoundState, RoundVoter
from panel.models.decisions import Decision
from panel.models.people import Person
from panel.models.proposals import (
    WRITTEN_FIELDS,
    Aspect,
    Attachment,
    Certainty,
    EvidenceClaim,
    Proposal,
    ProposalState,
)
from panel.policy.actions import Action
from panel.policy.places import CycleHere, ProposalHere, cycle_here, proposal_here
from panel.policy.rules import may
from panel.policy.subjects import Actor, Place


@dataclass(frozen=True)
class Text:
    """What a proposal says now."""

    written: dict[str, str]
    author: str
    author_en: str
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None


@dataclass(frozen=True)
class File:
    """A file beside a proposal."""

    token: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True)
class Claim:
    """One claim of the evidence card."""

    id: int
    aspect: Aspect
    statement: str
    source: str
    stated_on: date
    certainty: Certainty
    n_years: int  # since that day


@dataclass(frozen=True)
class Links:
    """Where a reader may go from the proposal: to their sheet, to the result, to the decision."""

    score_round_id: int | None
    result_round_id: int | None
    may_decide: bool
    is_decided: bool


@dataclass(frozen=True)
class ListHere:
    """The cycle whose proposals are listed; its place is that of an author for somebody who has begun one there."""

    cycle: CycleHere
    place: Place


def cycle(db: Session, actor: Actor, cycle_id: int) -> CycleHere:
    """The cycle in which something is proposed or looked for."""
    return cycle_here(db, cycle_id, clock.now())


def listed(db: Session, actor: Actor, cycle_id: int) -> ListHere:
    """The cycle a list stands in; while it is set up, only for those who find a draft of their own in it."""
    here = cycle(db, actor, cycle_id)
    own = (Proposal.cycle_id == cycle_id) & (Proposal.author_id == actor.person_id)
    if here.phase is Phase.DRAFT and db.scalar(select(exists().where(own))):
        return ListHere(here, replace(here.place, author_id=actor.person_id))
    return ListHere(here, here.place)


def proposal(db: Session, actor: Actor, proposal_id: int, **address: str) -> ProposalHere:
    """The proposal of an address; what else the address names is for the view."""
    return proposal_here(db, proposal_id, clock.now())


# What the page of a proposal asks is put together once: that takes longer than asking it.
_THIS: BindParameter[int] = bindparam("proposal_id")
_TEXT = (
    select(
        *(getattr(Proposal, name) for name in WRITTEN_FIELDS),
        Proposal.created_at,
        Proposal.updated_at,
        Proposal.submitted_at,
        Person.family_name,
        Person.given_name,
        Person.name_en,
    )
    .outerjoin(Person, Person.id == Proposal.author_id)
    .where(Proposal.id == _THIS)
)
_FILES = (
    select(*(getattr(Attachment, name) for name in File.__dataclass_fields__))
    .where(Attachment.proposal_id == _THIS, Attachment.removed_at.is_(None))
    .order_by(Attachment.id)
)
_CLAIMS = (
    select(
        *(getattr(EvidenceClaim, name) for name in ("id", "aspect", "statement", "source", "stated_on", "certainty"))
    )
    .where(EvidenceClaim.proposal_id == _THIS, EvidenceClaim.removed_at.is_(None))
    .order_by(EvidenceClaim.id)
)
_IN_ROUND = RoundProposal.round_id == bindparam("round_id")
_VOTES = (RoundVoter.round_id == bindparam("round_id")) & (RoundVoter.person_id == bindparam("person_id"))
_LINKS = select(
    exists().where(_IN_ROUND, RoundProposal.proposal_id == _THIS).label("put"),
    exists().where(_VOTES).label("votes"),
    exists().where(Decision.proposal_id == _THIS).label("decided"),
)


def text_of(db: Session, here: ProposalHere) -> Text:
    """The current wording with the name of its author."""
    row = db.execute(_TEXT, {"proposal_id": here.id}).one()
    return Text(
        written={name: getattr(row, name) or "" for name in WRITTEN_FIELDS},
        author=full_name(row.family_name, row.given_name),
        author_en=row.name_en or "",
        created_at=row.created_at,
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
    )


def files_of(db: Session, here: ProposalHere) -> list[File]:
    """The files that have not been removed, in the order they came."""
    return [File(*row) for row in db.execute(_FILES, {"proposal_id": here.id})]


def file_content(db: Session, here: ProposalHere, token: str) -> tuple[str, str, bytes]:
    """Name, media type and bytes of a file. Raises Missing for one of another proposal or a removed one."""
    query = select(Attachment.name, Attachment.media_type, Attachment.content).where(
        Attachment.proposal_id == here.id, Attachment.token == token, Attachment.removed_at.is_(None)
    )
    row = db.execute(query).one_or_none()
    if row is None:
        raise Missing
    return row.name, row.media_type, row.content


def claims_of(db: Session, here: ProposalHere) -> list[Claim]:
    """The claims of the evidence card in the order of its aspects, with their age in full years."""
    today = in_japan(clock.now()).date()
    claims = [
        Claim(row.id, Aspect(row.aspect), row.statement, row.source, day, Certainty(row.certainty), _years(day, today))
        for row in db.execute(_CLAIMS, {"proposal_id": here.id})
        for day in (row.stated_on,)
    ]
    return sorted(claims, key=lambda claim: tuple(Aspect).index(claim.aspect))


def _years(day: date, today: date) -> int:
    """Full years from a day to another; none for a day that is still to come."""
    return max(0, today.year - day.year - ((today.month, today.day) < (day.month, day.day)))


def links_of(db: Session, actor: Actor, here: ProposalHere) -> Links:
    """The rounds and the decision this reader may go to."""
    round_id = here.cycle.round_id
    about = {"round_id": round_id, "proposal_id": here.id, "person_id": actor.person_id}
    row = db.execute(_LINKS, about).one()
    scores = here.cycle.round_state is RoundState.OPEN and row.put and row.votes
    released = here.cycle.round_state is RoundState.RELEASED and row.put
    return Links(
        score_round_id=round_id if scores and may(actor, Action.SCORE_SAVE, here.place) else None,
        result_round_id=round_id if released and may(actor, Action.TALLY_VIEW, here.place) else None,
        may_decide=bool(row.put and may(actor, Action.DECISION_RECORD, here.place)),
        is_decided=bool(row.decided and may(actor, Action.DECISION_VIEW, here.place)),
    )


def is_unseen(here: ProposalHere) -> bool:
    """Whether nobody but the author knows of it."""
    return here.state in (ProposalState.DRAFT, ProposalState.DISCARDED)


def full_name(family: str | None, given: str | None) -> str:
    """A name as it is written in Japanese, family name first; empty for nobody."""
    return f"{family or ''} {given or ''}".strip()

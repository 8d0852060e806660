"""The desk of the secretariat: who owes what, how far they are, when they were last written to."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from panel import owners
from panel.calc.calendar import Phase, in_japan
from panel.home.queries import unanswered
from panel.models.cycles import RoundProposal, RoundVoter
from panel.models.factors import has_factor
from panel.models.identities import has_identity
from panel.models.people import (
    HAS_ACCOUNT,
    OFFICER_ROLES,
    SCORING_ROLES,
    Link,
    LinkPurpose,
    Membership,
    Person,
    Recusal,
    Role,
    by_reading,
)
from panel.models.proposals import Proposal, ProposalState
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor

SORTS: Final = ("behind", "name", "contact")
DONE, UNDER_WAY, NOT_BEGUN, INVITED = "done", "under_way", "not_begun", "invited"
_ORDER: Final = (INVITED, NOT_BEGUN, UNDER_WAY, DONE)


@dataclass(frozen=True)
class Member:
    """One member and their duties: how many, never which. `state` is done, under way, not begun, or invited only."""

    person_id: int
    name: str
    name_en: str
    organisation_ja: str
    organisation_en: str
    language: str
    role: Role
    state: str
    lacks_factor: bool
    n_proposals: int
    n_recorded: int
    n_to_score: int
    n_questions: int
    contacted_at: datetime | None
    contacted_today: bool

    @property
    def n_left(self) -> int:
        """Sheets that are not recorded yet."""
        return max(self.n_to_score - self.n_recorded, 0)

    @property
    def is_behind(self) -> bool:
        """Whether a reminder would say something true to them, and they could follow it."""
        return self.state in (UNDER_WAY, NOT_BEGUN)


@dataclass(frozen=True)
class Office:
    """Everybody who scores on the panel of one cycle, in the order asked for."""

    cycle: CycleHere
    is_scoring: bool
    is_calling: bool  # for proposals
    members: tuple[Member, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many members are in which state."""
        return Counter(member.state for member in self.members)

    @property
    def behind(self) -> tuple[Member, ...]:
        """Whom a reminder would be sent to now."""
        return tuple(member for member in self.members if member.is_behind)


def office(
    db: Session, seal_key: bytes, actor: Actor, here: Sequence[CycleHere], now: datetime, asked_of: str, sort: str = ""
) -> Office | None:
    """The desk of a cycle in which the reader may remind people, one that is being scored before others; else None."""
    reminds = [cycle for cycle in here if may(actor, Action.MEMBER_REMIND, cycle.place)]
    if not reminds:
        return None
    first = next((cycle for cycle in reminds if cycle.phase is Phase.SCORING_OPEN), reminds[0])
    return office_of(db, seal_key, actor, first, now, asked_of, sort)


def office_of(
    db: Session, seal_key: bytes, actor: Actor, here: CycleHere, now: datetime, asked_of: str, sort: str = ""
) -> Office:
    """The desk of one cycle; `asked_of` says whom the site asks for a second factor. What the reader is recused from
    is counted nowhere."""
    may_count = may(actor, Action.ROUND_PARTICIPATION, here.place).verdict is Verdict.YES
    scores = may_count and here.phase is Phase.SCORING_OPEN and here.round_id is not None
    recorded: Mapping[int, int] = {}
    if scores:
        round_ = owners.keys_of(db, here.round_id or 0)
        recorded = owners.participation(db, seal_key, round_, besides=actor.recused_from)
    rows = db.execute(_members(db, actor, here)).all()
    seen: dict[int, Any] = {}
    for row in sorted(rows, key=lambda row: SCORING_ROLES.index(row.role)):
        seen.setdefault(row.id, row)
    is_calling = here.phase is Phase.PROPOSING
    shown = _Shown(recorded if scores else None, is_calling, asked_of, now)
    members = [shown.member(seen[person_id]) for person_id in dict.fromkeys(row.id for row in rows)]
    return Office(here, scores, is_calling, tuple(sorted(members, key=_SORTED.get(sort, _behind))))


@dataclass(frozen=True)
class _Shown:
    """What a row is read with."""

    recorded: Mapping[int, int] | None  # None: nothing is scored now
    is_calling: bool
    asked_of: str
    now: datetime

    def member(self, row: Any) -> Member:
        n_to_score = row.n_to_score if self.recorded is not None else 0
        n_recorded = (self.recorded or {}).get(row.id, 0)
        lacks_factor = row.has_account and not row.has_factor and self._must_have_factor(row.role)
        contacted_at = max(filter(None, (row.reminded_at, row.invited_at)), default=None)
        owes = (n_to_score > n_recorded, self.is_calling and not row.n_proposals, row.n_questions > 0, lacks_factor)
        begun = n_recorded or row.n_proposals
        state = (NOT_BEGUN, UNDER_WAY)[bool(begun)] if any(owes) else DONE
        return Member(
            person_id=row.id,
            name=f"{row.family_name} {row.given_name}".strip(),
            name_en=row.name_en,
            organisation_ja=row.organisation_ja,
            organisation_en=row.organisation_en,
            language=row.language,
            role=row.role,
            state=state if row.has_account else INVITED,
            lacks_factor=lacks_factor,
            n_proposals=row.n_proposals,
            n_recorded=n_recorded,
            n_to_score=n_to_score,
            n_questions=row.n_questions,
            contacted_at=contacted_at,
            contacted_today=row.reminded_at is not None
            and in_japan(row.reminded_at).date() == in_japan(self.now).date(),
        )

    def _must_have_factor(self, role: Role) -> bool:
        return self.asked_of == "everybody" or (self.asked_of == "officers" and role in OFFICER_ROLES)


def _behind(member: Member) -> tuple[int, int]:
    return _ORDER.index(member.state), -member.n_left


def _by_contact(member: Member) -> float:
    return member.contacted_at.timestamp() if member.contacted_at else 0.0


# Rows come by reading.
_SORTED: Final[Mapping[str, Callable[[Member], Any]]] = {
    "behind": _behind,
    "name": lambda _member: 0,
    "contact": _by_contact,
}


def _members(db: Session, actor: Actor, here: CycleHere) -> Select[*tuple[Any, ...]]:
    """Who scores on the panel, by reading, with what they have done; a row for each role."""
    round_id = here.round_id or 0
    invited = select(func.max(Link.created_at)).where(
        Link.person_id == Person.id, Link.purpose == LinkPurpose.INVITATION
    )
    return (
        select(
            Person.id,
            Person.family_name,
            Person.given_name,
            Person.name_en,
            Person.organisation_ja,
            Person.organisation_en,
            Person.language,
            Membership.role,
            Membership.reminded_at,
            HAS_ACCOUNT.label("has_account"),
            or_(has_factor(Person.id), has_identity(Person.id)).label("has_factor"),
            invited.correlate(Person).scalar_subquery().label("invited_at"),
            _n_proposals(actor, here.id).label("n_proposals"),
            _n_to_score(actor, round_id).label("n_to_score"),
            _n_questions(actor, here).label("n_questions"),
        )
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.panel_id == here.panel_id,
            Membership.ended_at.is_(None),
            Membership.role.in_(SCORING_ROLES),
            Person.is_active,
            Person.email.is_not(None),
        )
        .order_by(*by_reading(db))
    )


def _n_proposals(actor: Actor, cycle_id: int) -> ScalarSelect[int]:
    submitted = (Proposal.state == ProposalState.SUBMITTED, Proposal.id.not_in(actor.recused_from))
    written = (Proposal.cycle_id == cycle_id, Proposal.author_id == Person.id, *submitted)
    return select(func.count()).select_from(Proposal).where(*written).correlate(Person).scalar_subquery()


def _n_to_score(actor: Actor, round_id: int) -> ScalarSelect[int]:
    """Sheets somebody is to fill: not of their own proposals, nor of those they are kept out of."""
    asked = (RoundProposal.round_id == round_id, RoundProposal.proposal_id.not_in(actor.recused_from))
    in_force = (Recusal.proposal_id == Proposal.id, Recusal.person_id == Person.id, Recusal.lifted_at.is_(None))
    kept_out = exists().where(*in_force).correlate(Proposal, Person)
    votes = exists().where(RoundVoter.round_id == round_id, RoundVoter.person_id == Person.id).correlate(Person)
    return (
        select(func.count())
        .select_from(RoundProposal)
        .join(Proposal, Proposal.id == RoundProposal.proposal_id)
        .where(*asked, votes, Proposal.author_id.is_distinct_from(Person.id), ~kept_out)
        .correlate(Person)
        .scalar_subquery()
    )


def _n_questions(actor: Actor, here: CycleHere) -> ColumnElement[int]:
    """Questions are owed an answer while the discussion is open."""
    if not may(actor, Action.COMMENT_ADD, here.place):
        return literal(0)
    return unanswered(actor, here.id, Person.id).correlate(Person)

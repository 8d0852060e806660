"""What the pages about people read: the roster, one person on it, and who is recused from a proposal."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session

from panel import clock
from panel.errors import Missing, NotAllowed
from panel.models.events import Outbox
from panel.models.people import (
    HAS_ACCOUNT,
    Group,
    Link,
    Membership,
    Person,
    Recusal,
    RecusalLevel,
    Role,
    by_reading,
)
from panel.policy.actions import Action
from panel.policy.places import CycleHere, ProposalHere, cycle_here, proposal_here
from panel.policy.rules import Verdict, may
from panel.policy.subjects import Actor, Place


@dataclass(frozen=True)
class Seat:
    """One person on the roster; `state` is active, invited, deactivated or imported.

    Address, undelivered mail and open invitations are empty for readers who may not know them.
    """

    person_id: int
    name: str
    reading: str
    name_en: str
    email: str
    role: Role
    organisation_ja: str
    organisation_en: str
    stakeholder_group: Group
    state: str
    mail_waits: bool
    invited_until: datetime | None  # until when the link of the invitation works; None where none does


@dataclass(frozen=True)
class PersonHere:
    """A person on the panel of a cycle, with what the form about them changes."""

    cycle: CycleHere
    id: int
    role: Role
    version: int
    name: str
    family_name: str
    given_name: str
    family_reading: str
    given_reading: str
    name_en: str
    email: str
    organisation_ja: str
    organisation_en: str
    stakeholder_group: Group
    language: str
    has_account: bool
    is_active: bool
    belongs_elsewhere: bool  # sits on another panel too, or administers the site: not this secretariat's alone

    @property
    def place(self) -> Place:
        """Rights over people are rights of the whole panel."""
        return self.cycle.place


@dataclass(frozen=True)
class RecusalHere:
    """A recusal in force, and the proposal it keeps somebody out of."""

    id: int
    person_id: int
    person_name: str
    person_name_en: str
    level: RecusalLevel
    reason: str | None  # None where the asker may not read it
    since_at: datetime
    proposal: ProposalHere

    @property
    def place(self) -> Place:
        """Where the proposal stands."""
        return self.proposal.place

    @property
    def cycle(self) -> CycleHere:
        """The cycle of the proposal."""
        return self.proposal.cycle


_SEATED = (
    Person.id.label("person_id"),
    Person.family_name,
    Person.given_name,
    Person.family_reading,
    Person.given_reading,
    Person.name_en,
    func.coalesce(Person.email, "").label("email"),
    HAS_ACCOUNT.label("has_account"),
    Person.is_active,
    Person.organisation_ja,
    Person.organisation_en,
    Person.stakeholder_group,
    Membership.role,
)
_RECUSAL: tuple[Any, ...] = (
    Recusal.id,
    Recusal.proposal_id,
    Recusal.person_id,
    Recusal.level,
    Recusal.reason,
    Recusal.since_at,
    Person.family_name,
    Person.given_name,
    Person.name_en,
)
_RECUSALS = select(*_RECUSAL).join(Person, Person.id == Recusal.person_id).where(Recusal.lifted_at.is_(None))
_ORDER = {role: n for n, role in enumerate(Role)}


def cycle(db: Session, _actor: Actor, cycle_id: int) -> CycleHere:
    """The cycle of an address. Raises Missing."""
    return cycle_here(db, cycle_id, clock.now())


def proposal(db: Session, _actor: Actor, proposal_id: int) -> ProposalHere:
    """The proposal of an address, but not how many versions it has: the recused are told of none. Raises Missing."""
    return replace(proposal_here(db, proposal_id, clock.now()), version=0)


def roster(db: Session, panel_id: int, *, with_addresses: bool = False) -> list[Seat]:
    """Who sits on the panel, by reading; somebody with two roles stands there by the first of them."""
    waits = exists().where(Outbox.person_id == Person.id, Outbox.sent_at.is_(None), Outbox.n_tries > 0)
    usable = (Link.person_id == Person.id, Link.used_at.is_(None), Link.expires_at > clock.now())
    until = select(func.max(Link.expires_at)).where(*usable).scalar_subquery()
    rows = db.execute(
        select(*_SEATED, waits.label("mail_waits"), until.label("invited_until"))
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.panel_id == panel_id, Membership.ended_at.is_(None))
        .order_by(*by_reading(db))
    ).all()
    seats: dict[int, Seat] = {}
    for row in sorted(rows, key=lambda row: _ORDER[Role(row.role)]):
        seats.setdefault(
            row.person_id,
            Seat(
                person_id=row.person_id,
                name=f"{row.family_name} {row.given_name}".strip(),
                reading=f"{row.family_reading} {row.given_reading}".strip(),
                name_en=row.name_en,
                email=row.email if with_addresses else "",
                role=Role(row.role),
                organisation_ja=row.organisation_ja,
                organisation_en=row.organisation_en,
                stakeholder_group=Group(row.stakeholder_group),
                state=_state(row.email, row.has_account, row.is_active),
                mail_waits=row.mail_waits and with_addresses,
                invited_until=row.invited_until if with_addresses else None,
            ),
        )
    return [seats[person_id] for person_id in dict.fromkeys(row.person_id for row in rows)]


def _state(email: str, has_account: bool, is_active: bool) -> str:
    if not email:
        return "imported"
    if not is_active:
        return "deactivated"
    return "active" if has_account else "invited"


def person(db: Session, _actor: Actor, cycle_id: int, person_id: int) -> PersonHere:
    """Somebody on the panel of a cycle. Raises Missing for everybody else."""
    here = cycle_here(db, cycle_id, clock.now())
    elsewhere = exists().where(
        Membership.person_id == person_id, Membership.panel_id != here.panel_id, Membership.ended_at.is_(None)
    )
    rows = db.execute(
        select(*_SEATED, Person.version, Person.language, Person.is_administrator, elsewhere.label("elsewhere"))
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.id == person_id, Membership.panel_id == here.panel_id, Membership.ended_at.is_(None))
    ).all()
    if not rows:
        raise Missing
    row = min(rows, key=lambda row: _ORDER[Role(row.role)])
    shown = {name: row._mapping[name] for name in PersonHere.__dataclass_fields__ if name in row._mapping}
    return PersonHere(
        **{
            **shown,
            "cycle": here,
            "id": row.person_id,
            "role": Role(row.role),
            "name": f"{row.family_name} {row.given_name}".strip(),
            "stakeholder_group": Group(row.stakeholder_group),
            "belongs_elsewhere": row.elsewhere or row.is_administrator,
        }
    )


def somebody_else(db: Session, actor: Actor, cycle_id: int, person_id: int) -> PersonHere:
    """Somebody on the panel who is not the asker: nobody changes their own role. Raises Missing or NotAllowed."""
    here = person(db, actor, cycle_id, person_id)
    if here.id == actor.person_id:
        raise NotAllowed(_("Nobody gives a role to themselves. Ask another person of the secretariat."))
    return here


def recusals(db: Session, actor: Actor, here: ProposalHere) -> list[RecusalHere]:
    """Who is kept out of a proposal, by reading; whoever is recused from it learns of their own recusal alone."""
    query = _RECUSALS.where(Recusal.proposal_id == here.id)
    if here.id in actor.recused_from:
        query = query.where(Recusal.person_id == actor.person_id)
    return [_recusal(row, actor, here) for row in db.execute(query.order_by(*by_reading(db)))]


def standing_in(db: Session, actor: Actor, here: ProposalHere) -> list[tuple[str, str]]:
    """By name, in Japanese and in English, the deputies who act as chair for a proposal whose chair does not.

    To the recused it is said without regard to the recusals of others, which they are not told of.
    """
    deputies = [seat for seat in roster(db, here.cycle.panel_id) if seat.role is Role.DEPUTY]
    if here.id in actor.recused_from:
        return [(seat.name, seat.name_en) for seat in deputies]
    out = select(Recusal.person_id).where(
        Recusal.proposal_id == here.id, Recusal.lifted_at.is_(None), Recusal.level == RecusalLevel.RECUSED
    )
    kept_out = {here.author_id, *db.scalars(out)}
    free = (seat for seat in deputies if seat.person_id not in kept_out and seat.state != "deactivated")
    return [(seat.name, seat.name_en) for seat in free]


def recusal(db: Session, actor: Actor, recusal_id: int) -> RecusalHere:
    """A recusal in force that is not the asker's own: nobody lifts their own. Raises Missing or NotAllowed.

    Of a proposal that has become a draft again not even that is said: the table hides it.
    """
    row = db.execute(_RECUSALS.where(Recusal.id == recusal_id)).one_or_none()
    if row is None:
        raise Missing
    here = proposal(db, actor, row.proposal_id)
    if row.person_id == actor.person_id and may(actor, Action.RECUSAL_LIST, here.place):
        raise NotAllowed(_("Nobody lifts their own recusal."))
    return _recusal(row, actor, here)


def _recusal(row: Row[Any], actor: Actor, here: ProposalHere) -> RecusalHere:
    of_them = replace(here.place, owner_id=row.person_id)
    readable = may(actor, Action.RECUSAL_REASON, of_them).verdict is Verdict.YES
    return RecusalHere(
        id=row.id,
        person_id=row.person_id,
        person_name=f"{row.family_name} {row.given_name}".strip(),
        person_name_en=row.name_en,
        level=RecusalLevel(row.level),
        reason=row.reason if readable else None,
        since_at=row.since_at,
        proposal=here,
    )


def secretariat(db: Session, panel_id: int) -> list[Seat]:
    """Who is the secretariat of a panel now."""
    return [seat for seat in roster(db, panel_id) if seat.role is Role.SECRETARIAT]


def may_be_recused(db: Session, actor: Actor, here: ProposalHere) -> list[Seat]:
    """Who could be kept out of a proposal by somebody else: everybody on its panel but observers and the asker."""
    seats = roster(db, here.cycle.panel_id)
    return [seat for seat in seats if seat.role is not Role.OBSERVER and seat.person_id != actor.person_id]

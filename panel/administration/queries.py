"""What the administrator reads of accounts: who, since when, from which device; never a secret, never panel content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from panel import accounts, clock
from panel.devices import device
from panel.errors import Missing, NotAllowed
from panel.models.cycles import Cycle, Panel
from panel.models.events import SignIn
from panel.models.factors import Factor, FactorKind
from panel.models.people import Membership, Person, Role
from panel.policy.subjects import NOWHERE, Actor, Place

AT_ONCE = 50


@dataclass(frozen=True)
class AccountLine:
    """One account in the list; `state` is active, invited (no password yet) or deactivated."""

    id: int
    name: str
    name_en: str
    email: str
    is_administrator: bool
    state: str
    n_panels: int
    last_sign_in: datetime | None
    factors: tuple[FactorKind, ...]  # the kinds alone


@dataclass(frozen=True)
class AccountCounts:
    """How many accounts there are in each state, and how many of those in use administer the site."""

    active: int
    invited: int
    deactivated: int
    administrators: int


@dataclass(frozen=True)
class SeatLine:
    """A panel somebody sits on, by its title, and as what: no more than giving a role there shows."""

    title_ja: str
    title_en: str
    role: Role
    cycle_id: int | None  # its newest cycle, by which its pages are reached


@dataclass(frozen=True)
class AccountHere:
    """One account; rights over it are rights over the site."""

    id: int
    name: str
    reading: str
    name_en: str
    email: str
    language: str
    is_administrator: bool
    is_active: bool
    state: str
    created_at: datetime
    last_sign_in: datetime | None
    factors: tuple[FactorKind, ...]  # the kinds alone
    place: Place = NOWHERE


@dataclass(frozen=True)
class WholeSite:
    """The site itself, for what belongs to no panel and no account."""

    place: Place = NOWHERE


@dataclass(frozen=True)
class OpenSignIn:
    """A sign-in that can still be used."""

    id: int
    device: str
    created_at: datetime


@dataclass(frozen=True)
class SignInHere:
    """One sign-in of an account, as an address names it."""

    id: int
    account: AccountHere
    place: Place = NOWHERE


_LAST_SIGN_IN = (
    select(func.max(SignIn.created_at)).where(SignIn.person_id == Person.id).correlate(Person).scalar_subquery()
)
_ACCOUNT: tuple[Any, ...] = (
    Person.id,
    Person.email,
    Person.family_name,
    Person.given_name,
    Person.family_reading,
    Person.given_reading,
    Person.name_en,
    Person.language,
    Person.is_administrator,
    Person.is_active,
    Person.password_hash.is_not(None).label("has_password"),
    Person.created_at,
    _LAST_SIGN_IN.label("last_sign_in"),
)


def account_list(db: Session, looked_for: str, after: int | None) -> tuple[list[AccountLine], int | None]:
    """Accounts by address, those after another one; and the last of them if more follow.

    `looked_for` is part of an address, in any case; a rater of an imported round has no address and no account.
    """
    n_panels = (
        select(func.count(Membership.panel_id.distinct()))
        .where(Membership.person_id == Person.id, Membership.ended_at.is_(None))
        .correlate(Person)
        .scalar_subquery()
    )
    query = select(*_ACCOUNT, n_panels.label("n_panels")).where(Person.email.is_not(None)).order_by(Person.email)
    if looked_for:
        query = query.where(Person.email.contains(looked_for.lower(), autoescape=True))
    if after is not None:
        query = query.where(Person.email > select(Person.email).where(Person.id == after).scalar_subquery())
    rows = db.execute(query.limit(AT_ONCE + 1)).all()
    factors = _factors(db, [row.id for row in rows])
    lines = [
        AccountLine(
            id=row.id,
            name=_name(row),
            name_en=row.name_en,
            email=row.email,
            is_administrator=row.is_administrator,
            state=_state(row),
            n_panels=row.n_panels,
            last_sign_in=row.last_sign_in,
            factors=factors.get(row.id, ()),
        )
        for row in rows[:AT_ONCE]
    ]
    return lines, lines[-1].id if len(rows) > AT_ONCE else None


def account_counts(db: Session) -> AccountCounts:
    """How many accounts the whole site has, by the states of `AccountLine`."""
    arrived = Person.password_hash.is_not(None) | exists().where(SignIn.person_id == Person.id)
    kinds = (
        Person.is_active & arrived,
        Person.is_active & ~arrived,
        ~Person.is_active,
        Person.is_active & Person.is_administrator,
    )
    counted = select(*(func.count().filter(kind) for kind in kinds)).where(Person.email.is_not(None))
    found: Any = db.execute(counted).one()
    return AccountCounts(*found)


def _factors(db: Session, person_ids: Sequence[int]) -> dict[int, tuple[FactorKind, ...]]:
    """Which kinds of second factor these people have; what they are checked with stays where it is."""
    rows = db.execute(select(Factor.person_id, Factor.kind).where(Factor.person_id.in_(person_ids)).distinct())
    kinds: dict[int, set[FactorKind]] = {}
    for person_id, kind in rows:
        kinds.setdefault(person_id, set()).add(FactorKind(kind))
    return {person_id: tuple(kind for kind in FactorKind if kind in held) for person_id, held in kinds.items()}


def _name(row: Any) -> str:
    return f"{row.family_name} {row.given_name}".strip()


def _state(row: Any) -> str:
    if not row.is_active:
        return "deactivated"
    return "active" if row.has_password or row.last_sign_in else "invited"


def account(db: Session, actor: Actor, person_id: int) -> AccountHere:
    """The account an address names. Raises Missing, or NotAllowed for whoever may not even know which there are."""
    if not actor.is_administrator:  # before it is looked for: the answer must not tell which numbers are taken
        raise NotAllowed(_("Your role does not allow this."))
    row = db.execute(select(*_ACCOUNT).where(Person.id == person_id, Person.email.is_not(None))).one_or_none()
    if row is None:
        raise Missing
    return AccountHere(
        id=row.id,
        name=_name(row),
        reading=f"{row.family_reading} {row.given_reading}".strip(),
        name_en=row.name_en,
        email=row.email,
        language=row.language,
        is_administrator=row.is_administrator,
        is_active=row.is_active,
        state=_state(row),
        created_at=row.created_at,
        last_sign_in=row.last_sign_in,
        factors=_factors(db, [row.id]).get(row.id, ()),
    )


def whole_site(_db: Session, _actor: Actor) -> WholeSite:
    """The site."""
    return WholeSite()


def another_account(db: Session, actor: Actor, person_id: int) -> AccountHere:
    """An account that is not the asker's: nobody gives or takes their own rights. Raises Missing or NotAllowed."""
    here = account(db, actor, person_id)
    if here.id == actor.person_id:
        raise NotAllowed(_("Nobody gives a role to themselves. Ask another administrator."))
    return here


def seats(db: Session, person_id: int) -> list[SeatLine]:
    """The panels somebody sits on."""
    newest = select(func.max(Cycle.id)).where(Cycle.panel_id == Panel.id).correlate(Panel).scalar_subquery()
    rows = db.execute(
        select(Panel.title_ja, Panel.title_en, Membership.role, newest.label("cycle_id"))
        .join(Membership, Membership.panel_id == Panel.id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(Panel.id, Membership.id)
    )
    return [SeatLine(row.title_ja, row.title_en, Role(row.role), row.cycle_id) for row in rows]


def sign_ins(db: Session, person_id: int, now: datetime) -> list[OpenSignIn]:
    """The sign-ins of somebody that have neither ended nor expired, the newest first."""
    rows = db.execute(
        select(SignIn.id, SignIn.device, SignIn.created_at)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.id.desc())
    )
    return [OpenSignIn(row.id, device(row.device), row.created_at) for row in rows]


def sign_in(db: Session, actor: Actor, person_id: int, sign_in_id: int) -> SignInHere:
    """A sign-in of somebody that can still be used. Raises Missing or NotAllowed."""
    here = account(db, actor, person_id)
    if sign_in_id not in {one.id for one in sign_ins(db, person_id, clock.now())}:
        raise Missing
    return SignInHere(sign_in_id, here)


def has_others(db: Session, person_id: int) -> bool:
    """Whether another administrator could confirm what two must do."""
    return not accounts.is_last_administrator(db, person_id)


def holds_a_role(db: Session, person_id: int) -> bool:
    """Whether somebody sits on any panel."""
    return bool(db.scalar(select(exists().where(Membership.person_id == person_id, Membership.ended_at.is_(None)))))

"""What the account pages read: the own account, own sign-ins, one-time links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from panel import clock, tokens
from panel.devices import device
from panel.errors import Missing
from panel.models.cycles import Panel
from panel.models.events import SignIn
from panel.models.factors import FactorKind
from panel.models.identities import Identity
from panel.models.people import NAME_FIELDS, Membership, Person, Role
from panel.policy.subjects import NOWHERE, Actor, Place

_NAMES = tuple(getattr(Person, name) for name in (*NAME_FIELDS, "organisation_ja", "organisation_en"))


@dataclass(frozen=True)
class Account:
    """The own account as its page shows it and its form changes it."""

    version: int
    email: str
    family_name: str
    given_name: str
    family_reading: str
    given_reading: str
    name_en: str
    language: str
    organisation_ja: str
    organisation_en: str


@dataclass(frozen=True)
class OwnSignIn:
    """One of the asker's sign-ins that can still be used."""

    id: int
    device: str
    created_at: datetime
    factor: FactorKind | None  # by what a second factor was shown
    is_current: bool
    place: Place


@dataclass(frozen=True)
class Seat:
    """One panel somebody sits on, and as what."""

    panel_ja: str
    panel_en: str
    role: Role


@dataclass(frozen=True)
class LinkHere:
    """Where a one-time link leads; `link` is None when it can no longer be used, whatever the cause."""

    link: tokens.OpenLink | None
    place: Place = NOWHERE


def seats(db: Session, person_id: int) -> list[Seat]:
    """The panels somebody sits on now, for whoever holds a link of theirs."""
    sits = (Membership.person_id == person_id, Membership.ended_at.is_(None))
    columns = (Panel.title_ja, Panel.title_en, Membership.role)
    rows = db.execute(
        select(*columns).join(Membership, Membership.panel_id == Panel.id).where(*sits).order_by(Panel.id)
    )
    return [Seat(row.title_ja, row.title_en, Role(row.role)) for row in rows]


_SIGN_IN: tuple[Any, ...] = (SignIn.id, SignIn.person_id, SignIn.device, SignIn.created_at, SignIn.factor)


def account(db: Session, actor: Actor) -> Account:
    """The asker's own account."""
    columns = [getattr(Person, name) for name in Account.__dataclass_fields__]
    row = db.execute(select(*columns).where(Person.id == actor.person_id)).one()
    return Account(**row._mapping)


def names(db: Session, person_id: int) -> list[str]:
    """What somebody is called and where they belong: no password for them."""
    row = db.execute(select(*_NAMES).where(Person.id == person_id)).one()
    return [name for name in row if name]


def linked_at(db: Session, actor: Actor) -> datetime | None:
    """Since when the asker signs in through the provider; None if they do not."""
    return db.scalar(select(func.max(Identity.linked_at)).where(Identity.person_id == actor.person_id))


def sign_ins(db: Session, actor: Actor, now: datetime) -> list[OwnSignIn]:
    """The asker's sign-ins that have neither ended nor expired, the newest first."""
    live = (SignIn.person_id == actor.person_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
    return [_sign_in(row, actor) for row in db.execute(select(*_SIGN_IN).where(*live).order_by(SignIn.id.desc()))]


def sign_in(db: Session, actor: Actor, sign_in_id: int) -> OwnSignIn:
    """The sign-in an address names; the table hides those of others. Raises Missing."""
    row = db.execute(select(*_SIGN_IN).where(SignIn.id == sign_in_id)).one_or_none()
    if row is None:
        raise Missing
    return _sign_in(row, actor)


def _sign_in(row: Row[Any], actor: Actor) -> OwnSignIn:
    factor = FactorKind(row.factor) if row.factor else None
    place = Place(panel_id=None, owner_id=row.person_id)
    return OwnSignIn(row.id, device(row.device), row.created_at, factor, row.id == actor.sign_in_id, place)


def link(db: Session, _actor: Actor | None, token: str) -> LinkHere:
    """The one-time link an address names."""
    return LinkHere(tokens.open_link(db, token, clock.now()))

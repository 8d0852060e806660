"""What the account pages read: credentials, the own account, own sign-ins, one-time links."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock, tokens
from panel.devices import device
from panel.errors import Missing
from panel.models.events import SignIn
from panel.models.people import Person
from panel.policy.subjects import NOWHERE, Actor, Place


@dataclass(frozen=True)
class Credentials:
    """Whose address it is, and the hash of the password; None where none has been set."""

    person_id: int
    password_hash: str | None


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
    is_current: bool
    place: Place


@dataclass(frozen=True)
class LinkHere:
    """Where a one-time link leads; `link` is None when it can no longer be used, whatever the cause."""

    link: tokens.OpenLink | None
    place: Place = NOWHERE


def credentials(db: Session, email: str) -> Credentials | None:
    """Who signs in with this address; None when nobody does, or the account is deactivated."""
    row = db.execute(
        select(Person.id, Person.password_hash).where(Person.email == email, Person.is_active)
    ).one_or_none()
    return Credentials(row.id, row.password_hash) if row else None


def account(db: Session, actor: Actor) -> Account:
    """The asker's own account."""
    columns = [getattr(Person, name) for name in Account.__dataclass_fields__]
    row = db.execute(select(*columns).where(Person.id == actor.person_id)).one()
    return Account(**row._mapping)


def sign_ins(db: Session, actor: Actor, now: datetime) -> list[OwnSignIn]:
    """The asker's sign-ins that have neither ended nor expired, the newest first."""
    rows = db.execute(
        select(SignIn.id, SignIn.device, SignIn.created_at)
        .where(SignIn.person_id == actor.person_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.id.desc())
    )
    own = Place(panel_id=None, owner_id=actor.person_id)
    return [OwnSignIn(row.id, device(row.device), row.created_at, row.id == actor.sign_in_id, own) for row in rows]


def sign_in(db: Session, actor: Actor, sign_in_id: int) -> OwnSignIn:
    """The sign-in an address names; the table hides those of others. Raises Missing."""
    row = db.get(SignIn, sign_in_id)
    if row is None:
        raise Missing
    place = Place(panel_id=None, owner_id=row.person_id)
    return OwnSignIn(row.id, device(row.device), row.created_at, row.id == actor.sign_in_id, place)


def link(db: Session, _actor: Actor | None, token: str) -> LinkHere:
    """The one-time link an address names."""
    return LinkHere(tokens.open_link(db, token, clock.now()))

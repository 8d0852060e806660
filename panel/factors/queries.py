"""What the pages about second factors read; of their secrets, only what a code or an answer is compared with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from panel import clock
from panel.errors import Missing, NotAllowed
from panel.models.factors import Factor, FactorKind, RecoveryCode
from panel.models.people import Membership, Person
from panel.policy.places import CycleHere, cycle_here
from panel.policy.subjects import NOWHERE, Actor, Place
from panel.web.site import site


@dataclass(frozen=True)
class OwnFactor:
    """One of the asker's second factors, as their page names it."""

    id: int
    kind: FactorKind
    name: str
    created_at: datetime
    used_at: datetime | None
    place: Place


@dataclass(frozen=True)
class Holder:
    """Whose second factors are asked for, and what they can show."""

    person_id: int
    email: str
    has_password: bool
    kinds: frozenset[FactorKind]
    n_codes: int


@dataclass(frozen=True)
class OwnerHere:
    """Somebody whose second factors are to be removed because they are lost; `cycle` is None for the whole site."""

    person_id: int
    name: str
    name_en: str
    n_factors: int
    obstacle: str | None  # why it cannot be done here
    cycle: CycleHere | None
    place: Place


@dataclass(frozen=True)
class StoredPasskey:
    """What the answer of a device is checked with, and whose passkey it is."""

    id: int
    person_id: int
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class StoredApp:
    """What a one-time code is compared with."""

    id: int
    sealed_secret: bytes


_OWN: tuple[Any, ...] = (Factor.id, Factor.kind, Factor.name, Factor.created_at, Factor.used_at)


def factors(db: Session, actor: Actor) -> list[OwnFactor]:
    """The asker's second factors, the oldest first."""
    rows = db.execute(select(*_OWN).where(Factor.person_id == actor.person_id).order_by(Factor.id))
    return [_own(row, actor) for row in rows]


def factor(db: Session, actor: Actor, factor_id: int) -> OwnFactor:
    """One of the asker's second factors. Raises Missing for everybody else's."""
    own = (Factor.id == factor_id, Factor.person_id == actor.person_id)
    row = db.execute(select(*_OWN).where(*own)).one_or_none()
    if row is None:
        raise Missing
    return _own(row, actor)


def _own(row: Row[Any], actor: Actor) -> OwnFactor:
    place = Place(panel_id=None, owner_id=actor.person_id)
    return OwnFactor(row.id, FactorKind(row.kind), row.name, row.created_at, row.used_at, place)


def holder(db: Session, person_id: int) -> Holder:
    """What somebody can show beside a password."""
    person = db.execute(select(Person.email, Person.password_hash).where(Person.id == person_id)).one()
    kinds = db.scalars(select(Factor.kind).where(Factor.person_id == person_id).distinct())
    return Holder(
        person_id=person_id,
        email=person.email or "",
        has_password=person.password_hash is not None and site().settings.passwords,
        kinds=frozenset(FactorKind(kind) for kind in kinds),
        n_codes=n_codes_left(db, person_id),
    )


def n_codes_left(db: Session, person_id: int) -> int:
    """How many recovery codes of somebody have not been used."""
    unused = (RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return db.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0


def credential_ids(db: Session, person_id: int) -> list[bytes]:
    """By what the devices of somebody know their passkeys."""
    ids = db.scalars(select(Factor.credential_id).where(Factor.person_id == person_id).order_by(Factor.id))
    return [one for one in ids if one is not None]


def passkey(db: Session, credential_id: bytes) -> StoredPasskey | None:
    """The passkey a device says it shows."""
    row = db.execute(
        select(Factor.id, Factor.person_id, Factor.public_key, Factor.sign_count).where(
            Factor.credential_id == credential_id
        )
    ).one_or_none()
    if row is None or row.public_key is None:
        return None
    return StoredPasskey(row.id, row.person_id, row.public_key, row.sign_count)


def apps(db: Session, person_id: int) -> list[StoredApp]:
    """The authenticator apps of somebody."""
    rows = db.execute(
        select(Factor.id, Factor.sealed_secret)
        .where(Factor.person_id == person_id, Factor.kind == FactorKind.APP)
        .order_by(Factor.id)
    )
    return [StoredApp(row.id, row.sealed_secret or b"") for row in rows]


def owner(db: Session, actor: Actor, person_id: int, cycle_id: int | None = None) -> OwnerHere:
    """Somebody who cannot sign in any more: on the panel of a cycle, or anywhere for whoever administers the site.

    Raises Missing, or NotAllowed: nobody does it for themselves, not even as the first of two.
    """
    here = cycle_here(db, cycle_id, clock.now()) if cycle_id else None
    if here is None and not actor.is_administrator:  # before anybody is looked for: no number tells who has an account
        raise NotAllowed(_("Your role does not allow this."))
    seats = _panels_of(db, person_id)
    known = (Person.family_name, Person.given_name, Person.name_en, Person.is_administrator)
    person = db.execute(select(*known).where(Person.id == person_id)).one_or_none()
    if person is None or (here is not None and here.panel_id not in seats):
        raise Missing
    if person_id == actor.person_id:
        raise NotAllowed(_("Nobody resets their own second factors. Ask two others who may."))
    n_factors = db.scalar(select(func.count()).select_from(Factor).where(Factor.person_id == person_id)) or 0
    elsewhere = here is not None and not actor.is_administrator and (len(seats) > 1 or person.is_administrator)
    return OwnerHere(
        person_id=person_id,
        name=f"{person.family_name} {person.given_name}".strip(),
        name_en=person.name_en or "",
        n_factors=n_factors,
        obstacle=_obstacle(elsewhere=elsewhere, n_factors=n_factors),
        cycle=None if actor.is_administrator else here,
        place=here.place if here else NOWHERE,
    )


def _panels_of(db: Session, person_id: int) -> frozenset[int]:
    held = select(Membership.panel_id).where(Membership.person_id == person_id, Membership.ended_at.is_(None))
    return frozenset(db.scalars(held))


def _obstacle(*, elsewhere: bool, n_factors: int) -> str | None:
    if elsewhere:  # a secretariat must not reach into another panel through somebody who sits on both
        return str(_("This person also sits on another panel or administers the site. Ask the administrators."))
    return None if n_factors else str(_("This person has no second factor."))

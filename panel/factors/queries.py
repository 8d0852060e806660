"""What the pages about second factors read; of their secrets, only what a code or an answer is compared with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from panel.errors import Missing
from panel.models.factors import Factor, FactorKind, RecoveryCode
from panel.models.people import Person
from panel.policy.subjects import Actor, Place


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
    last_step: int


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
        has_password=person.password_hash is not None,
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
        select(Factor.id, Factor.sealed_secret, Factor.last_step)
        .where(Factor.person_id == person_id, Factor.kind == FactorKind.APP)
        .order_by(Factor.id)
    )
    return [StoredApp(row.id, row.sealed_secret or b"", row.last_step) for row in rows]

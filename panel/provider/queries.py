"""Who a person is at the provider, and which person a visitor from there is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.errors import Missing
from panel.models.identities import Identity
from panel.models.people import Person
from panel.policy.subjects import Actor, Place
from panel.provider.identity_tokens import Proven


@dataclass(frozen=True)
class IdentityHere:
    """The asker's own identity at a provider."""

    id: int
    issuer: str
    linked_at: datetime
    place: Place


@dataclass(frozen=True)
class Visitor:
    """The person a proven identity belongs to; `is_new` when it is linked only now."""

    person_id: int
    is_new: bool


def own_identity(db: Session, actor: Actor) -> IdentityHere:
    """The identity by which the asker signs in, the latest one. Raises Missing where there is none."""
    row = db.execute(
        select(Identity.id, Identity.issuer, Identity.linked_at)
        .where(Identity.person_id == actor.person_id)
        .order_by(Identity.id.desc())
    ).first()
    if row is None:
        raise Missing
    return IdentityHere(row.id, row.issuer, row.linked_at, Place(panel_id=None, owner_id=actor.person_id))


def visitor(db: Session, issuer: str, proven: Proven) -> Visitor | None:
    """Whose a proven identity is: by its subject, or the first time by its verified address; None for nobody's.

    Once linked the subject alone decides: a changed address changes nothing. Whether the account may still be signed in
    to is asked when that begins.
    """
    same = (Identity.issuer == issuer, Identity.subject == proven.subject)
    linked = db.scalar(select(Identity.person_id).where(*same))
    if linked is not None:
        return Visitor(linked, is_new=False)
    if proven.address is None:
        return None
    addressed = db.scalar(select(Person.id).where(Person.email == proven.address))
    return Visitor(addressed, is_new=True) if addressed is not None else None

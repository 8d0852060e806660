"""Who somebody is at the sign-in provider of their office, and which journeys there have already come back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, exists
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key


class Identity(Base):
    """A person at a provider: the subject alone decides, an address may be given to somebody else one day."""

    __tablename__ = "identity"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))  # the specification's own limit
    linked_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("person_id", "issuer"))


def has_identity(person_id: Any) -> ColumnElement[bool]:
    """Whether somebody signs in through a provider, as a condition on the column that holds them."""
    return exists().where(Identity.person_id == person_id)


class ReturnedJourney(Base):
    """A sign-in that has come back from the provider; a second return of the same one is refused."""

    __tablename__ = "returned_journey"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    returned_at: Mapped[datetime]

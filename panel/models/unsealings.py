"""Broken seals: that two officers asked for the name behind one sheet, and what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key, Prose


class Unsealing(Base):
    """One sheet whose writer is to be named to two officers. It does not say who the writer is."""

    __tablename__ = "unsealing"

    id: Mapped[Key]
    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), index=True)
    reason: Mapped[Prose]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime]
    opens_at: Mapped[datetime]  # from then on the name can be read; at once if the writer agrees
    agreed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    revealed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("asked_by_id <> confirmed_by_id", name="two_persons"),
        CheckConstraint("cancelled_at is null or revealed_at is null", name="one_end"),
    )

"""Balanced shortlists: what somebody asks of a set of proposals after a tally, kept under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key

NAME_LIMIT = 80


class ShortlistDraft(Base):
    """How many proposals of a round, and within which limits; nobody but its person reads it, no decision rests on it.

    `asked` is `calc.shortlisting.Asked` as JSON values: proposals by their codes, groups by their names.
    """

    __tablename__ = "shortlist_draft"

    id: Mapped[Key]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # until the next change, so that deleting can be taken back

    __table_args__ = (UniqueConstraint("round_id", "person_id", "name"),)

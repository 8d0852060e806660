"""What-if weights: what somebody tries out for themselves after a tally, beside the weights that were fixed."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key

NAME_LIMIT = 80


class Scenario(Base):
    """Other weights for the criteria of a round, under a name; nobody but its person reads it, no tally rests on it.

    `weights` are decimals as text by the key of the criterion, such as {"urgency": "33.3333"}.
    """

    __tablename__ = "scenario"

    id: Mapped[Key]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    weights: Mapped[dict[str, str]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # until the next change, so that deleting can be taken back

    __table_args__ = (UniqueConstraint("round_id", "person_id", "name"),)

"""What scenarios and shortlists have in common: a sketch of one person about one round, kept under a name."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Key

NAME_LIMIT = 80


class Sketch:
    """The columns of every sketch; nobody but its person reads one, and nothing rests on it."""

    id: Mapped[Key]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # until the next change, so that deleting can be taken back

"""Balanced shortlists: what somebody asks of a set of proposals after a tally."""

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base
from panel.models.sketches import Sketch


class ShortlistDraft(Sketch, Base):
    """How many proposals of a round, and within which limits.

    `asked` is `calc.shortlisting.Asked` as JSON values: proposals by their codes, groups by their names.
    """

    __tablename__ = "shortlist_draft"

    asked: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("round_id", "person_id", "name"),)

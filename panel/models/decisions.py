"""Decisions: what the panel makes of a proposal, apart from how it scored."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key, Prose, Salt


class Tier(StrEnum):
    """The weight a recommendation is given."""

    PRIORITY = "priority"  # to be prioritised
    IMPORTANT = "important"  # to be maintained and strengthened
    WATCH = "watch"  # to be watched, decided at the next revision
    NOT_ADOPTED = "not_adopted"


class Decision(Base):
    """The decision on one proposal: tier, wording and reason; a departure from the ranking has its own reason."""

    __tablename__ = "decision"

    id: Mapped[Key]
    salt: Mapped[Salt]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    tier: Mapped[Tier] = mapped_column(String(20))
    wording_ja: Mapped[Prose] = mapped_column(default="")
    wording_en: Mapped[Prose] = mapped_column(default="")
    reason: Mapped[Prose]
    departs: Mapped[bool] = mapped_column(default=False)
    departure_reason: Mapped[Prose] = mapped_column(default="")
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        CheckConstraint("not departs or departure_reason <> ''", name="departure_explained"),
        CheckConstraint("wording_ja <> '' or wording_en <> ''", name="worded"),
    )


class DecisionVersion(Base):
    """What a decision said before it was changed; it stays readable."""

    __tablename__ = "decision_version"

    id: Mapped[Key]
    salt: Mapped[Salt]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    number: Mapped[int]
    tier: Mapped[Tier] = mapped_column(String(20))
    wording_ja: Mapped[Prose]
    wording_en: Mapped[Prose]
    reason: Mapped[Prose]
    departs: Mapped[bool]
    departure_reason: Mapped[Prose]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("decision_id", "number"),)

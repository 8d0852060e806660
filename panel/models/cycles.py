"""Panels, their cycles, and the rounds in which proposals are scored."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.calc.calendar import Phase
from panel.db import Base, Key, Line, Prose


class Axis(StrEnum):
    """The two axes on which proposals are totalled."""

    NEED = "need"
    OPPORTUNITY = "opportunity"


class Panel(Base):
    """An expert panel; panels of one site know nothing of each other."""

    __tablename__ = "panel"

    id: Mapped[Key]
    title_ja: Mapped[Line]
    title_en: Mapped[Line]
    created_at: Mapped[datetime]


class Cycle(Base):
    """One edition of the strategy: its years, phase, and the rules fixed before a round opens."""

    __tablename__ = "cycle"

    id: Mapped[Key]
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"), index=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)  # what commands call it
    title_ja: Mapped[Line]
    title_en: Mapped[Line]
    mandate_ja: Mapped[Prose] = mapped_column(default="")
    mandate_en: Mapped[Prose] = mapped_column(default="")
    from_fiscal_year: Mapped[int]
    to_fiscal_year: Mapped[int]
    phase: Mapped[Phase] = mapped_column(String(2), default=Phase.DRAFT)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)  # calc.consensus.Rule as a plain dictionary
    quorum: Mapped[int] = mapped_column(default=1)
    synthetic: Mapped[bool] = mapped_column(default=False)  # scores come from a generator, and every page says so
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("from_fiscal_year <= to_fiscal_year", name="years"),
        CheckConstraint("quorum >= 1", name="quorum"),
    )


class PhaseDate(Base):
    """When a phase of a cycle is planned to begin."""

    __tablename__ = "phase_date"

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), primary_key=True)
    phase: Mapped[Phase] = mapped_column(String(2), primary_key=True)
    begins_at: Mapped[datetime]


class Criterion(Base):
    """A question every proposal of a kind is scored on; changing it never changes a round that has opened."""

    __tablename__ = "criterion"

    id: Mapped[Key]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    key: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    name_ja: Mapped[Line]
    name_en: Mapped[Line]
    question_ja: Mapped[Prose] = mapped_column(default="")
    question_en: Mapped[Prose] = mapped_column(default="")
    axis: Mapped[Axis | None] = mapped_column(String(20))
    lowest: Mapped[int] = mapped_column(default=1)
    highest: Mapped[int] = mapped_column(default=5)
    anchors: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)  # {"1": {"ja": …, "en": …}, …}
    direction: Mapped[int] = mapped_column(default=1)  # -1: the lowest value is best
    weight: Mapped[Decimal] = mapped_column(Numeric(9, 4), default=Decimal(1))
    applies_to: Mapped[str | None] = mapped_column(String(20))  # a kind of proposal; None: both

    __table_args__ = (
        UniqueConstraint("cycle_id", "key"),
        CheckConstraint("lowest < highest and highest - lowest <= 20", name="scale"),
        CheckConstraint("direction in (1, -1)", name="direction"),
        CheckConstraint("weight >= 0", name="weight"),
    )


class RoundState(StrEnum):
    """Where a round stands."""

    OPEN = "open"
    CLOSED = "closed"  # frozen, not yet shown to anybody
    RELEASED = "released"  # the tally can be read


class Round(Base):
    """One sealed round: everything it is judged by is frozen here when it opens."""

    __tablename__ = "round"

    id: Mapped[Key]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    number: Mapped[int]
    state: Mapped[RoundState] = mapped_column(String(20), default=RoundState.OPEN)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    quorum: Mapped[int]
    sealed_key: Mapped[bytes | None] = mapped_column(LargeBinary)  # the key of the round's ballots, wrapped
    owner_key: Mapped[bytes | None] = mapped_column(LargeBinary)  # the key of their owners, wrapped, until forgotten
    imported: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("cycle_id", "number"),)


class RoundCriterion(Base):
    """A criterion as it was when the round opened: what an old answer was an answer to."""

    __tablename__ = "round_criterion"

    id: Mapped[Key]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    key: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    name_ja: Mapped[Line]
    name_en: Mapped[Line]
    question_ja: Mapped[Prose]
    question_en: Mapped[Prose]
    axis: Mapped[Axis | None] = mapped_column(String(20))
    lowest: Mapped[int]
    highest: Mapped[int]
    anchors: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    direction: Mapped[int]
    weight: Mapped[Decimal] = mapped_column(Numeric(9, 4))
    applies_to: Mapped[str | None] = mapped_column(String(20))

    __table_args__ = (UniqueConstraint("round_id", "criterion_id"),)


class RoundProposal(Base):
    """A proposal put to the vote of a round, in the version that was current when it opened."""

    __tablename__ = "round_proposal"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True, index=True)
    proposal_version: Mapped[int]


class RoundVoter(Base):
    """Somebody entitled to score in a round, with the stakeholder group they sat for."""

    __tablename__ = "round_voter"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    stakeholder_group: Mapped[str] = mapped_column(String(20))

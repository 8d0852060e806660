"""Proposals: technology fields and industrial sectors, with every version they went through."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key, Line, Prose, Salt


class Kind(StrEnum):
    """What is proposed."""

    TECHNOLOGY = "technology"
    SECTOR = "sector"


class ProposalState(StrEnum):
    """Where a proposal stands by itself; the cycle's phase says the rest."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"  # after it was submitted: the panel still sees that it was there
    DISCARDED = "discarded"  # before it was ever submitted: seen by its author alone


UNSEEN_STATES = (ProposalState.DRAFT, ProposalState.DISCARDED)
"""What nobody but the author knows of."""


class Posture(StrEnum):
    """What should happen to a field or sector."""

    MAINTAIN = "maintain"
    STRENGTHEN = "strengthen"
    CULTIVATE = "cultivate"
    REDUCE = "reduce"


class Proposal(Base):
    """A proposal in its current wording; `version` counts its revisions and guards against stale forms."""

    __tablename__ = "proposal"

    id: Mapped[Key]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    code: Mapped[str] = mapped_column(String(40))  # T01, S07: what people call it at the table
    kind: Mapped[Kind] = mapped_column(String(20))
    state: Mapped[ProposalState] = mapped_column(String(20), default=ProposalState.DRAFT)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # None: came by import
    version: Mapped[int] = mapped_column(default=1)
    title_ja: Mapped[Line] = mapped_column(default="")
    title_en: Mapped[Line] = mapped_column(default="")
    summary_ja: Mapped[Prose] = mapped_column(default="")
    summary_en: Mapped[Prose] = mapped_column(default="")
    rationale_ja: Mapped[Prose] = mapped_column(default="")
    rationale_en: Mapped[Prose] = mapped_column(default="")
    actions_ja: Mapped[Prose] = mapped_column(default="")
    actions_en: Mapped[Prose] = mapped_column(default="")
    goals_ja: Mapped[Prose] = mapped_column(default="")
    goals_en: Mapped[Prose] = mapped_column(default="")
    posture: Mapped[Posture | None] = mapped_column(String(20))
    horizon: Mapped[str] = mapped_column(String(20), default="")  # "within_5", "about_10", "beyond_10" years
    area_ja: Mapped[Line] = mapped_column(default="")  # capability area
    area_en: Mapped[Line] = mapped_column(default="")
    industry_code: Mapped[str] = mapped_column(String(20), default="")
    industry_ja: Mapped[Line] = mapped_column(default="")
    industry_en: Mapped[Line] = mapped_column(default="")
    sources: Mapped[Prose] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("cycle_id", "code"),
        Index("ix_proposal_list", "cycle_id", "state", "code"),
        CheckConstraint("kind in ('technology', 'sector')", name="kind"),
        CheckConstraint("title_ja <> '' or title_en <> ''", name="title"),
    )


# The fields of a proposal that its author writes; a version keeps exactly these.
WRITTEN_FIELDS = (
    "kind",
    "title_ja",
    "title_en",
    "summary_ja",
    "summary_en",
    "rationale_ja",
    "rationale_en",
    "actions_ja",
    "actions_en",
    "goals_ja",
    "goals_en",
    "posture",
    "horizon",
    "area_ja",
    "area_en",
    "industry_code",
    "industry_ja",
    "industry_en",
    "sources",
)


class ProposalVersion(Base):
    """What a proposal said at one version; never changed, so any later result can show what was scored."""

    __tablename__ = "proposal_version"

    id: Mapped[Key]
    salt: Mapped[Salt]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    submitted: Mapped[bool] = mapped_column(default=False)  # versions before submission are the author's own
    written: Mapped[dict[str, Any]] = mapped_column(JSON)  # WRITTEN_FIELDS by name
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("proposal_id", "number"),)


class Attachment(Base):
    """A file beside a proposal: its name is only ever shown, never used as a path."""

    __tablename__ = "attachment"

    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[Line]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Aspect(StrEnum):
    """What a claim of the evidence card is about."""

    CAPABILITY_GAP = "capability_gap"
    SUPPLIERS = "suppliers"  # and single points of failure
    DEPENDENCE = "dependence"  # on other countries
    TRL_NOW = "trl_now"
    TRL_LATER = "trl_later"  # in five years
    MRL_NOW = "mrl_now"
    MRL_LATER = "mrl_later"
    CIVIL_MARKET = "civil_market"
    TRANSFER = "transfer"  # prospects of transfer and joint development
    COST = "cost"  # a band
    YEAR = "year"  # of realisation


class Certainty(StrEnum):
    """How sure the source makes a claim."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class EvidenceClaim(Base):
    """One claim of a proposal's evidence card, with its source, the day it speaks of, and how sure it is."""

    __tablename__ = "evidence_claim"

    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    aspect: Mapped[Aspect] = mapped_column(String(20))
    statement: Mapped[Prose]
    source: Mapped[Line]
    stated_on: Mapped[date]
    certainty: Mapped[Certainty] = mapped_column(String(10))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

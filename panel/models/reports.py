"""Reports: the secretariat's own paragraphs, and documents frozen with their hash."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key, Prose, Salt


class ReportText(Base):
    """The secretariat's own paragraphs of one chapter; regenerating the report keeps them."""

    __tablename__ = "report_text"

    id: Mapped[Key]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    chapter: Mapped[str] = mapped_column(String(40))
    text_ja: Mapped[Prose] = mapped_column(default="")
    text_en: Mapped[Prose] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("cycle_id", "chapter"),)


class Report(Base):
    """A document as it was handed over: it renders the same in five years."""

    __tablename__ = "report"

    id: Mapped[Key]
    salt: Mapped[Salt]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    document: Mapped[Prose] = mapped_column(deferred=True)  # calc.document_json
    sha256: Mapped[str] = mapped_column(String(64))
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    frozen_at: Mapped[datetime]
    published_at: Mapped[datetime | None]  # since when everybody may read it

    __table_args__ = (UniqueConstraint("cycle_id", "number"),)

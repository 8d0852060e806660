"""Comments on proposals, with the texts they had before they were edited."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key, Prose, Salt


class CommentType(StrEnum):
    """What a comment is meant as."""

    SUPPORT = "support"
    CONCERN = "concern"
    QUESTION = "question"
    EVIDENCE = "evidence"
    WORDING = "wording"


class Comment(Base):
    """A comment or a reply; a retracted one leaves a tombstone so that replies keep their place."""

    __tablename__ = "comment"

    id: Mapped[Key]
    salt: Mapped[Salt]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # None: came by import
    type: Mapped[CommentType] = mapped_column(String(20))
    body: Mapped[Prose]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    retracted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[Prose] = mapped_column(default="")


class CommentVersion(Base):
    """What a comment said before an edit."""

    __tablename__ = "comment_version"

    id: Mapped[Key]
    salt: Mapped[Salt]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    number: Mapped[int]
    type: Mapped[CommentType] = mapped_column(String(20))
    body: Mapped[Prose]
    replaced_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("comment_id", "number"),)

"""The words by which proposals and comments are found; Japanese is found by pairs of characters on both databases."""

from sqlalchemy import ColumnElement, ForeignKey, Index, func, literal, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from panel.db import Base, Key, Prose


class SearchText(Base):
    """The tokens of one proposal (`comment_id` is empty) or of one comment on it."""

    __tablename__ = "search_text"

    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), unique=True)
    words: Mapped[Prose]  # tokens of calc.words, one space between

    __table_args__ = (
        Index(
            "ix_search_text_words",
            func.to_tsvector(text("'simple'"), text("words")),
            postgresql_using="gin",
        ).ddl_if(dialect="postgresql"),
    )


# On SQLite a migration keeps the same index as a full-text table, search_fts, in step by triggers.


def holds_phrase(session: Session, phrase: str) -> ColumnElement[bool]:
    """The condition that a `SearchText` holds these tokens (from `calc.words`) side by side."""
    if session.get_bind().dialect.name == "postgresql":
        vector = func.to_tsvector(text("'simple'"), SearchText.words)
        return vector.op("@@")(func.phraseto_tsquery(text("'simple'"), phrase))
    quoted = '"' + phrase.replace('"', '""') + '"'
    found = select(text("rowid")).select_from(text("search_fts")).where(text("search_fts MATCH :phrase"))
    return SearchText.id.in_(found.params(phrase=quoted).scalar_subquery()) & literal(True)

"""The words by which proposals and comments are found; Japanese is found by pairs of characters on both databases.

One text may take several rows: PostgreSQL keeps no word positions beyond the 16,383rd of a row, and no row's words
beyond a megabyte, so a long text is cut into parts that overlap by more than the longest phrase anybody looks for.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import (
    CTE,
    ColumnElement,
    ForeignKey,
    Integer,
    String,
    column,
    delete,
    false,
    func,
    insert,
    intersect,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from panel.calc.words import Query, tokens
from panel.db import Base, Key, Prose
from panel.models.comments import Comment
from panel.models.proposals import Proposal

SEARCHED_FIELDS = (
    "code",
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
    "area_ja",
    "area_en",
    "industry_ja",
    "industry_en",
    "sources",
)
"""The fields of a proposal that a search looks through, in the order a snippet is taken from them."""

LONGEST_QUERY = 300  # characters, hence at most as many tokens in a phrase
_PART = 10_000  # tokens
_ROWS_AT_ONCE = 200


class SearchText(Base):
    """The tokens of one proposal (`comment_id` is empty) or of one comment on it."""

    __tablename__ = "search_text"

    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    words: Mapped[Prose]  # tokens of calc.words, one space between


# What a search looks into is made by a migration: on SQLite a full-text table that triggers keep in step,
# on PostgreSQL a generated column; computing the vectors anew for each search would take half a second.
_FULL_TEXT = table("search_fts", column("rowid", Integer), column("search_fts", String))
_VECTOR: ColumnElement[str] = literal_column("search_text.search_fts_vector", String)


def index_proposal(db: Session, proposal: Proposal) -> None:
    """Make a proposal findable by what it says now; call it in every write that changes its text."""
    index_proposals(db, [proposal])


def index_proposals(db: Session, proposals: Sequence[Proposal]) -> None:
    """The same for many at once; all of them flushed, so that they have their ids."""
    ids = [proposal.id for proposal in proposals]
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        some = ids[start : start + _ROWS_AT_ONCE]
        db.execute(delete(SearchText).where(SearchText.proposal_id.in_(some), SearchText.comment_id.is_(None)))
    _insert(db, (row for proposal in proposals for row in _rows(proposal.id, None, _words_of(proposal))))


def index_comment(db: Session, comment: Comment) -> None:
    """Make a comment findable, or no longer so once it is retracted or hidden."""
    index_comments(db, [comment])


def index_comments(db: Session, comments: Sequence[Comment]) -> None:
    """The same for many at once."""
    ids = [comment.id for comment in comments]
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        db.execute(delete(SearchText).where(SearchText.comment_id.in_(ids[start : start + _ROWS_AT_ONCE])))
    shown = (comment for comment in comments if comment.retracted_at is None and comment.hidden_at is None)
    _insert(db, (row for comment in shown for row in _rows(comment.proposal_id, comment.id, tokens(comment.body))))


def found_texts(db: Session, query: Query) -> CTE:
    """The texts that hold every part of the query, as (proposal_id, comment_id); who may read them is for the caller.

    One select for each part, because the parts of one text may lie in different rows of it.
    """
    text_of = (SearchText.proposal_id, SearchText.comment_id)
    conditions = [_holds_phrase(db, phrase) for phrase in query.phrases]
    conditions += [_holds_character(db, character) for character in query.characters]
    if not conditions:
        return select(*text_of).where(false()).cte("found")  # nothing to look for finds nothing
    return intersect(*(select(*text_of).where(condition) for condition in conditions)).cte("found")


def _words_of(proposal: Proposal) -> list[str]:
    return [token for field in SEARCHED_FIELDS for token in tokens(getattr(proposal, field) or "")]


def _rows(proposal_id: int, comment_id: int | None, words: list[str]) -> Iterator[dict[str, int | str | None]]:
    for start in range(0, max(len(words), 1), _PART):
        part = words[start : start + _PART + LONGEST_QUERY]
        yield {"proposal_id": proposal_id, "comment_id": comment_id, "words": " ".join(part)}


def _insert(db: Session, rows: Iterable[dict[str, int | str | None]]) -> None:
    new = list(rows)
    if new:
        db.execute(insert(SearchText), new)


def _holds_phrase(db: Session, phrase: str) -> ColumnElement[bool]:
    if db.get_bind().dialect.name == "postgresql":
        return _VECTOR.op("@@")(func.phraseto_tsquery(text("'simple'"), phrase))
    quoted = '"' + phrase.replace('"', '""') + '"'
    matching = select(_FULL_TEXT.c.rowid).where(_FULL_TEXT.c.search_fts.op("MATCH")(quoted))
    return SearchText.id.in_(matching)


def _holds_character(db: Session, character: str) -> ColumnElement[bool]:
    """A single character may be either half of a pair, so no index helps; plain search is faster than LIKE."""
    position = func.strpos if db.get_bind().dialect.name == "postgresql" else func.instr
    return position(SearchText.words, character) > 0

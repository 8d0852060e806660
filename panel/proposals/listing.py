"""The list of proposals: filtered, sorted and searched inside the database, over what the asker may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, null, or_, select
from sqlalchemy.orm import Session

from panel.calc.words import query_phrases
from panel.models.comments import Comment
from panel.models.proposals import Kind, Posture, Proposal, ProposalState
from panel.models.search import SEARCHED_FIELDS, found_texts
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor
from panel.policy.visible import visible_proposals
from panel.proposals.snippets import Snippet, snippet

PAGE_SIZE = 50
SORTS = ("code", "title", "updated", "comments")


@dataclass(frozen=True)
class Wanted:
    """What a reader asks the list for; empty means no restriction, `sort` may start with a minus."""

    q: str = ""
    kind: str = ""
    state: str = ""
    posture: str = ""
    area: str = ""
    industry: str = ""
    author: str = ""
    sort: str = "code"
    page: int = 1

    @classmethod
    def of(cls, values: Mapping[str, str], page: str) -> "Wanted":
        """What sound values of a form ask for; a page that is no number is the first."""
        asked = {field.name: values[field.name] for field in fields(cls) if values.get(field.name)}
        is_number = page.isascii() and page.isdigit() and len(page) <= 6
        return cls(**asked, page=max(1, int(page)) if is_number else 1)

    @property
    def address(self) -> dict[str, str]:
        """What an address needs to ask for the same again, but for the page."""
        asked = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "page"}
        return {name: value for name, value in asked.items() if value and (name, value) != ("sort", "code")}

    def without(self, *names: str) -> dict[str, str]:
        """The address of the list when these filters are taken away."""
        return {name: value for name, value in self.address.items() if name not in names}


@dataclass(frozen=True)
class Line:
    """One proposal of the list; of one that the reader may not open, only what a list may say."""

    id: int
    code: str
    kind: Kind
    state: ProposalState
    title_ja: str
    title_en: str
    readable: bool
    is_own: bool
    posture: Posture | None
    area_ja: str
    area_en: str
    industry_ja: str
    industry_en: str
    updated_at: datetime | None
    submitted_at: datetime | None
    n_comments: int | None
    n_new_comments: int  # since the last visit of the reader
    snippet: Snippet | None
    comment_id: int | None  # where the snippet was taken from, if not from the proposal


@dataclass(frozen=True)
class Listing:
    """One page of the list, and how much there is in all: `of_kind` counts as if no kind had been asked for."""

    lines: tuple[Line, ...]
    of_kind: Mapping[Kind, int]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The number of the first line of this page, counted from 1 over all pages."""
        return (self.page - 1) * PAGE_SIZE + 1


NOTHING: Final = Listing((), {}, 0, 1, 1)


_Condition = ColumnElement[bool]
_COLUMNS = (
    Proposal.id,
    Proposal.code,
    Proposal.kind,
    Proposal.state,
    Proposal.title_ja,
    Proposal.title_en,
    Proposal.posture,
    Proposal.area_ja,
    Proposal.area_en,
    Proposal.industry_ja,
    Proposal.industry_en,
    Proposal.updated_at,
    Proposal.submitted_at,
    Proposal.author_id,
)
_KIND_ORDER = case((Proposal.kind == Kind.TECHNOLOGY, 0), else_=1)
_SHOWN_COMMENT = and_(Comment.retracted_at.is_(None), Comment.hidden_at.is_(None))


def listing(
    db: Session, actor: Actor, here: CycleHere, wanted: Wanted, language: str, since: datetime | None = None
) -> Listing:
    """The page of the list that was asked for, or the first one where there is no such page.

    What was said after `since` is counted as new; without it nothing is.
    """
    found = _Found(db, actor, here, wanted.q) if wanted.q else None
    query, readable_ones = _query(actor, here, wanted, found)
    of_kind = _counts(db, query)
    total = of_kind.get(Kind(wanted.kind), 0) if wanted.kind else sum(of_kind.values())
    pages = max(1, -(-total // PAGE_SIZE))
    page = wanted.page if wanted.page <= pages else 1
    asked = query.where(Proposal.kind == wanted.kind) if wanted.kind else query
    ordered = asked.order_by(*_order(db, wanted.sort, readable_ones, language))
    rows = db.execute(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    said = _comment_counts(db, [row.id for row in rows if row.readable], since)
    snippets = found.snippets(rows) if found else {}
    lines = tuple(_line(row, actor.person_id, said, snippets) for row in rows)
    return Listing(lines, of_kind, total, page, pages)


def _counts(db: Session, query: Select[Any]) -> dict[Kind, int]:
    """Counting apart: a window over all rows would carry every column of every row through the sort."""
    counted = query.with_only_columns(Proposal.kind, func.count()).group_by(Proposal.kind)
    return {Kind(kind): n for kind, n in db.execute(counted)}


def areas(db: Session, actor: Actor, here: CycleHere) -> list[tuple[str, str]]:
    """The capability areas of the readable proposals, as (ja, en)."""
    readable = visible_proposals(actor, here.id, here.panel_id, here.phase, Action.ITEM_VIEW)
    query = select(Proposal.area_ja, Proposal.area_en).where(
        readable, or_(Proposal.area_ja != "", Proposal.area_en != "")
    )
    return sorted((row.area_ja, row.area_en) for row in db.execute(query.distinct()))


class _Found:
    """A search: the conditions it puts on the list, and where on a page it found what."""

    def __init__(self, db: Session, actor: Actor, here: CycleHere, typed: str) -> None:
        self.db = db
        self.typed = typed
        readable = visible_proposals(actor, here.id, here.panel_id, here.phase, Action.COMMENT_VIEW)
        texts = found_texts(db, query_phrases(typed))
        own = select(texts.c.proposal_id).where(texts.c.comment_id.is_(None))
        self.by_text: _Condition = Proposal.id.in_(own)
        said = select(texts.c.comment_id).where(texts.c.comment_id.is_not(None))
        self.comments: _Condition = and_(_SHOWN_COMMENT, Comment.id.in_(said))
        through = select(Comment.proposal_id).where(self.comments)
        self.condition = or_(self.by_text, and_(readable, Proposal.id.in_(through)))

    def snippets(self, rows: Sequence[Row[Any]]) -> dict[int, tuple[Snippet | None, int | None]]:
        """By proposal: the words around what was found, and the comment they stand in if it is one."""
        in_text = [row.id for row in rows if row.by_text]
        elsewhere = [row.id for row in rows if not row.by_text]
        searched = [getattr(Proposal, name) for name in SEARCHED_FIELDS]
        texts = self.db.execute(select(Proposal.id, *searched).where(Proposal.id.in_(in_text))).all() if in_text else []
        found: dict[int, tuple[Snippet | None, int | None]] = {
            proposal_id: (snippet(said, self.typed), None) for proposal_id, *said in texts
        }
        return found | (self._in_comments(elsewhere) if elsewhere else {})

    def _in_comments(self, ids: Sequence[int]) -> dict[int, tuple[Snippet | None, int | None]]:
        query = select(Comment.proposal_id, Comment.id, Comment.body).where(self.comments, Comment.proposal_id.in_(ids))
        newest_first = query.order_by(Comment.id.desc())  # so that the oldest one stays in the dictionary
        return {row.proposal_id: (snippet([row.body], self.typed), row.id) for row in self.db.execute(newest_first)}


def _query(actor: Actor, here: CycleHere, wanted: Wanted, found: _Found | None) -> tuple[Select[Any], _Condition]:
    """What was asked for, of both kinds and in no order yet, and the condition of what the reader may open."""
    listed = visible_proposals(actor, here.id, here.panel_id, here.phase, Action.ITEM_LIST)
    readable = visible_proposals(actor, here.id, here.panel_id, here.phase, Action.ITEM_VIEW)
    conditions = [listed, *_filters(actor, wanted, readable)]
    columns: list[Any] = [*_COLUMNS, readable.label("readable")]
    if found:
        conditions += [readable, found.condition]
        columns.append(found.by_text.label("by_text"))
    return select(*columns).where(*conditions), readable


def _filters(actor: Actor, wanted: Wanted, readable: _Condition) -> list[_Condition]:
    """Filters on what a list does not say of an unreadable proposal leave those out, or they would tell."""
    of_state: Mapping[str, _Condition] = {
        "": Proposal.state.not_in((ProposalState.WITHDRAWN, ProposalState.DISCARDED)),
        "draft": Proposal.state == ProposalState.DRAFT,
        "submitted": Proposal.state == ProposalState.SUBMITTED,
        "withdrawn": Proposal.state.in_((ProposalState.WITHDRAWN, ProposalState.DISCARDED)),
    }
    conditions = [of_state[wanted.state]]
    if wanted.posture:
        conditions += [readable, Proposal.posture == wanted.posture]
    if wanted.area:
        conditions += [readable, or_(Proposal.area_ja == wanted.area, Proposal.area_en == wanted.area)]
    if wanted.industry:
        named = or_(Proposal.industry_ja == wanted.industry, Proposal.industry_en == wanted.industry)
        conditions += [readable, named]
    if wanted.author == "me":
        conditions.append(Proposal.author_id == actor.person_id)
    return conditions


def _order(db: Session, sort: str, readable: _Condition, language: str) -> list[ColumnElement[Any]]:
    """A closed list of orders; what the reader may not read takes no part in them."""
    key = sort.removeprefix("-")
    by_code: list[ColumnElement[Any]] = [_KIND_ORDER, func.length(Proposal.code), _plain(db, Proposal.code)]
    first, second = (Proposal.title_ja, Proposal.title_en)[:: 1 if language == "ja" else -1]
    n_comments = select(func.count()).where(Comment.proposal_id == Proposal.id, _SHOWN_COMMENT).scalar_subquery()
    keys: Mapping[str, list[ColumnElement[Any]]] = {
        "code": by_code,
        "title": [_plain(db, case((first != "", first), else_=second))],
        "updated": [case((readable, Proposal.updated_at), else_=null())],
        "comments": [case((readable, n_comments), else_=0)],
    }
    chosen = keys[key]
    if sort.startswith("-"):
        chosen = [column.desc() for column in chosen]
    return [*chosen, *(() if key == "code" else by_code)]


def _plain(db: Session, expression: Any) -> ColumnElement[Any]:
    """The order of code points on both databases, whatever language the server was set up for."""
    if db.get_bind().dialect.name == "postgresql":
        return expression.collate("C")  # type: ignore[no-any-return]
    return expression  # type: ignore[no-any-return]


_Counts = Mapping[int, tuple[int, int]]
_COMMENT_COUNTS = (
    select(Comment.proposal_id, func.count(), func.sum(case((Comment.created_at > bindparam("since"), 1), else_=0)))
    .where(Comment.proposal_id.in_(bindparam("ids", expanding=True)), _SHOWN_COMMENT)
    .group_by(Comment.proposal_id)
)


def _comment_counts(db: Session, ids: Sequence[int], since: datetime | None) -> _Counts:
    """By proposal: how many comments it has, and how many of them are new; none is, where `since` is nothing."""
    if not ids:
        return {}
    rows = db.execute(_COMMENT_COUNTS, {"ids": ids, "since": since})
    return {row[0]: (row[1], row[2]) for row in rows}


def _line(
    row: Row[Any], reader_id: int, said: _Counts, snippets: Mapping[int, tuple[Snippet | None, int | None]]
) -> Line:
    readable = bool(row.readable)
    found, comment_id = snippets.get(row.id, (None, None))
    n_comments, n_new = said.get(row.id, (0, 0))
    return Line(
        id=row.id,
        code=row.code,
        kind=Kind(row.kind),
        state=ProposalState(row.state),
        title_ja=row.title_ja,
        title_en=row.title_en,
        readable=readable,
        is_own=row.author_id == reader_id,
        posture=Posture(row.posture) if readable and row.posture else None,
        area_ja=row.area_ja if readable else "",
        area_en=row.area_en if readable else "",
        industry_ja=row.industry_ja if readable else "",
        industry_en=row.industry_en if readable else "",
        updated_at=row.updated_at if readable else None,
        submitted_at=row.submitted_at if readable else None,
        n_comments=n_comments if readable else None,
        n_new_comments=n_new,
        snippet=found,
        comment_id=comment_id,
    )

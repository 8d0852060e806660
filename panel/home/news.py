"""What has happened since somebody was last here, proposal by proposal, of what they may open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from panel.models.comments import Comment
from panel.models.decisions import Decision
from panel.models.people import Person
from panel.models.proposals import UNSEEN_STATES, Proposal, ProposalState
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor
from panel.policy.visible import visible_proposals

LATELY: Final = timedelta(days=14)
"""What is shown on a first visit, when nothing is newer than the rest."""
REVISED: Final = "revised"
_READ = 60  # lines of the database
_SHOWN = 8  # proposals


@dataclass(frozen=True)
class Happened:
    """What ("submitted", "revised", "withdrawn", or a comment's type), how often, by whom, when at last."""

    what: str
    n: int
    who: tuple[tuple[str, str], ...]  # names in Japanese and English
    at: datetime


@dataclass(frozen=True)
class News:
    """One proposal and what happened to it, the newest first."""

    proposal_id: int
    code: str
    title_ja: str
    title_en: str
    at: datetime
    happened: tuple[Happened, ...]


def news(db: Session, actor: Actor, here: Sequence[CycleHere], since: datetime) -> list[News]:
    """What others wrote and said since then, by proposal, the one with the newest first."""
    both = union_all(_written(actor, here, since), _said(actor, here, since)).subquery()
    columns = (*both.c, Person.family_name, Person.given_name, Person.name_en)
    query = select(*columns).outerjoin(Person, Person.id == both.c.by).order_by(both.c.at.desc(), both.c.id)
    rows = db.execute(query.limit(_READ)).all()
    by_proposal: dict[int, list[Any]] = {}
    for row in rows:
        by_proposal.setdefault(row.id, []).append(row)
    return [_news(of_one) for of_one in list(by_proposal.values())[:_SHOWN]]


_WHERE = (Proposal.id, Proposal.code, Proposal.title_ja, Proposal.title_en)


def _written(actor: Actor, here: Sequence[CycleHere], since: datetime) -> Select[*tuple[Any, ...]]:
    seen = _any(actor, here, Action.ITEM_VIEW)
    shown = (seen, Proposal.state.not_in(UNSEEN_STATES), Proposal.updated_at > since)
    revised = and_(Proposal.state == ProposalState.SUBMITTED, Proposal.updated_at > Proposal.submitted_at)
    what = case((revised, literal(REVISED)), else_=cast(Proposal.state, String)).label("what")
    by = case((revised, null()), else_=Proposal.author_id).label("by")  # a version may have another author
    return select(what, Proposal.updated_at.label("at"), by, *_WHERE).where(
        *shown, Proposal.author_id.is_distinct_from(actor.person_id)
    )


def _said(actor: Actor, here: Sequence[CycleHere], since: datetime) -> Select[*tuple[Any, ...]]:
    read = _any(actor, here, Action.COMMENT_VIEW)
    columns = (Comment.type.label("what"), Comment.created_at.label("at"), Comment.author_id.label("by"))
    stands = (Comment.retracted_at.is_(None), Comment.hidden_at.is_(None), Comment.created_at > since)
    return (
        select(*columns, *_WHERE)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(read, *stands, Comment.author_id.is_distinct_from(actor.person_id))
    )


def _any(actor: Actor, here: Sequence[CycleHere], action: Action) -> ColumnElement[bool]:
    """Proposals of these cycles in which the actor may do this."""
    seen = (visible_proposals(actor, cycle.id, cycle.panel_id, cycle.phase, action) for cycle in here)
    return or_(literal(False), *seen)


@dataclass(frozen=True)
class Decided:
    """How many decisions of a cycle are new: in one sitting there are dozens, and each needs no line of its own."""

    cycle_id: int
    n: int
    at: datetime


def decided(db: Session, actor: Actor, here: Sequence[CycleHere], since: datetime) -> list[Decided]:
    """The decisions that others recorded since then, cycle by cycle."""
    taken = aliased(Decision)  # what may be seen asks for decisions itself
    rows = db.execute(
        select(Proposal.cycle_id, func.count(), func.max(taken.decided_at))
        .join(taken, Proposal.id == taken.proposal_id)
        .where(_any(actor, here, Action.DECISION_VIEW), taken.decided_at > since)
        .where(taken.decided_by_id != actor.person_id)
        .group_by(Proposal.cycle_id)
        .order_by(Proposal.cycle_id.desc())
    )
    return [Decided(*row) for row in rows]


def _news(rows: Sequence[Any]) -> News:
    first = rows[0]
    kinds: dict[str, list[Any]] = {}
    for row in rows:
        kinds.setdefault(str(row.what), []).append(row)
    happened = tuple(Happened(what, len(of_kind), _names(of_kind), of_kind[0].at) for what, of_kind in kinds.items())
    return News(first.id, first.code, first.title_ja, first.title_en, first.at, happened)


def _names(rows: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """Who it was, each once; nobody for what came by an import."""
    names = (
        (f"{row.family_name} {row.given_name}".strip(), row.name_en) for row in rows if row.family_name is not None
    )
    return tuple(dict.fromkeys(names))

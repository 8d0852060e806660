"""The coverage map: which capability areas technology fields and industries cover, and where nothing is proposed."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from panel.models.comments import Comment
from panel.models.proposals import Kind, Proposal, ProposalState
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor
from panel.policy.visible import visible_proposals

Names = tuple[str, str]  # Japanese, English
_Key = tuple[Names | None, Names]  # industry and area
_MOST_SHADES = 4
_NAMED = (Proposal.area_ja, Proposal.area_en, Proposal.industry_code, Proposal.industry_ja, Proposal.industry_en)
_COMMENTED = exists().where(
    Comment.proposal_id == Proposal.id, Comment.retracted_at.is_(None), Comment.hidden_at.is_(None)
)


@dataclass(frozen=True)
class Cell:
    """How many proposals stand where an industry and an area meet, and how many of them somebody has commented on."""

    n: int
    n_commented: int

    @property
    def shade(self) -> int:
        """From 0 for none to 4 for eight and more, each step twice the one before."""
        return min(self.n.bit_length(), _MOST_SHADES)

    @property
    def is_unheard(self) -> bool:
        """Whether there is something, and nobody has said anything on it."""
        return self.n > 0 and not self.n_commented


@dataclass(frozen=True)
class Row:
    """Technology fields together (`industry` is None), or one industry, against every area of the map."""

    industry: Names | None
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """How many proposals stand in the row."""
        return sum(cell.n for cell in self.cells)


@dataclass(frozen=True)
class Coverage:
    """Areas across, technology fields and then industries down."""

    areas: tuple[Names, ...]
    rows: tuple[Row, ...]

    @property
    def column_totals(self) -> tuple[int, ...]:
        """How many proposals stand in each area."""
        return tuple(sum(cell.n for cell in column) for column in zip(*(row.cells for row in self.rows), strict=True))

    @property
    def total(self) -> int:
        """How many proposals the map holds."""
        return sum(self.column_totals)

    @property
    def industries(self) -> tuple[Row, ...]:
        """The rows without the one of the technology fields."""
        return self.rows[1:]


def coverage(db: Session, actor: Actor, here: CycleHere) -> Coverage:
    """The map over the submitted proposals that this reader may read.

    Areas stand in the order in which they were first proposed, industries in that of their codes; what is not stated
    comes last.
    """
    n: Counter[_Key] = Counter()
    commented: Counter[_Key] = Counter()
    first: dict[Names, int] = {}
    codes: dict[Names, str] = {}
    for row in db.execute(_counted(actor, here)):
        area, named = (row.area_ja, row.area_en), (row.industry_ja, row.industry_en)
        industry = None if row.kind == Kind.TECHNOLOGY else named
        n[industry, area] += row.n
        commented[industry, area] += row.n_commented
        first[area] = min(row.first, first.get(area, row.first))
        if industry is not None:
            codes[industry] = row.industry_code
    areas = sorted(first, key=lambda area: (not any(area), first[area]))
    down = [None, *sorted(codes, key=lambda named: (not any(named), codes[named] or "~", named))]
    cells = ((each, tuple(Cell(n[each, area], commented[each, area]) for area in areas)) for each in down)
    return Coverage(tuple(areas), tuple(Row(industry, row) for industry, row in cells) if areas else ())


def _counted(actor: Actor, here: CycleHere) -> Select[Any]:
    readable, discussed = (
        visible_proposals(actor, here.id, here.panel_id, here.phase, action)
        for action in (Action.ITEM_VIEW, Action.COMMENT_VIEW)
    )
    commented = func.sum(case((and_(discussed, _COMMENTED), 1), else_=0)).label("n_commented")
    keys: tuple[Any, ...] = (Proposal.kind, *_NAMED)
    counts = (func.count().label("n"), commented, func.min(Proposal.id).label("first"))
    query = select(*keys, *counts).where(readable, Proposal.state == ProposalState.SUBMITTED)
    return query.group_by(*keys)


def place_named(db: Session, actor: Actor, here: CycleHere, area: str, industry: str) -> dict[str, str]:
    """An area and an industry in both languages and with the code, as a readable proposal of the cycle has them."""
    readable = visible_proposals(actor, here.id, here.panel_id, here.phase, Action.ITEM_VIEW)
    found: dict[str, str] = {}
    sought = (
        (area, (Proposal.area_ja, Proposal.area_en)),
        (industry, (Proposal.industry_ja, Proposal.industry_en, Proposal.industry_code)),
    )
    for name, columns in sought:
        query = select(*columns).where(readable, or_(*(column == name for column in columns)))
        row = db.execute(query.order_by(Proposal.id).limit(1)).one_or_none() if name else None
        found |= dict(row._mapping) if row else {}
    return found

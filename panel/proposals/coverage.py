"""The coverage map: which capability areas technology fields and industries cover, and where nothing is proposed."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel.models.proposals import Kind, Proposal, ProposalState
from panel.policy.actions import Action
from panel.policy.places import CycleHere
from panel.policy.subjects import Actor
from panel.policy.visible import visible_proposals

Names = tuple[str, str]  # Japanese, English


@dataclass(frozen=True)
class Row:
    """Technology fields together (`industry` is None), or one industry, against every area of the map."""

    industry: Names | None
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many proposals stand in the row."""
        return sum(self.counts)


@dataclass(frozen=True)
class Coverage:
    """Areas across, technology fields and industries down."""

    areas: tuple[Names, ...]
    rows: tuple[Row, ...]


def coverage(db: Session, actor: Actor, here: CycleHere) -> Coverage:
    """The map over the submitted proposals that this reader may read."""
    readable = visible_proposals(actor, here.id, here.panel_id, here.phase, Action.ITEM_VIEW)
    keys = (Proposal.kind, Proposal.area_ja, Proposal.area_en, Proposal.industry_ja, Proposal.industry_en)
    query = select(*keys, func.count().label("n")).where(readable, Proposal.state == ProposalState.SUBMITTED)
    cells: Counter[tuple[Names | None, Names]] = Counter()
    for row in db.execute(query.group_by(*keys)):
        industry = None if row.kind == Kind.TECHNOLOGY else (row.industry_ja, row.industry_en)
        cells[industry, (row.area_ja, row.area_en)] += row.n
    areas = sorted({area for _industry, area in cells})
    industries = sorted({industry for industry, _area in cells if industry is not None})
    rows = (Row(down, tuple(cells[down, across] for across in areas)) for down in (None, *industries))
    return Coverage(tuple(areas), tuple(rows))

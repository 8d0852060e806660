"""Analyses made by hand, as if the statistics had said so, for pages whose words and order are to be known."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel.calc.analysis import (
    Analysis,
    Band,
    Claim,
    ClaimKind,
    Flag,
    ItemAnalysis,
    PanelAnalysis,
    Settings,
    Swap,
)
from panel.calc.reasons import Reason, Stat
from panel.models.proposals import Proposal

SETTINGS = Settings(seed=4711, places=1)
NONE = Stat.none(Reason.NO_VARIATION)
PANEL = PanelAnalysis(NONE, NONE, NONE, NONE, NONE, NONE)


def an_item(code: str, rank: int, **values: object) -> ItemAnalysis:
    """A proposal that stays where it is whatever one does, but for what is said otherwise."""
    usual = ItemAnalysis(
        id=code,
        total=5.0 - rank,
        rank=rank,
        low=rank,
        high=rank,
        p_top=1.0,
        expected=float(rank),
        band=Band.IN,
        median_rank=rank,
        adjusted=5.0 - rank,
        adjusted_rank=rank,
        decisive=0,
        moves=0,
        swap=None,
        disagreement=0.5,
        cns=0.8,
        polarisation=0.1,
        flags=(),
    )
    return replace(usual, **values)  # type: ignore[arg-type]  # tests name the fields


FIRST = {"low": 1, "high": 2, "p_top": 0.62, "band": Band.CONTESTED, "flags": (Flag.ONE_MEMBER, Flag.WEIGHTS)}
SECOND = {
    "low": 1,
    "high": 3,
    "p_top": 0.38,
    "band": Band.CONTESTED,
    "median_rank": 1,
    "adjusted_rank": 1,
    "decisive": 2,
    "moves": 1,
    "disagreement": 1.25,
    "polarisation": 0.75,
    "flags": (Flag.DISAGREEMENT,),
}
THIRD = {"p_top": 0.0, "band": Band.OUT}
BANDS = Claim(ClaimKind.BANDS, {"places": 1, "in": 0, "contested": 2, "out": 1})


@dataclass
class Oracle:
    """Says of any round what it was told to, and keeps what it was asked."""

    asked: list[tuple[frozenset[int], int | None]] = field(default_factory=list)
    reason: Reason | None = None

    def read(
        self, db: Session, _seal_key: bytes, _round_id: int, proposal_ids: Collection[int], places: int | None = None
    ) -> Analysis:
        """As `panel.analysis.reading.read`: the first two of three are contested, in the order of their codes."""
        self.asked.append((frozenset(proposal_ids), places))
        settings = replace(SETTINGS, places=places or SETTINGS.places)
        if self.reason is not None or not proposal_ids:
            return Analysis(settings, 0, (), None, (), self.reason or Reason.TOO_FEW_RATINGS)
        codes = db.scalars(select(Proposal.code).where(Proposal.id.in_(proposal_ids)).order_by(Proposal.code)).all()
        swap = Swap(codes[0], 0.04, {"importance": -0.04, "feasibility": 0.04})
        told = [FIRST, {**SECOND, "swap": swap}, THIRD]
        items = tuple(
            an_item(code, rank, **said) for rank, (code, said) in enumerate(zip(codes, told, strict=False), 1)
        )
        return Analysis(settings, 5, items, PANEL, (replace(BANDS, items=tuple(codes[:2])),))

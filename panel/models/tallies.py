"""Frozen tallies: what a round came to, stored once and read by every later page, decision and report."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key, Prose


class Snapshot(Base):
    """One frozen tally of a round, with what is needed to compute it again."""

    __tablename__ = "snapshot"

    id: Mapped[Key]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), unique=True)
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    results_sha256: Mapped[str] = mapped_column(String(64))
    # Over both: the number printed on every page. The same scores in two cycles have the same one.
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    n_raters: Mapped[int]  # how many handed in at least one sheet
    software: Mapped[str] = mapped_column(String(40))
    inputs: Mapped[Prose] = mapped_column(deferred=True)  # canonical JSON
    created_at: Mapped[datetime]


class FrozenAnalysis(Base):
    """How far a frozen tally can be trusted, computed and stored in the moment it was frozen.

    Of the proposals of which everything may be shown. The seed follows from the names of the proposals and criteria,
    so that nobody chose it; `software` is what else decides the last digits of the results.
    """

    __tablename__ = "analysis"

    id: Mapped[Key]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), unique=True)
    seed: Mapped[int] = mapped_column(BigInteger)
    places: Mapped[int]  # the k of "the first k"
    software: Mapped[str] = mapped_column(String(80))
    results: Mapped[Prose] = mapped_column(deferred=True)  # canonical JSON of calc.analysis
    sha256: Mapped[str] = mapped_column(String(64))  # of the results
    created_at: Mapped[datetime]


class TallyRow(Base):
    """The frozen result of one proposal in one round.

    What a list of a thousand shows stands in columns (median to recused are those of the overall total); `result` holds
    everything and is read one proposal at a time.
    """

    __tablename__ = "tally_row"

    id: Mapped[Key]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    rank: Mapped[int | None]
    rank_need: Mapped[int | None]
    rank_opportunity: Mapped[int | None]
    total: Mapped[float | None]
    total_need: Mapped[float | None]
    total_opportunity: Mapped[float | None]
    consensus: Mapped[str] = mapped_column(String(20))
    n: Mapped[int]
    eligible: Mapped[int]
    median: Mapped[float | None]
    q1: Mapped[float | None]
    q3: Mapped[float | None]
    histogram: Mapped[str] = mapped_column(String(200))  # counts by value, ascending: "0,1,4,3,0"
    not_yet: Mapped[int]
    unable: Mapped[int]
    not_applicable: Mapped[int]
    abstained: Mapped[int]
    recused: Mapped[int]
    result: Mapped[dict[str, Any]] = mapped_column(JSON)  # calc.tally's plain form: per criterion and overall

    __table_args__ = (
        UniqueConstraint("snapshot_id", "proposal_id"),
        Index("ix_tally_row_rank", "snapshot_id", "rank"),
    )

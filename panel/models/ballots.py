"""Ballots: what was scored, apart from who scored it; only `panel.seal` joins the two."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key, Prose

# SQLite numbers the rows of a table as they come, unless it is told to lay them by their key, which is random here.
_SCATTERED = {"sqlite_with_rowid": False}


class Ballot(Base):
    """One sheet: one member's marks for one proposal in one round. No person, no time.

    Both payloads are encrypted under the round's key. Closing opens the recorded one into `confidence`, `reason` and
    `Mark` rows; a draft is never counted and stays sealed, so that its owner alone can still read what came too late.
    """

    __tablename__ = "ballot"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # random: its order says nothing
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    version: Mapped[int] = mapped_column(default=1)
    recorded: Mapped[bytes | None] = mapped_column(LargeBinary)
    draft: Mapped[bytes | None] = mapped_column(LargeBinary)
    receipt: Mapped[str | None] = mapped_column(String(64))  # commitment to what was recorded
    voided: Mapped[bool] = mapped_column(default=False)  # saved before a recusal: kept sealed, not counted
    stakeholder_group: Mapped[str | None] = mapped_column(String(20))
    confidence: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[Prose | None]

    __table_args__ = (
        # A covering order for closing and for "one proposal's sheets".
        UniqueConstraint("round_id", "proposal_id", "id"),
        _SCATTERED,
    )


def counted_sheets(round_id: int, proposal_id: int) -> Select[str, str | None, str | None]:
    """Id, confidence and reason of the sheets a closed round counted for a proposal, in the order of their numbers.

    Ids are random and stored, so the order is always the same and tells neither who nor when. A draft that was never
    handed in is no sheet; the sheets of an imported round were never sealed.
    """
    is_sheet = Ballot.recorded.is_not(None) | Ballot.draft.is_(None)
    return (
        select(Ballot.id, Ballot.confidence, Ballot.reason)
        .where(Ballot.round_id == round_id, Ballot.proposal_id == proposal_id, Ballot.voided.is_(False), is_sheet)
        .order_by(Ballot.id)
    )


def pseudonym(number: int) -> str:
    """What a sheet is called on the pages and in the record: a number good for one proposal of one round only."""
    return f"r{number:03d}"


class BallotOwner(Base):
    """Whose ballot it is, as a mark under the key of the round's owners; read by `panel.owners` and `panel.seal` alone.

    Neither this table nor that of the ballots has the rows in the order they were written in.
    """

    __tablename__ = "ballot_owner"

    mark: Mapped[str] = mapped_column(String(32), primary_key=True)
    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), unique=True)

    __table_args__ = _SCATTERED


class EarlierSheet(Base):
    """What was recorded in a ballot before it was changed, sealed as it was: its owner alone can go back to it."""

    __tablename__ = "earlier_sheet"

    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    recorded: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = _SCATTERED


class Mark(Base):
    """One opened mark of a closed round: a value of the scale or one named blank, never both, never zero for none."""

    __tablename__ = "mark"

    id: Mapped[Key]
    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"))
    round_criterion_id: Mapped[int] = mapped_column(ForeignKey("round_criterion.id"))
    value: Mapped[int | None]
    blank: Mapped[str | None] = mapped_column(String(20))

    __table_args__ = (
        UniqueConstraint("ballot_id", "round_criterion_id"),
        CheckConstraint("(value is null) <> (blank is null)", name="value_or_blank"),
        CheckConstraint(
            "blank is null or blank in ('not_yet', 'unable', 'not_applicable', 'abstained', 'recused')",
            name="blank",
        ),
    )

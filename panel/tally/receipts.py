"""The proof that every sheet was counted, and the seals that were broken since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import owners
from panel.models.ballots import Ballot
from panel.models.cycles import RoundProposal
from panel.models.proposals import Proposal
from panel.models.unsealings import Unsealing
from panel.policy.subjects import Actor


def receipts_of(db: Session, actor: Actor, round_id: int) -> Sequence[str | None]:
    """The receipts of every sheet that was counted, in their own order; none of what the reader is recused from."""
    counted = (Ballot.round_id == round_id) & Ballot.voided.is_(False) & Ballot.receipt.is_not(None)
    counted &= Ballot.proposal_id.not_in(actor.recused_from)
    return db.scalars(select(Ballot.receipt).where(counted).order_by(Ballot.receipt)).all()


@dataclass(frozen=True)
class BrokenSeal:
    """That two officers asked for the name behind one sheet, as the panel may know it."""

    id: int
    code: str
    confirmed_at: datetime
    is_cancelled: bool
    is_read: bool


def broken_seals(db: Session, actor: Actor, round_id: int) -> list[BrokenSeal]:
    """The seals of the round that were broken, but for what the reader is recused from."""
    rows = db.execute(
        select(Unsealing.id, Proposal.code, Unsealing.confirmed_at, Unsealing.cancelled_at, Unsealing.revealed_at)
        .join(Ballot, Ballot.id == Unsealing.ballot_id)
        .join(Proposal, Proposal.id == Ballot.proposal_id)
        .where(Ballot.round_id == round_id, Ballot.proposal_id.not_in(actor.recused_from))
        .order_by(Unsealing.id)
    )
    return [
        BrokenSeal(row.id, row.code, row.confirmed_at, row.cancelled_at is not None, row.revealed_at is not None)
        for row in rows
    ]


def own_receipts(db: Session, seal_key: bytes, actor: Actor, round_id: int) -> list[tuple[str, str]]:
    """Code of the proposal and receipt of every sheet of the reader's that was counted."""
    asked = select(RoundProposal.proposal_id, Proposal.code).join(Proposal, Proposal.id == RoundProposal.proposal_id)
    where = (RoundProposal.round_id == round_id, Proposal.id.not_in(actor.recused_from))
    codes = {row.proposal_id: row.code for row in db.execute(asked.where(*where))}
    marks = owners.marks_of(seal_key, owners.keys_of(db, round_id), actor.person_id, codes)
    own = owners.own_receipts(db, marks)
    return sorted((codes[proposal_id], receipt) for proposal_id, receipt in own.items())

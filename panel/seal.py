"""The only file that opens a sealed ballot.

While a round is open its ballots are AES-256-GCM under a data key of the round, which is itself wrapped by the seal
key of the instance: a key that is in no database and no backup of one. Whose a ballot is knows `panel.owners` alone.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from panel import envelope, owners
from panel.calc.sheet import Sheet as Sheet  # what callers give it and are given
from panel.db import rows_changed
from panel.errors import Conflict
from panel.models.ballots import Ballot, BallotOwner, EarlierSheet, pseudonym
from panel.models.cycles import RoundProposal, RoundVoter
from panel.models.people import Recusal
from panel.models.proposals import Proposal

_BOUND_TO = b"round-key"
_Found: TypeAlias = Row[str, int, str | None, bytes | None, bytes | None, bool]


class SealedRound(owners.OwnedRound, Protocol):
    """What sealing needs of a round: the record itself, or the columns a page has read."""

    @property
    def sealed_key(self) -> bytes | None: ...


@dataclass(frozen=True)
class OwnBallot:
    """A member's own ballot, opened for its owner."""

    proposal_id: int
    version: int
    recorded: Sheet | None
    draft: Sheet | None
    receipt: str | None
    voided: bool


def new_round_keys(seal_key: bytes) -> dict[str, bytes]:
    """Fresh keys of its ballots and of their owners, wrapped: what a new `Round` holds as `sealed_key`, `owner_key`."""
    wrapped = envelope.seal(seal_key, envelope.new_key(), _BOUND_TO)
    return {"sealed_key": wrapped, "owner_key": owners.new_owner_key(seal_key)}


# ---- One's own ballots ----


def own_ballot(db: Session, seal_key: bytes, round_: SealedRound, person_id: int, proposal_id: int) -> OwnBallot | None:
    """The asker's own ballot on one proposal. The caller passes the asker's own id, never another."""
    return own_ballots(db, seal_key, round_, person_id, [proposal_id]).get(proposal_id)


def own_ballots(
    db: Session, seal_key: bytes, round_: SealedRound, person_id: int, proposal_ids: Collection[int]
) -> dict[int, OwnBallot]:
    """The asker's own ballots on these proposals. The caller passes the asker's own id, never another."""
    key = _round_key(seal_key, round_)
    marks = owners.marks_of(seal_key, round_, person_id, proposal_ids)
    return {
        row.proposal_id: OwnBallot(
            proposal_id=row.proposal_id,
            version=row.version,
            recorded=_open_sheet(key, row.id, row.recorded),
            draft=_open_sheet(key, row.id, row.draft),
            receipt=row.receipt,
            voided=row.voided,
        )
        for row in db.execute(_OWN, {"marks": list(marks)})
    }


def own_earlier(
    db: Session, seal_key: bytes, round_: SealedRound, person_id: int, proposal_id: int
) -> dict[int, Sheet]:
    """What the asker, whose own id is passed, had recorded before it was changed; by version, the latest first."""
    key = _round_key(seal_key, round_)
    rows = db.execute(_EARLIER, {"marks": list(owners.marks_of(seal_key, round_, person_id, [proposal_id]))})
    return {row.version: sheet for row in rows if (sheet := _open_sheet(key, row.ballot_id, row.recorded))}


@dataclass(frozen=True)
class OwnProgress:
    """On which proposals somebody has recorded a sheet, and on which they typed something since."""

    recorded: frozenset[int]
    drafted: frozenset[int]


NO_PROGRESS: Final = OwnProgress(frozenset(), frozenset())


def own_progress(
    db: Session, seal_key: bytes, round_: SealedRound, person_id: int, proposal_ids: Collection[int]
) -> OwnProgress:
    """How far the asker is, whose own id is passed; nothing is opened for it."""
    marks = owners.marks_of(seal_key, round_, person_id, proposal_ids)
    rows = db.execute(_PROGRESS, {"marks": list(marks)}).all() if marks else []
    return OwnProgress(
        frozenset(marks[row.mark] for row in rows if row.is_recorded),
        frozenset(marks[row.mark] for row in rows if row.is_drafted),
    )


# Built once, because every page of a member who scores asks them.
_HELD = (Ballot.id, Ballot.version, Ballot.receipt, Ballot.recorded, Ballot.draft, Ballot.voided)
_JOINED = Ballot.id == BallotOwner.ballot_id
_BY_MARKS = BallotOwner.mark.in_(bindparam("marks", expanding=True))
_FOUND = select(*_HELD).join(BallotOwner, _JOINED).where(BallotOwner.mark == bindparam("mark"))
_OWN = select(*_HELD, Ballot.proposal_id).join(BallotOwner, _JOINED).where(_BY_MARKS)
_EARLIER = (
    select(EarlierSheet.ballot_id, EarlierSheet.version, EarlierSheet.recorded)
    .join(BallotOwner, EarlierSheet.ballot_id == BallotOwner.ballot_id)
    .where(_BY_MARKS)
    .order_by(EarlierSheet.version.desc())
)
_PROGRESS = (
    select(
        BallotOwner.mark,
        Ballot.recorded.is_not(None).label("is_recorded"),
        Ballot.draft.is_not(None).label("is_drafted"),
    )
    .join(Ballot, _JOINED)
    .where(_BY_MARKS, Ballot.voided.is_(False))
)


# ---- Saving ----


def save(
    db: Session,
    seal_key: bytes,
    round_: SealedRound,
    person_id: int,
    proposal_id: int,
    *,
    version: int,
    sheet: Sheet,
    record: bool,
) -> tuple[int, str | None]:
    """Seal a sheet as draft or as recorded; returns the version it has now and the receipt of what is recorded.

    `version` is the one the form was opened on (0: there was none). What is already there is not written again, from
    whichever version it comes, so the same sheet sent from several windows has one receipt. Raises Conflict when
    something else was saved in the meantime.
    """
    (mark,) = owners.marks_of(seal_key, round_, person_id, [proposal_id])
    found: _Found | None = db.execute(_FOUND, {"mark": mark}).one_or_none()
    key = _round_key(seal_key, round_)
    if found is not None and _is_there(key, found, sheet, record=record):
        return found.version, found.receipt
    if (found.version if found else 0) != version:
        raise Conflict
    ballot_id = found.id if found else secrets.token_hex(16)
    packed = sheet.packed(secrets.token_hex(16))
    sealed = envelope.seal(key, packed, ballot_id.encode())
    receipt = _receipt(ballot_id, packed) if record else (found.receipt if found else None)
    recorded = {"recorded": sealed, "draft": None, "receipt": receipt, "voided": False}
    content = recorded if record else {"draft": sealed}
    whose = {"round_id": round_.id, "proposal_id": proposal_id}
    stored = (
        _replace(db, ballot_id, version, content) if found else _add(db, mark, {"id": ballot_id, **whose, **content})
    )
    if stored and record and found is not None:
        _keep_earlier(db, key, found, sheet)
    if not stored:  # another window was faster: what it saved is found now
        return save(db, seal_key, round_, person_id, proposal_id, version=version, sheet=sheet, record=record)
    return version + 1, receipt


def _is_there(key: bytes, found: _Found, sheet: Sheet, *, record: bool) -> bool:
    """Whether the newest thing in the ballot is this very sheet."""
    if record and (found.draft or found.voided):
        return False
    newest = found.recorded if record else found.draft
    return _open_sheet(key, found.id, newest) == sheet


def _keep_earlier(db: Session, key: bytes, found: _Found, sheet: Sheet) -> None:
    """Keep what was recorded until now, unless the same was recorded again."""
    if found.recorded and _open_sheet(key, found.id, found.recorded) != sheet:
        db.execute(_NEW_EARLIER, {"ballot_id": found.id, "version": found.version, "recorded": found.recorded})


def _replace(db: Session, ballot_id: str, version: int, content: dict[str, Any]) -> bool:
    """Update one ballot unless another window was faster."""
    at_version = (Ballot.id == ballot_id) & (Ballot.version == version)
    new = update(Ballot).where(at_version).values(version=version + 1, **content)
    return rows_changed(db.execute(new.execution_options(synchronize_session=False))) == 1


_OWNER_TABLE: Any = BallotOwner.__table__
_NEW_BALLOT = insert(Ballot.__table__)  # type: ignore[arg-type]  # a mapped table is a table
_NEW_EARLIER = insert(EarlierSheet.__table__)  # type: ignore[arg-type]
_NEW_OWNER = {
    name: dialect.insert(_OWNER_TABLE).on_conflict_do_nothing().returning(_OWNER_TABLE.c.ballot_id)
    for name, dialect in {"postgresql": postgresql, "sqlite": sqlite}.items()
}


def _add(db: Session, mark: str, content: dict[str, Any]) -> bool:
    """Insert a first ballot unless another window was faster: its owner has only one."""
    db.execute(_NEW_BALLOT, content)
    added = db.execute(_NEW_OWNER[db.get_bind().dialect.name], {"mark": mark, "ballot_id": content["id"]})
    if added.first() is not None:
        return True
    db.execute(delete(Ballot).where(Ballot.id == content["id"]))
    return False


def _receipt(ballot_id: str, packed: bytes) -> str:
    """A commitment to one recorded sheet: its owner can show it was counted, nobody can read it from the code."""
    return hashlib.sha256(b"receipt-v2" + ballot_id.encode() + packed).hexdigest()


def void(db: Session, seal_key: bytes, round_: SealedRound, person_id: int, proposal_id: int) -> None:
    """Keep a sheet sealed and out of the count: its owner was recused after saving it."""
    marks = owners.marks_of(seal_key, round_, person_id, [proposal_id])
    ballots = select(BallotOwner.ballot_id).where(BallotOwner.mark.in_(marks))
    db.execute(update(Ballot).where(Ballot.id.in_(ballots)).values(voided=True))


# ---- Closing ----


@dataclass(frozen=True)
class OpenedBallot:
    """A ballot opened by closing its round; `rater` is a number for this proposal alone, in no order anybody knows."""

    ballot_id: str
    proposal_id: int
    rater: str
    group: str
    sheet: Sheet


@dataclass(frozen=True)
class Opened:
    """What closing a round opens, and by how many members it was handed in."""

    ballots: tuple[OpenedBallot, ...]
    n_raters: int


def open_round(db: Session, seal_key: bytes, round_: SealedRound) -> Opened:
    """Open every recorded ballot that counts; called by closing alone. Drafts are never counted and stay sealed.

    Counted are ballots of those on the round's list who neither wrote the proposal nor were recused from it; any other
    is voided. Ballot ids are random, so numbering raters by them tells nothing and is the same whenever it is done.
    """
    key, owner_of = _round_key(seal_key, round_), owners.owners(db, seal_key, round_)
    listed = select(RoundVoter.person_id, RoundVoter.stakeholder_group).where(RoundVoter.round_id == round_.id)
    groups = dict(db.execute(listed).all())
    kept_out, numbers = _kept_out(db, round_.id), Counter[int]()
    counted, voided = [], []
    recorded = (Ballot.round_id == round_.id) & Ballot.voided.is_(False) & Ballot.recorded.is_not(None)
    for row in db.execute(select(Ballot.id, Ballot.proposal_id, Ballot.recorded).where(recorded).order_by(Ballot.id)):
        owner = owner_of.get(row.id)
        sheet = _open_sheet(key, row.id, row.recorded)
        if owner is None or sheet is None or (owner, row.proposal_id) in kept_out:
            voided.append(row.id)
            continue
        numbers[row.proposal_id] += 1
        number = pseudonym(numbers[row.proposal_id])
        counted.append(OpenedBallot(row.id, row.proposal_id, number, groups[owner], sheet))
    db.execute(update(Ballot).where(Ballot.id.in_(voided)).values(voided=True))
    return Opened(tuple(counted), len({owner_of[one.ballot_id] for one in counted}))


def _kept_out(db: Session, round_id: int) -> set[tuple[int, int]]:
    """Person and proposal, for everything that somebody does not score."""
    asked = select(RoundProposal.proposal_id).where(RoundProposal.round_id == round_id)
    recused = select(Recusal.person_id, Recusal.proposal_id).where(
        Recusal.proposal_id.in_(asked), Recusal.lifted_at.is_(None)
    )
    written = select(Proposal.author_id, Proposal.id).where(Proposal.id.in_(asked))
    return {(person, proposal) for query in (recused, written) for person, proposal in db.execute(query) if person}


def _round_key(seal_key: bytes, round_: SealedRound) -> bytes:
    if round_.sealed_key is None:
        raise ValueError(f"round {round_.id} has no sealed ballots")
    return envelope.unseal(seal_key, round_.sealed_key, _BOUND_TO)


def _open_sheet(key: bytes, ballot_id: str, sealed: bytes | None) -> Sheet | None:
    return Sheet.unpacked(envelope.unseal(key, sealed, ballot_id.encode())) if sealed else None

"""The only file that joins a person to a ballot, or opens a sealed one.

While a round is open its ballots are AES-256-GCM under a data key of the round, which is itself wrapped by the seal
key of the instance: a key that is in no database and no backup of one.
"""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, Select, SQLColumnExpression, bindparam, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from panel.db import rows_changed
from panel.errors import Conflict
from panel.models.ballots import Ballot, BallotOwner
from panel.models.cycles import RoundVoter
from panel.models.people import Recusal
from panel.models.proposals import Proposal

_NONCE = 12  # bytes, random for every sealing
_Found: TypeAlias = Row[str, int, str | None, bytes | None, bytes | None, bool]


class SealedRound(Protocol):
    """What sealing needs of a round: the record itself, or the two columns a page has read."""

    @property
    def id(self) -> int: ...

    @property
    def sealed_key(self) -> bytes | None: ...


@dataclass(frozen=True)
class Sheet:
    """What one member wrote on one proposal: marks by criterion id (as typed: "4" or a blank's name), and words."""

    marks: Mapping[str, str]
    confidence: str = ""
    reason: str = ""

    def packed(self) -> bytes:
        """The same content always gives the same bytes."""
        content = {"marks": dict(self.marks), "confidence": self.confidence, "reason": self.reason}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    @classmethod
    def unpacked(cls, content: bytes) -> "Sheet":
        """Read what `packed` wrote."""
        return cls(**json.loads(content))


@dataclass(frozen=True)
class OwnBallot:
    """A member's own ballot, opened for its owner."""

    proposal_id: int
    version: int
    recorded: Sheet | None
    draft: Sheet | None
    receipt: str | None


def new_round_key(seal_key: bytes) -> bytes:
    """A fresh data key, wrapped: what `Round.sealed_key` holds."""
    return _seal(seal_key, AESGCM.generate_key(256), b"round-key")


def own_ballot(db: Session, seal_key: bytes, round_: SealedRound, person_id: int, proposal_id: int) -> OwnBallot | None:
    """The asker's own ballot on one proposal. The caller passes the asker's own id, never another."""
    return own_ballots(db, seal_key, round_, person_id, proposal_id).get(proposal_id)


def own_ballots(
    db: Session, seal_key: bytes, round_: SealedRound, person_id: int, proposal_id: int | None = None
) -> dict[int, OwnBallot]:
    """The asker's own ballots of an open round by proposal. The caller passes the asker's own id, never another."""
    query = (
        select(Ballot.id, Ballot.proposal_id, Ballot.version, Ballot.recorded, Ballot.draft, Ballot.receipt)
        .join(BallotOwner, BallotOwner.ballot_id == Ballot.id)
        .where(BallotOwner.person_id == person_id, BallotOwner.round_id == round_.id)
    )
    if proposal_id is not None:
        query = query.where(BallotOwner.proposal_id == proposal_id)
    key = _round_key(seal_key, round_)
    return {
        row.proposal_id: OwnBallot(
            proposal_id=row.proposal_id,
            version=row.version,
            recorded=_open_sheet(key, row.id, row.recorded),
            draft=_open_sheet(key, row.id, row.draft),
            receipt=row.receipt,
        )
        for row in db.execute(query)
    }


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
    whose = {"person_id": person_id, "round_id": round_.id, "proposal_id": proposal_id}
    found: _Found | None = db.execute(_FOUND, whose).one_or_none()
    key = _round_key(seal_key, round_)
    if found is not None and _is_there(key, found, sheet, record=record):
        return found.version, found.receipt
    if (found.version if found else 0) != version:
        raise Conflict
    ballot_id = found.id if found else secrets.token_hex(16)
    sealed = _seal(key, sheet.packed(), ballot_id.encode())
    receipt = _receipt(ballot_id, sheet, sealed) if record else (found.receipt if found else None)
    recorded = {"recorded": sealed, "draft": None, "receipt": receipt, "voided": False}
    content = recorded if record else {"draft": sealed}
    stored = _replace(db, ballot_id, version, content) if found else _add(db, whose, {"id": ballot_id, **content})
    if not stored:  # another window was faster: what it saved is found now
        return save(db, seal_key, round_, person_id, proposal_id, version=version, sheet=sheet, record=record)
    return version + 1, receipt


# Built once, because every save asks it.
_FOUND = (
    select(Ballot.id, Ballot.version, Ballot.receipt, Ballot.recorded, Ballot.draft, Ballot.voided)
    .join(BallotOwner, BallotOwner.ballot_id == Ballot.id)
    .where(
        BallotOwner.person_id == bindparam("person_id"),
        BallotOwner.round_id == bindparam("round_id"),
        BallotOwner.proposal_id == bindparam("proposal_id"),
    )
)


def _is_there(key: bytes, found: _Found, sheet: Sheet, *, record: bool) -> bool:
    """Whether the newest thing in the ballot is this very sheet."""
    if record and (found.draft or found.voided):
        return False
    newest = found.recorded if record else found.draft
    return _open_sheet(key, found.id, newest) == sheet


def _replace(db: Session, ballot_id: str, version: int, content: dict[str, Any]) -> bool:
    """Update one ballot unless another window was faster."""
    at_version = (Ballot.id == ballot_id) & (Ballot.version == version)
    new = update(Ballot).where(at_version).values(version=version + 1, **content)
    return rows_changed(db.execute(new.execution_options(synchronize_session=False))) == 1


_BALLOTS: Any = Ballot.__table__
_OWNERS: Any = BallotOwner.__table__
_NEW_BALLOT = insert(_BALLOTS)
_NEW_OWNER = {
    "postgresql": postgresql.insert(_OWNERS).on_conflict_do_nothing().returning(_OWNERS.c.ballot_id),
    "sqlite": sqlite.insert(_OWNERS).on_conflict_do_nothing().returning(_OWNERS.c.ballot_id),
}


def _add(db: Session, whose: dict[str, int], content: dict[str, Any]) -> bool:
    """Insert a first ballot unless another window was faster: its owner has only one."""
    where = {"round_id": whose["round_id"], "proposal_id": whose["proposal_id"]}
    db.execute(_NEW_BALLOT, {**where, **content})
    added = db.execute(_NEW_OWNER[db.get_bind().dialect.name], {**whose, "ballot_id": content["id"]})
    if added.first() is not None:
        return True
    db.execute(delete(Ballot).where(Ballot.id == content["id"]))
    return False


def _receipt(ballot_id: str, sheet: Sheet, sealed: bytes) -> str:
    """A commitment to one recorded sheet: its owner can show it was counted, nobody can read it from the code."""
    return hashlib.sha256(b"receipt-v1" + ballot_id.encode() + sealed[:_NONCE] + sheet.packed()).hexdigest()


@dataclass(frozen=True)
class OpenedBallot:
    """A ballot opened by closing its round; `rater` is a number within the round, in no order anybody knows."""

    ballot_id: str
    proposal_id: int
    rater: str
    group: str
    sheet: Sheet


def open_round(db: Session, seal_key: bytes, round_: SealedRound) -> Iterator[OpenedBallot]:
    """Open every recorded ballot that counts; called by closing alone. Drafts are never counted and stay sealed.

    Counted are ballots of those on the round's list who neither wrote the proposal nor were recused from it.
    """
    key = _round_key(seal_key, round_)
    raters: dict[int, str] = {}
    for row in db.execute(_countable(round_.id)):
        rater = raters.setdefault(row.person_id, _pseudonym(len(raters)))
        sheet = _open_sheet(key, row.id, row.recorded)
        if sheet is not None:
            yield OpenedBallot(row.id, row.proposal_id, rater, row.stakeholder_group, sheet)


def _countable(round_id: int) -> Select[int, str, int, bytes | None, str]:
    recused = exists().where(
        Recusal.person_id == BallotOwner.person_id,
        Recusal.proposal_id == Ballot.proposal_id,
        Recusal.lifted_at.is_(None),
    )
    return (
        select(BallotOwner.person_id, Ballot.id, Ballot.proposal_id, Ballot.recorded, RoundVoter.stakeholder_group)
        .join(BallotOwner, BallotOwner.ballot_id == Ballot.id)
        .join(RoundVoter, (RoundVoter.round_id == round_id) & (RoundVoter.person_id == BallotOwner.person_id))
        .join(Proposal, Proposal.id == Ballot.proposal_id)
        .where(
            Ballot.round_id == round_id,
            Ballot.voided.is_(False),
            Ballot.recorded.is_not(None),
            Proposal.author_id.is_distinct_from(BallotOwner.person_id),
            ~recused,
        )
        .order_by(Ballot.id)
    )


def raters(db: Session, round_id: int) -> dict[str, str]:
    """The pseudonym of every ballot of an imported round; the same person has one throughout the round."""
    numbers: dict[int, str] = {}
    owned = db.execute(
        select(Ballot.id, BallotOwner.person_id)
        .join(BallotOwner, BallotOwner.ballot_id == Ballot.id)
        .where(Ballot.round_id == round_id)
        .order_by(Ballot.id)
    )
    return {row.id: numbers.setdefault(row.person_id, _pseudonym(len(numbers))) for row in owned}


def _pseudonym(n: int) -> str:
    return f"r{n + 1:03d}"


def recorded_by(person_id: int, round_id: int | SQLColumnExpression[int], *, drafts: bool = False) -> Select[int]:
    """The proposals for which the asker, whose own id is passed, recorded a sheet (or typed a draft since)."""
    own = (BallotOwner.person_id == person_id) & (BallotOwner.round_id == round_id)
    ballots = select(BallotOwner.proposal_id).join(Ballot, Ballot.id == BallotOwner.ballot_id)
    held = Ballot.draft if drafts else Ballot.recorded
    return ballots.where(own, held.is_not(None), Ballot.voided.is_(False))


def participation(db: Session, round_id: int, besides: frozenset[int] = frozenset()) -> dict[int, int]:
    """How many proposals each person has recorded in a round: yes and no, without what or when.

    `besides` are proposals that are left out, because the reader may learn nothing of them.
    """
    recorded = (
        select(BallotOwner.person_id)
        .join(Ballot, Ballot.id == BallotOwner.ballot_id)
        .where(BallotOwner.round_id == round_id, BallotOwner.proposal_id.not_in(besides))
        .where(Ballot.recorded.is_not(None), Ballot.voided.is_(False))
    )
    return dict(Counter(db.scalars(recorded)))


def void(db: Session, round_id: int, person_id: int, proposal_id: int) -> None:
    """Keep a sheet sealed and out of the count: its owner was recused after saving it."""
    owner = select(BallotOwner.ballot_id).where(
        BallotOwner.person_id == person_id,
        BallotOwner.round_id == round_id,
        BallotOwner.proposal_id == proposal_id,
    )
    db.execute(update(Ballot).where(Ballot.id.in_(owner)).values(voided=True))


def _round_key(seal_key: bytes, round_: SealedRound) -> bytes:
    if round_.sealed_key is None:
        raise ValueError(f"round {round_.id} has no sealed ballots")
    return _open(seal_key, round_.sealed_key, b"round-key")


def _open_sheet(key: bytes, ballot_id: str, sealed: bytes | None) -> Sheet | None:
    return Sheet.unpacked(_open(key, sealed, ballot_id.encode())) if sealed else None


def _seal(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def _open(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)

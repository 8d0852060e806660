"""The only file that joins a person to a ballot: by a mark that only the key of the round's owners can compute.

The key is wrapped by the seal key of the instance, which is in no database and no backup. Without it the table of
owners is a list of random characters; once it is destroyed, nobody can tell any more whose a ballot was.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Protocol, TypeAlias, cast

from sqlalchemy import ColumnElement, delete, insert, select, true, update
from sqlalchemy.orm import Session

from panel import envelope
from panel.db import batches
from panel.models.ballots import Ballot, BallotOwner
from panel.models.cycles import Round, RoundVoter

RowOf: TypeAlias = Callable[[int], int | None]
"""The row of a person in the scores of a round, by the person's id."""

_BOUND_TO = b"owner-key"
_OF_MARK: Final = b"%d:%d"  # person, proposal
_ALL = true()
_AT_ONCE: Final = 5_000


class OwnedRound(Protocol):
    """What this file needs of a round: the record itself, or the columns a page has read."""

    @property
    def id(self) -> int: ...

    @property
    def owner_key(self) -> bytes | None: ...


@dataclass(frozen=True)
class RoundKeys:
    """A round as far as sealing needs it."""

    id: int
    sealed_key: bytes | None
    owner_key: bytes | None


def keys_of(db: Session, round_id: int) -> RoundKeys:
    """The wrapped keys of a round that exists."""
    return RoundKeys(*db.execute(select(Round.id, Round.sealed_key, Round.owner_key).where(Round.id == round_id)).one())


def new_owner_key(seal_key: bytes) -> bytes:
    """A fresh key, wrapped: what `Round.owner_key` holds."""
    return envelope.seal(seal_key, envelope.new_key(), _BOUND_TO)


def _key(seal_key: bytes, round_: OwnedRound) -> bytes | None:
    """The key of the round's owners; None once they are forgotten."""
    return envelope.unseal(seal_key, round_.owner_key, _BOUND_TO) if round_.owner_key is not None else None


def mark(owner_key: bytes, person_id: int, proposal_id: int) -> str:
    """What stands for one person on one proposal in the table of owners."""
    return envelope.keyed(owner_key, _OF_MARK % (person_id, proposal_id))


def marks_of(seal_key: bytes, round_: OwnedRound, person_id: int, proposal_ids: Iterable[int]) -> dict[str, int]:
    """The marks under which the ballots of one person lie, with their proposals; none once owners are forgotten."""
    key = _key(seal_key, round_)
    return {mark(key, person_id, proposal_id): proposal_id for proposal_id in proposal_ids} if key else {}


def owners(db: Session, seal_key: bytes, round_: OwnedRound, which: ColumnElement[bool] = _ALL) -> dict[str, int]:
    """The owner of every ballot of a round (of `which`), found by trying everybody on the list of the round."""
    key = _key(seal_key, round_)
    if key is None:
        return {}
    voters = db.scalars(select(RoundVoter.person_id).where(RoundVoter.round_id == round_.id)).all()
    laid = (
        select(BallotOwner.mark, BallotOwner.ballot_id, Ballot.proposal_id)
        .join(Ballot, Ballot.id == BallotOwner.ballot_id)
        .where(Ballot.round_id == round_.id, which)
    )
    ballots: dict[int, dict[str, str]] = {}
    for batch in batches(db, laid):
        for stored, ballot_id, proposal in batch:
            ballots.setdefault(proposal, {})[stored] = ballot_id
    return {
        ballot_id: person
        for proposal, of_proposal in ballots.items()
        for person in voters
        if (ballot_id := of_proposal.get(mark(key, person, proposal)))
    }


@dataclass(frozen=True)
class Rows:
    """Which ballots are one member's, as rows in the order of names that only the owners' key computes.

    That order tells nothing, and no person is in here. `of_ballot` has the cell of every ballot, drafts among them, in
    a table of these rows and the proposals asked for, counted row by row; `groups` are those the members sat for.
    """

    of_ballot: Mapping[str, int]
    of_name: Mapping[str, int]
    groups: tuple[str, ...]


def rows(db: Session, seal_key: bytes, round_: OwnedRound, proposal_ids: Sequence[int]) -> Rows | None:
    """The ballots of a round on its proposals, put together by member; None once the owners are forgotten."""
    key = _key(seal_key, round_)
    if key is None:
        return None
    voters = select(RoundVoter.person_id, RoundVoter.stakeholder_group).where(RoundVoter.round_id == round_.id)
    listed = sorted((_name(key, person), person, group) for person, group in db.execute(voters))
    laid: dict[str, str] = {}
    for batch in batches(db, select(BallotOwner.mark, BallotOwner.ballot_id)):  # a join takes longer than all rounds
        laid.update(cast("Sequence[tuple[str, str]]", batch))
    cells = product((person for _, person, _ in listed), proposal_ids)
    found = map(laid.get, envelope.keyed_each(key, map(_OF_MARK.__mod__, cells)))
    of_ballot = {ballot_id: cell for cell, ballot_id in enumerate(found) if ballot_id}
    of_name = {name: row for row, (name, _, _) in enumerate(listed)}
    return Rows(of_ballot, of_name, tuple(group for _, _, group in listed))


def own_row(seal_key: bytes, round_: OwnedRound, of_name: Mapping[str, int], person_id: int) -> int | None:
    """The row of the asker, whose own id is passed; None without a sheet that counts."""
    key = _key(seal_key, round_)
    return None if key is None else of_name.get(_name(key, person_id))


def same_rows(db: Session, round_id: int, before: RowOf, after: RowOf) -> list[tuple[int, int]]:
    """The rows of those on the list of a round who have one both before and after, without the persons.

    In the order of the earlier rows, which tells nothing.
    """
    voters = db.scalars(select(RoundVoter.person_id).where(RoundVoter.round_id == round_id)).all()
    found = ((before(person), after(person)) for person in voters)
    return sorted((one, other) for one, other in found if one is not None and other is not None)


def _name(key: bytes, person_id: int) -> str:
    """What a member's row is sorted by: not the alias, in whose order the record could be read."""
    return envelope.keyed(key, f"row:{person_id}".encode())


def lay(db: Session, seal_key: bytes, round_: OwnedRound, ballots: Iterable[tuple[str, int, int]]) -> None:
    """Write down whose the ballots of an imported round are: ballot, person and proposal of each."""
    key = _key(seal_key, round_)
    assert key is not None  # noqa: S101 - an imported round has a key when it is made
    laid = [{"mark": mark(key, person, proposal), "ballot_id": ballot} for ballot, person, proposal in ballots]
    for start in range(0, len(laid), _AT_ONCE):
        db.execute(insert(BallotOwner), laid[start : start + _AT_ONCE])


def participation(
    db: Session, seal_key: bytes, round_: OwnedRound, besides: frozenset[int] = frozenset()
) -> dict[int, int]:
    """How many proposals each person has recorded in a round: yes and no, without what or when.

    `besides` are proposals that are left out, because the reader may learn nothing of them.
    """
    recorded = Ballot.recorded.is_not(None) & Ballot.voided.is_(False) & Ballot.proposal_id.not_in(besides)
    return dict(Counter(owners(db, seal_key, round_, recorded).values()))


def stayers(
    db: Session, seal_key: bytes, earlier: OwnedRound, later: OwnedRound, proposal_id: int
) -> list[tuple[str, str]]:
    """The recorded ballots of the same persons on one proposal in two rounds, paired, without the persons.

    In the order of random ids; none once the owners of either round are forgotten.
    """
    of_proposal = Ballot.recorded.is_not(None) & Ballot.voided.is_(False) & (Ballot.proposal_id == proposal_id)
    before, after = (
        {person: ballot for ballot, person in owners(db, seal_key, round_, of_proposal).items()}
        for round_ in (earlier, later)
    )
    return sorted((before[person], after[person]) for person in before.keys() & after.keys())


def owner_of(db: Session, seal_key: bytes, round_: OwnedRound, ballot_id: str) -> int | None:
    """Whose one ballot is: for the unsealing alone, after two officers asked for it and the time has passed.

    Of a past round nobody is told: its raters are the pseudonyms of a file.
    """
    if db.scalar(select(Round.imported).where(Round.id == round_.id)):
        return None
    return owners(db, seal_key, round_).get(ballot_id)


def is_own(db: Session, seal_key: bytes, round_: OwnedRound, person_id: int, proposal_id: int, ballot_id: str) -> bool:
    """Whether a ballot is the asker's, whose own id is passed."""
    marks = marks_of(seal_key, round_, person_id, [proposal_id])
    own = select(BallotOwner.ballot_id).where(BallotOwner.mark.in_(marks), BallotOwner.ballot_id == ballot_id)
    return db.scalar(own) is not None


def alias(seal_key: bytes, round_: OwnedRound, person_id: int) -> str:
    """What the record calls somebody who scores in this round: the same throughout it, and nobody without the key."""
    key = _key(seal_key, round_)
    assert key is not None  # noqa: S101 - only an open round is scored, and no open round is forgotten
    return f"rater:{envelope.keyed(key, str(person_id).encode())}"


def own_receipts(db: Session, marks: dict[str, int]) -> dict[int, str]:
    """The receipts of the asker's sheets that count, by proposal; `marks` are those of the asker's own id."""
    counted = (BallotOwner.mark.in_(marks), Ballot.voided.is_(False), Ballot.receipt.is_not(None))
    held = select(BallotOwner.mark, Ballot.receipt).join(Ballot, Ballot.id == BallotOwner.ballot_id)
    return {marks[mark]: receipt for mark, receipt in db.execute(held.where(*counted)) if receipt}


def key_fits(db: Session, seal_key: bytes) -> bool:
    """Whether the seal key is the one that the rounds of this database were sealed with."""
    rounds = db.execute(select(Round.id, Round.sealed_key, Round.owner_key).where(Round.owner_key.is_not(None)))
    try:
        for round_ in rounds:
            _key(seal_key, RoundKeys(*round_))
    except envelope.WrongKey:
        return False
    return True


def forget(db: Session, round_id: int) -> None:
    """Destroy the key of a round's owners, and the marks with it: its ballots remain, as nobody's."""
    ballots = select(Ballot.id).where(Ballot.round_id == round_id)
    db.execute(delete(BallotOwner).where(BallotOwner.ballot_id.in_(ballots)))
    db.execute(update(Round).where(Round.id == round_id).values(owner_key=None))

"""Writes of the unsealing: begun by two, agreed to by the writer, cancelled or carried out by one of the two."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from panel import ledger, owners
from panel.db import rows_changed
from panel.errors import Conflict, NotAllowed
from panel.models.ballots import Ballot
from panel.models.cycles import RoundVoter
from panel.models.events import Approval
from panel.models.people import Person
from panel.models.unsealings import Unsealing
from panel.policy.subjects import Actor
from panel.unsealing.queries import SheetHere, UnsealingHere, ballot_of

DELAY = timedelta(hours=24)


def begin(db: Session, actor: Actor, here: SheetHere, reason: str, address: str, *, now: datetime) -> Unsealing:
    """Let the name behind a sheet be read in a day, or once its writer agrees; the guard has seen to the second person.

    Raises Conflict while another unsealing of the same sheet waits.
    """
    ballot_id = ballot_of(db, here)
    waits = select(Unsealing.id).where(
        Unsealing.ballot_id == ballot_id, Unsealing.cancelled_at.is_(None), Unsealing.revealed_at.is_(None)
    )
    if db.scalar(waits) is not None:
        raise Conflict(_("The seal of this sheet is being broken already."))
    confirmed = (Approval.object == address, Approval.confirmed_by_id == actor.person_id)
    asked_by = db.scalars(select(Approval.requested_by_id).where(*confirmed).order_by(Approval.id.desc())).first()
    assert asked_by is not None  # noqa: S101 - the guard stored it a moment ago
    begun = Unsealing(
        ballot_id=ballot_id,
        reason=reason,
        asked_by_id=asked_by,
        confirmed_by_id=actor.person_id,
        confirmed_at=now,
        opens_at=now + DELAY,
    )
    db.add(begun)
    db.flush()
    about, panel_id = f"proposal:{here.proposal.id}", here.cycle.panel_id
    ledger.record(db, actor, "score.unseal", about, panel_id=panel_id, unsealing=begun.id, round=here.round_number)
    return begun


def those_to_tell(db: Session, here: SheetHere) -> list[Person]:
    """Everybody who scored in the round: a mail to the writer alone would say in the outbox who that is."""
    voters = select(Person).join(RoundVoter, RoundVoter.person_id == Person.id)
    return list(db.scalars(voters.where(RoundVoter.round_id == here.round_id, Person.email.is_not(None))))


def agree(db: Session, here: UnsealingHere, *, now: datetime) -> None:
    """The writer, whom the record does not name, lets the two read the name at once. Raises Conflict once it ended."""
    _step(db, here, agreed_at=now)
    ledger.record(db, None, "score.unseal_agreed", f"unsealing:{here.id}", panel_id=here.cycle.panel_id)


def cancel(db: Session, actor: Actor, here: UnsealingHere, *, now: datetime) -> None:
    """Nobody is named. Raises NotAllowed for anybody but the two, Conflict once it has ended."""
    _refuse_others(here)
    _step(db, here, cancelled_at=now)
    ledger.record(db, actor, "score.unseal_cancelled", f"unsealing:{here.id}", panel_id=here.cycle.panel_id)


@dataclass(frozen=True)
class Writer:
    """Who wrote a sheet."""

    name: str
    name_en: str
    organisation_ja: str
    organisation_en: str


def reveal(db: Session, seal_key: bytes, actor: Actor, here: UnsealingHere, *, now: datetime) -> Writer:
    """Who wrote this one sheet, for one of the two officers; every time is an event.

    Raises NotAllowed for anybody else and before the time has come, Conflict where nobody can tell any more.
    """
    _refuse_others(here)
    if not here.is_open(now):
        raise NotAllowed(_("The name can be read when the day has passed or the writer has agreed."))
    ballot = db.get_one(Ballot, db.get_one(Unsealing, here.id).ballot_id)
    owner = owners.owner_of(db, seal_key, owners.keys_of(db, ballot.round_id), ballot.id)
    if owner is None:
        raise Conflict(_("The key of this round's identities has been destroyed. Nobody can tell any more."))
    if here.revealed_at is None:
        _step(db, here, revealed_at=now)
    ledger.record(db, actor, "score.reveal", f"unsealing:{here.id}", panel_id=here.cycle.panel_id)
    person = db.get_one(Person, owner)
    return Writer(person.name, person.name_en, person.organisation_ja, person.organisation_en)


def _refuse_others(here: UnsealingHere) -> None:
    if not here.is_theirs:
        raise NotAllowed(_("This is for the two who asked for it and confirmed it."))


def _step(db: Session, here: UnsealingHere, **values: datetime) -> None:
    waiting = (Unsealing.id == here.id, Unsealing.cancelled_at.is_(None), Unsealing.revealed_at.is_(None))
    done = db.execute(update(Unsealing).where(*waiting).values(**values))
    if rows_changed(done) == 0:
        raise Conflict(_("This has ended in the meantime."))

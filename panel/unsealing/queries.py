"""Reads of the unsealing: the sheet it is about, and how far it is. Neither says whose sheet it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from panel import clock, owners
from panel.calc.consensus import Rule
from panel.calc.disclosure import Shown, shown
from panel.errors import Missing
from panel.models.ballots import Ballot, counted_sheets, pseudonym
from panel.models.cycles import Round, RoundState
from panel.models.people import Person
from panel.models.unsealings import Unsealing
from panel.policy.places import ProposalHere, proposal_here
from panel.policy.subjects import Actor, Place

_NOBODY = -1  # the id of no person


@dataclass(frozen=True)
class SheetHere:
    """A single sheet by its number on the page of one proposal's sheets."""

    proposal: ProposalHere
    round_id: int
    round_number: int
    is_released: bool
    shown_from: int
    number: int

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return pseudonym(self.number)

    @property
    def place(self) -> Place:
        """Where it stands: at its proposal."""
        return self.proposal.place

    @property
    def cycle(self) -> Any:
        """The cycle of the proposal."""
        return self.proposal.cycle


def sheet(db: Session, _actor: Actor, round_id: int, proposal_id: int, number: int) -> SheetHere:
    """The sheet an address names, whether there is one or not: only who may see it is told. Raises Missing."""
    here = proposal_here(db, proposal_id, clock.now())
    row = db.execute(
        select(Round.number, Round.state, Round.rule).where(Round.id == round_id, Round.cycle_id == here.cycle.id)
    ).one_or_none()
    if row is None:
        raise Missing
    is_released = row.state == RoundState.RELEASED
    return SheetHere(here, round_id, row.number, is_released, Rule.from_plain(row.rule).shown_from, number)


def ballot_of(db: Session, here: SheetHere) -> str:
    """The ballot behind the number. Raises Missing where single sheets are not shown, or none has this number."""
    ballots = [row.id for row in db.execute(counted_sheets(here.round_id, here.proposal.id))]
    is_shown = here.is_released and shown(len(ballots), here.shown_from) is Shown.ALL
    if not is_shown or not 0 < here.number <= len(ballots):
        raise Missing
    ballot_id: str = ballots[here.number - 1]
    return ballot_id


@dataclass(frozen=True)
class UnsealingHere:
    """An unsealing that two officers have asked for, as everybody may know it."""

    id: int
    proposal: ProposalHere
    round_number: int
    reason: str
    asked_by: str
    asked_by_en: str
    confirmed_by: str
    confirmed_by_en: str
    confirmed_at: datetime
    opens_at: datetime
    agreed_at: datetime | None
    cancelled_at: datetime | None
    revealed_at: datetime | None
    is_own: bool  # whether the reader wrote the sheet
    is_theirs: bool  # whether the reader is one of the two officers
    place: Place

    @property
    def cycle(self) -> Any:
        """The cycle of the proposal."""
        return self.proposal.cycle

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be cancelled."""
        return self.cancelled_at is None and self.revealed_at is None

    def is_open(self, now: datetime) -> bool:
        """Whether the two may read the name: the time has passed or the writer has agreed."""
        return self.cancelled_at is None and (self.agreed_at is not None or now >= self.opens_at)


_First, _Second = aliased(Person), aliased(Person)


def _unsealings() -> Select[Any]:
    columns: tuple[Any, ...] = (Unsealing, Ballot.proposal_id, Ballot.round_id, Round.number, _First, _Second)
    return (
        select(*columns)
        .join(Ballot, Ballot.id == Unsealing.ballot_id)
        .join(Round, Round.id == Ballot.round_id)
        .join(_First, _First.id == Unsealing.asked_by_id)
        .join(_Second, _Second.id == Unsealing.confirmed_by_id)
    )


def unsealing(db: Session, seal_key: bytes, actor: Actor, unsealing_id: int) -> UnsealingHere:
    """One unsealing as this reader sees it. Raises Missing."""
    row = db.execute(_unsealings().where(Unsealing.id == unsealing_id)).one_or_none()
    if row is None:
        raise Missing
    first, second = row[4], row[5]
    found, here = row.Unsealing, proposal_here(db, row.proposal_id, clock.now())
    keys = owners.keys_of(db, row.round_id)
    is_own = owners.is_own(db, seal_key, keys, actor.person_id, row.proposal_id, found.ballot_id)
    return UnsealingHere(
        id=found.id,
        proposal=here,
        round_number=row.number,
        reason=found.reason,
        asked_by=first.name,
        asked_by_en=first.name_en,
        confirmed_by=second.name,
        confirmed_by_en=second.name_en,
        **{name: getattr(found, name) for name in _MOMENTS},
        is_own=is_own,
        is_theirs=actor.person_id in (found.asked_by_id, found.confirmed_by_id),
        place=replace(here.place, owner_id=actor.person_id if is_own else _NOBODY),
    )


_MOMENTS = ("confirmed_at", "opens_at", "agreed_at", "cancelled_at", "revealed_at")

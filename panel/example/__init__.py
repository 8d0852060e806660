"""The example that `panel demo` shows: one panel, an edition under way and an exercise; everything in it is made up."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from panel import commitments, ledger
from panel.config import Settings
from panel.db import Database
from panel.example import cast
from panel.example.editions import EDITION, Setting, add_edition, add_exercise
from panel.models.cycles import Cycle, Panel
from panel.models.people import SCORING_ROLES, Person, Role
from panel.passwords import hashed


@dataclass(frozen=True)
class Account:
    """As whom somebody can sign in to the example; all share one password, new at every `panel demo`."""

    email: str
    role: str
    password: str


def load(database: Database, settings: Settings, now: datetime) -> list[Account]:
    """Load the example where it is not there yet, give its accounts a new password, and return them.

    All or nothing. The password exists in the console alone; what is stored is its hash.
    """
    password = _passphrase()
    password_hash = hashed(password, quick=settings.quick_hashes)  # one for all: it costs a tenth of a second
    with database.transaction(write=True) as db:
        if db.scalar(select(Cycle.id).where(Cycle.name == EDITION)) is None:
            _fill(db, settings, now)
            ledger.record(db, None, "example.load", "site", commitments.untold(db))
        _set_password(db, password_hash)
        db.commit()
    return [Account(one.email, f"{one.title_ja} / {one.title_en}", password) for one in cast.seats()]


def _fill(db: Session, settings: Settings, now: datetime) -> None:
    panel = Panel(
        title_ja="国家防衛産業戦略に関する有識者会議（例示）",
        title_en="Expert Panel on the National Defense Industry Strategy (example)",
        created_at=now,
    )
    db.add(panel)
    db.flush()
    people = cast.seat(db, panel.id, now)
    voters = [person for seat, person in people.items() if seat.role in SCORING_ROLES]
    speakers = [person for seat, person in people.items() if seat.role in (*SCORING_ROLES, Role.SECRETARIAT)]
    to = Setting(db, settings, panel.id, voters, speakers, now)
    add_exercise(to)  # first, so that the edition is the newest cycle, which pages open with
    add_edition(to)


def _set_password(db: Session, password_hash: str) -> None:
    emails = [one.email for one in cast.seats()]
    db.execute(update(Person).where(Person.email.in_(emails)).values(password_hash=password_hash))


def _passphrase() -> str:
    """Three groups of four syllables that can be read over a shoulder and typed once: some 75 bits."""
    return "-".join("".join(_syllable() for _ in range(4)) for _ in range(3))


def _syllable() -> str:
    return secrets.choice("bdghkmnprstyz") + secrets.choice("aeiou")

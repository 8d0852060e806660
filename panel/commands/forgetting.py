"""`panel forget-raters`: long after publication it is destroyed for good who scored what; the scores remain."""

import argparse
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel import clock, ledger, owners
from panel.commands.terminal import fail, ready, say
from panel.db import Database
from panel.models.cycles import Cycle, Round
from panel.models.events import Event

_MONTH = timedelta(days=30)


def forget_raters(arguments: argparse.Namespace) -> None:
    """`panel forget-raters CYCLE`: the keys of its rounds' owners are destroyed, and what lay under them with them."""
    settings, database = ready()
    with database.transaction(write=True) as db:
        cycle = db.scalars(select(Cycle).where(Cycle.name == arguments.cycle)).one_or_none()
        if cycle is None:
            fail(f"there is no cycle named {arguments.cycle}")
        _refuse_early(_published_at(db, cycle.id), settings.identity_months)
        rounds = db.scalars(select(Round.id).where(Round.cycle_id == cycle.id, Round.owner_key.is_not(None))).all()
        for round_id in rounds:
            owners.forget(db, round_id)
        ledger.record(db, None, "raters.forget", f"cycle:{cycle.id}", panel_id=cycle.panel_id, n_rounds=len(rounds))
        db.commit()
    _scrub(database)
    say(f"{len(rounds)} rounds: nobody can tell any more who scored what, here. Delete the backups made before today.")


def _published_at(db: Session, cycle_id: int) -> datetime | None:
    published = (Event.action == "phase.published", Event.object == f"cycle:{cycle_id}")
    found: datetime | None = db.scalar(select(func.min(Event.at)).where(*published))
    return found


def _refuse_early(published_at: datetime | None, months: int) -> None:
    if published_at is None:
        fail("the cycle is not published: until it is, an officer may have to account for a score")
    due = published_at + months * _MONTH
    if clock.now() < due:
        fail(f"published {published_at:%Y-%m-%d}; the identities are kept until {due:%Y-%m-%d} (PANEL_IDENTITY_MONTHS)")


def _scrub(database: Database) -> None:
    """What was deleted must not linger in the file: the tables are written anew."""
    full = "VACUUM" if database.engine.dialect.name == "sqlite" else "VACUUM FULL round, ballot_owner"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute(full)

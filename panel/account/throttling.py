"""Guessing of passwords, slowed down: attempts are counted by account and by address.

This file commits for itself. The guard rolls a refused post back, and a failure that were rolled back with it would not
count; so the count has a transaction of its own. It is raised before the password is looked at and taken
back when it was right, so that attempts sent at the same moment cannot all slip through.
"""

import hashlib
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from panel import ledger
from panel.db import Database
from panel.errors import TooMany
from panel.models.people import Throttle

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 50  # an office shares one address: one person's slips must not shut out the others


def count_attempt(database: Database, email: str, address: str, now: datetime) -> None:
    """Count an attempt on an account, known or not, from an address. Raises TooMany until the window has passed.

    What is refused for its account does not count against its address.
    """
    with database.transaction(write=True) as db:
        refused = _is_over(db, _account(email), PER_ACCOUNT, now) or _is_over(db, _address(address), PER_ADDRESS, now)
        db.commit()
    if refused:
        raise TooMany(
            _(
                "There were too many attempts. Wait %(minutes)s minutes and try again.",
                minutes=WINDOW // timedelta(minutes=1),
            )
        )


def forgive(db: Session, email: str, address: str) -> None:
    """The password was right: the account begins anew, and the address has one attempt less on its count."""
    db.execute(delete(Throttle).where(Throttle.key == _account(email)))
    db.execute(
        update(Throttle)
        .where(Throttle.key == _address(address), Throttle.n_failures > 0)
        .values(n_failures=Throttle.n_failures - 1)
    )


def _is_over(db: Session, key: str, limit: int, now: datetime) -> bool:
    """Raise a count by one and compare; the window runs from its first attempt and is never prolonged."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    running = Throttle.window_from > now - WINDOW
    counted = db.scalar(
        insert(Throttle)
        .values(key=key, window_from=now, n_failures=1)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "n_failures": case((running, Throttle.n_failures + 1), else_=1),
                "window_from": case((running, Throttle.window_from), else_=now),
            },
        )
        .returning(Throttle.n_failures)
    )
    if counted == limit + 1:
        ledger.record(db, None, "sign_in.throttled", key.partition(":")[0])
    return bool(counted and counted > limit)


def _account(email: str) -> str:
    """Hashed, because what is typed as an address may be a password that slipped into the wrong field."""
    return f"account:{hashlib.sha256(email.encode()).hexdigest()}"


def _address(address: str) -> str:
    return f"address:{address}"

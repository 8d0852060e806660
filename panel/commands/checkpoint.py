"""`panel checkpoint`: sign the state of the record, at most once an hour; cron, `panel mail` and every start do it."""

import argparse

from panel import checkpoints, clock
from panel.commands.terminal import ready, say
from panel.config import Settings
from panel.db import Database
from panel.errors import SettingsError


def checkpoint(_arguments: argparse.Namespace) -> None:
    """`panel checkpoint`."""
    settings, database = ready()
    signed = sign(settings, database)
    say(f"event {signed} is signed" if signed else "nothing new to sign")


def sign(settings: Settings, database: Database) -> int | None:
    """Sign what is new since an hour ago, and keep it outside the database; returns the number of the last event."""
    with database.transaction(write=True) as db:
        made = checkpoints.hourly(db, settings, clock.now())
        db.commit()
    if made is None:
        return None
    checkpoints.keep_outside(settings, made)
    return made.seq


def refuse_rollback(settings: Settings, database: Database, reason: str | None) -> None:
    """Do not serve a database that is older than what is known of it, unless somebody says why that is right.

    Raises SettingsError.
    """
    with database.transaction(write=True) as db:
        problem = next(checkpoints.older_than_outside(db, settings), None)
        if problem is None:
            return
        if reason is None:
            raise SettingsError(
                f"{problem}: an older copy was restored, or events were cut off. "
                'To go on with it, start once with --accept-rollback "the reason"; that is recorded'
            )
        made = checkpoints.accept_rollback(db, settings, reason, clock.now())
        db.commit()
    if made is not None:
        checkpoints.keep_outside(settings, made)

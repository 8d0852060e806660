"""`panel backup` and `panel restore`: a checked copy of everything but the keys, and back again."""

import argparse
from pathlib import Path

from panel import backup, clock, ledger, owners, schema
from panel.commands.terminal import fail, ready, say
from panel.config import Settings
from panel.db import Database


def create(arguments: argparse.Namespace) -> None:
    """`panel backup FILE`: the file appears whole and checked, or not at all."""
    settings, database = ready()
    target: Path = arguments.file
    if not target.absolute().parent.is_dir():
        fail(f"{target.parent}: no such folder")
    backup.create(database, settings, target)
    with database.transaction(write=True) as db:
        ledger.record(db, None, backup.CREATED, f"backup:{target.name}"[:120], n_bytes=target.stat().st_size)
        db.commit()
    say(f"{target}: complete and checked. Keep it apart from the folder {settings.instance / 'keys'}")


def restore(arguments: argparse.Namespace) -> None:
    """`panel restore FILE`: only a sound backup comes back, and what was there is kept."""
    settings = Settings.from_env()
    source: Path = arguments.file
    if not source.is_file():
        fail(f"{source}: no such file")
    kept = backup.restore(settings, source, replace=arguments.replace, now=clock.now())
    if kept is not None:
        say(f"What was there is kept as {kept}")
    database = Database(settings.database_url)
    schema.upgrade(database.engine, seal_key=settings.seal_key)
    with database.transaction(write=True) as db:
        ledger.record(db, None, "backup.restore", f"backup:{source.name}"[:120])
        db.commit()
        fitting = owners.key_fits(db, settings.seal_key)
    say(f"Restored: {source}")
    if not fitting:
        say("The seal key in this instance is another one: sealed scores of this backup cannot be opened with it.")

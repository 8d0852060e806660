"""What every command shares: a line for whoever typed it, a failure in one line, and the site it works on."""

import sys
from typing import NoReturn

from panel import schema, verification
from panel.config import Settings
from panel.db import Database

BAD_INPUT = 2


def fail(sentence: str) -> NoReturn:
    """One line on standard error, exit code 2."""
    print(f"panel: {' '.join(sentence.split())}", file=sys.stderr)  # noqa: T201 - this is a command
    raise SystemExit(BAD_INPUT)


def say(sentence: str) -> None:
    """A line for whoever typed the command."""
    print(sentence, flush=True)  # noqa: T201 - this is a command


def ready() -> tuple[Settings, Database]:
    """Settings and a database of the right schema. Raises SettingsError."""
    settings = Settings.from_env()
    database = Database(settings.database_url)
    schema.check(database.engine)
    return settings, database


def set_up() -> tuple[Settings, Database]:
    """Settings and a database brought to the newest schema."""
    settings = Settings.from_env()
    database = Database(settings.database_url)
    schema.upgrade(database.engine, seal_key=settings.seal_key)
    with database.transaction(write=True) as db:
        verification.adopt(db)
        db.commit()
    return settings, database

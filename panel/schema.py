"""Bring a database to the newest schema, and say whether it is there; Alembic is loaded only to change one."""

from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from panel.config import ROOT
from panel.errors import SettingsError

_MIGRATIONS = ROOT / "migrations"


def newest() -> str:
    """The revision this release needs: migrations are numbered, and their file names begin with the number."""
    return max(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def current(engine: Engine) -> str | None:
    """The revision of a database, None for an empty one."""
    with engine.connect() as connection:
        connection.info["write"] = False
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def upgrade(engine: Engine, revision: str | None = None, *, seal_key: bytes | None = None) -> None:
    """Run the migrations up to a revision (the newest), all or nothing; without a step to take nothing is loaded.

    `seal_key` is needed where a step rewrites what lies under it. Raises SettingsError where it is missing.
    """
    wanted = revision or newest()
    if current(engine) != wanted:
        with engine.begin() as connection:
            _run("upgrade", connection, wanted, seal_key)


def downgrade(engine: Engine, revision: str, *, seal_key: bytes | None = None) -> None:
    """Run the migrations back down to a revision, all or nothing; `seal_key` as for `upgrade`."""
    with engine.begin() as connection:
        _run("downgrade", connection, revision, seal_key)


def check(engine: Engine) -> None:
    """Raise SettingsError unless the database has exactly the schema this release knows."""
    found, wanted = current(engine), newest()
    if found is None:
        raise SettingsError("the database is empty: run `panel init` first")
    if found != wanted:
        raise SettingsError(f"the database has schema {found}, this release needs {wanted}: run `panel init`")


def _run(step: str, connection: Connection, revision: str, seal_key: bytes | None) -> None:
    from alembic import command  # noqa: PLC0415 - slow library: no page and no start needs it
    from alembic.config import Config  # noqa: PLC0415 - slow library

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["seal_key"] = seal_key
    migrate: Any = getattr(command, step)
    migrate(config, revision)

"""Bring a database to the newest schema, and say whether it is there."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from panel.config import ROOT
from panel.errors import SettingsError


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to a revision, all or nothing."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Run the migrations back down to a revision, all or nothing."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def check(engine: Engine) -> None:
    """Raise SettingsError unless the database has exactly the schema this release knows."""
    with engine.connect() as connection:
        connection.info["write"] = False
        found = MigrationContext.configure(connection).get_current_revision()
        wanted = ScriptDirectory.from_config(_config(connection)).get_current_head()
    if found is None:
        raise SettingsError("the database is empty: run `panel init` first")
    if found != wanted:
        raise SettingsError(f"the database has schema {found}, this release needs {wanted}: run `panel init`")

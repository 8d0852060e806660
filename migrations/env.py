"""How migrations reach the database: panel.schema hands the connection in; alone they use the settings."""

from alembic import context  # isort: skip

import panel.models  # noqa: F401 - makes the metadata complete for comparison
from panel.config import Settings
from panel.db import Base, UtcDateTime, engine_for


def include(_object: object, name: str | None, _kind: str, _reflected: bool, _compared: object) -> bool:
    """Leave what only the full-text search of one database needs out of comparisons."""
    return not (name or "").startswith("search_fts")


def render(kind: str, item: object, _context: object) -> str | bool:
    """Write our time type as what it is in the database, so that migrations import nothing of the models."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: object) -> None:
    """Run on one connection, inside the transaction its owner opened."""
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=Base.metadata,
        include_object=include,
        render_item=render,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if (handed := context.config.attributes.get("connection")) is not None:
    run(handed)
else:
    settings = Settings.from_env()
    context.config.attributes["seal_key"] = settings.seal_key
    with engine_for(settings.database_url).begin() as own:
        run(own)

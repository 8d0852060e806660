"""The database: engine, column types, and the transaction in which everything happens."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from secrets import token_hex
from typing import Annotated, Any, cast

from sqlalchemy import (
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Result,
    Select,
    String,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

# Releases that carry the repair of the race in which a WAL reset corrupts the file (repaired in 3.51.3).
_WAL_REPAIRED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
_LOCK_WAIT_MS = 15_000
_BATCH = 5_000  # rows


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware UTC in, aware UTC out, on both databases; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every record; constraint names follow one pattern so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy reads it as a plain class attribute


Key = Annotated[int, mapped_column(primary_key=True)]
Line = Annotated[str, mapped_column(String(300))]
Prose = Annotated[str, mapped_column(Text)]
Salt = Annotated[str, mapped_column(String(32), default=lambda: token_hex(16))]
"""Random, beside what the ledger commits to, so that erasing a text leaves nothing to guess it from."""


def rows_changed(result: Result[Any]) -> int:
    """How many rows an UPDATE or DELETE met: 0 tells that somebody else was faster."""
    return cast("CursorResult[Any]", result).rowcount


def batches(db: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of a query as the driver gives them, many at a time: for hundreds of thousands of them.

    Numbers and short texts only, because no type of ours reads what is in them.
    """
    with db.connection().execute(query) as result:
        cursor: Any = result.cursor
        while rows := cursor.fetchmany(_BATCH):
            yield rows


class Database:
    """One engine, and sessions that live exactly as long as one transaction."""

    def __init__(self, url: str) -> None:
        self.engine = engine_for(url)

    @contextmanager
    def transaction(self, *, write: bool, waits: bool = True) -> Iterator[Session]:
        """A session in one transaction; a write takes the lock at once, and only the caller commits.

        SQLite loses half of concurrent read-then-write transactions unless the lock is taken before the first
        read, so `write=True` begins IMMEDIATE. Whatever was not committed when the block ends is rolled back.
        With `waits=False` OperationalError is raised at once where SQLite has another writer.
        """
        with self.engine.connect() as connection:
            connection.info.update(write=write, waits=waits)
            with Session(connection, expire_on_commit=False, info={"write": write}) as session:
                yield session

    def dispose(self) -> None:
        """Close pooled connections, for instance in a freshly forked worker."""
        self.engine.dispose(close=False)


def engine_for(url: str) -> Engine:
    """An engine with this project's rules for its database; what it is asked is never quoted in an error."""
    if url.startswith("sqlite"):
        engine = create_engine(
            url, pool_size=20, max_overflow=20, connect_args={"check_same_thread": False}, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True)


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite release has the repaired write-ahead log."""
    return version >= _WAL_REPAIRED[-1] or any(
        version[:2] == repaired[:2] and version >= repaired for repaired in _WAL_REPAIRED
    )


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin transactions behind our back
    journal = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "TRUNCATE"
    for pragma in (
        f"busy_timeout={_LOCK_WAIT_MS}",
        f"journal_mode={journal}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-2000",  # KiB for each connection, and each thread of each worker holds one
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes: Any = connection.info.get("write", True)
    waits: Any = connection.info.get("waits", True)
    if waits is not connection.info.get("waited", True):
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_LOCK_WAIT_MS if waits else 0}")
        connection.info["waited"] = waits
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

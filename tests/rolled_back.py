"""A database for one test: everything it commits lands in one outer transaction that is rolled back at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from panel.db import Database


class RolledBack(Database):
    """Stands in for Database: same transactions, but each is a savepoint inside the test's own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.connection = engine.connect()

    def __enter__(self) -> Self:
        self.outer = self.connection.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.outer.rollback()
        self.connection.close()

    @contextmanager
    def transaction(self, *, write: bool, waits: bool = True) -> Iterator[Session]:
        """A session on the test's connection; what it does not commit is rolled back to where it began."""
        with Session(self.connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            yield session

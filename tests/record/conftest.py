"""A panel in which everything the record commits to has happened, and databases of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from panel import clock, commitments, ledger
from panel.comments.actions import edit_comment
from panel.comments.queries import comment as comment_here
from panel.config import Settings
from panel.db import Database
from panel.decisions.actions import Values, amend_decision, record_decision
from panel.decisions.queries import decision_here
from panel.models.comments import CommentType
from panel.models.decisions import Tier
from panel.models.people import Role
from panel.policy.subjects import Actor
from panel.reports.actions import freeze_report
from panel.reports.queries import document
from tests.make import Make
from tests.scored import Scored

DROPPED = (
    *(f"DROP TRIGGER {table}_{name}" for table in ("event", "checkpoint") for name in ("no_update", "no_delete")),
)


@pytest.fixture
def lived(make: Make, db: Session, settings: Settings) -> Scored:
    """A round scored and released, a comment edited, a decision amended, a report frozen; all of it in the record."""
    scored = Scored.prepared(make)
    proposal = scored.proposals[0]
    scored.score()
    comment = make.comment(proposal, scored.members[1], "What it said at first.")
    ledger.record(db, None, "example.load", "site", commitments.untold(db))
    chair = Actor(scored.chair.id, "chair", "en", {scored.panel.id: frozenset({Role.CHAIR})})
    author = Actor(scored.members[1].id, "member", "en", {scored.panel.id: frozenset({Role.MEMBER})})
    here = comment_here(db, author, proposal.id, comment.id)
    edit_comment(db, author, here, type=CommentType.CONCERN, body="What it says now.", version=1, now=clock.now())
    scored.release()
    values = Values(Tier.PRIORITY, "文言", "Wording", "Because.", "Because it departs.")
    record_decision(db, chair, decision_here(db, chair, proposal.id), values, now=clock.now())
    again = Values(Tier.IMPORTANT, "新しい文言", "New wording", "Because.", "Because it departs.")
    amend_decision(db, chair, decision_here(db, chair, proposal.id), again, base_version=1, now=clock.now())
    source, made = document(db, settings.seal_key, None, scored.cycle.id, None)
    freeze_report(db, chair, source, made, now=clock.now())
    db.commit()
    return scored


@pytest.fixture
def tampering(db: Session) -> Callable[..., object]:
    """with tampering(statement, …): what these change is undone afterwards; the triggers are dropped first."""

    @contextmanager
    def tampered(*statements: str) -> Iterator[None]:
        is_postgresql = db.get_bind().dialect.name == "postgresql"
        with db.begin_nested() as undone:
            for drop in DROPPED:
                db.execute(text(f"{drop} ON {drop.split()[2].partition('_')[0]}" if is_postgresql else drop))
            for statement in statements:
                db.execute(text(statement))
            db.expire_all()
            yield
            undone.rollback()
        db.expire_all()

    return tampered


@pytest.fixture
def apart(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database that really commits, for processes that race and for migrations."""
    if database_kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'apart.sqlite3'}"
    else:
        owner = create_engine(request.getfixturevalue("postgres_url"), isolation_level="AUTOCOMMIT")
        with owner.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS apart"))
            connection.execute(text("CREATE DATABASE apart"))
        url = owner.url.set(database="apart").render_as_string(hide_password=False)
        owner.dispose()
    database = Database(url)
    yield database
    database.engine.dispose()

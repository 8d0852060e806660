"""T1 to T3: whatever is changed behind the back of the application is found, and what does not fit is named."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from panel import checkpoints, clock, ledger, verification
from panel.config import Settings
from tests.scored import Scored

Tampering = Callable[..., Any]

# What is changed, and what is named for it.
CONTENTS = (
    ("UPDATE proposal_version SET submitted = NOT submitted WHERE number = 1", "proposal_version:"),
    ("UPDATE proposal_version SET salt = 'other'", "proposal_version:"),
    ("UPDATE proposal SET title_en = 'Another title'", "proposal:"),
    ("UPDATE comment SET body = body || '.'", "comment:"),
    ("UPDATE comment SET hidden_at = created_at", "comment:"),
    ("UPDATE comment SET author_id = author_id + 1", "comment:"),
    ("UPDATE comment_version SET body = 'something else'", "comment_version:"),
    ("DELETE FROM comment_version", "comment_version:"),
    ("UPDATE decision SET tier = 'priority'", "decision:"),
    ("UPDATE decision_version SET wording_ja = '別の文言'", "decision_version:"),
    ("UPDATE report SET document = document || ' '", "report:"),
    ("UPDATE report SET sha256 = 'g' || substr(sha256, 2)", "report:"),
    ("UPDATE report SET published_at = frozen_at", "report:"),
    ("UPDATE ballot SET reason = 'put into somebody''s mouth'", "ballot:"),
    ("UPDATE ballot SET voided = NOT voided", "ballot:"),
    ("UPDATE ballot SET recorded = draft", "ballot:"),
    ("UPDATE ballot SET receipt = NULL", "ballot:"),
    ("UPDATE mark SET value = 1 WHERE value = 4", "other marks"),
    ("DELETE FROM mark WHERE value = 2", "other marks"),
    ("UPDATE tally_row SET rank = 1", "inputs give"),
    ("UPDATE tally_row SET total = total + 0.001", "inputs give"),
    ("UPDATE snapshot SET inputs = replace(inputs, ',5', ',4')", "inputs give"),
    ("UPDATE snapshot SET sha256 = 'g' || substr(sha256, 2)", "the record speaks of"),
)


def first(db: Session, settings: Settings) -> str:
    """The first thing that is found to be wrong."""
    return next(verification.problems(db, settings), "")


def test_what_happened_by_the_application_fits(db: Session, settings: Settings, lived: Scored) -> None:
    checkpoints.make(db, settings, clock.now())
    assert list(verification.problems(db, settings)) == []


def test_content_that_was_changed_without_an_event_is_named(
    db: Session, settings: Settings, lived: Scored, tampering: Tampering
) -> None:
    """T3."""
    for statement, named in CONTENTS:
        with tampering(statement):
            assert named in first(db, settings), statement
    assert first(db, settings) == ""


def test_a_comment_that_no_event_speaks_of_is_named(
    db: Session, settings: Settings, lived: Scored, tampering: Tampering
) -> None:
    columns = "proposal_id, author_id, type, body, version, created_at, hidden_reason, salt"
    with tampering(f"INSERT INTO comment (id, {columns}) SELECT 999, {columns} FROM comment"):
        assert first(db, settings) == "comment:999 stands in no event"


# Every column of an event, changed to what could well stand there.
EVENTS = (
    "at = (SELECT at FROM event WHERE seq = 2)",
    "actor = 'person:1'",
    "panel_id = 12345",
    "panel_id = NULL",
    "action = 'round.open'",
    "object = 'proposal:4711'",
    """detail = '{"forged": true}'""",
    "request = 'abc'",
    "software = '9'",
    "content = '{}'",
    "format = 'audit-v1'",
    f"previous = '{'0' * 64}'",
    f"hash = '{'f' * 64}'",
)


def test_an_event_that_was_changed_is_named_by_its_number(
    db: Session, settings: Settings, lived: Scored, tampering: Tampering
) -> None:
    """T1: with the triggers dropped, by SQL, column by column."""
    for change in EVENTS:
        with tampering(f"UPDATE event SET {change} WHERE seq = 3"):
            assert first(db, settings) == "event 3 does not fit the chain", change


SAME_MEANING = {
    "sqlite": (
        "detail = ' ' || detail",
        "detail = 'no JSON'",
        "content = CAST(content AS BLOB)",
        "object = object || ' '",
        "at = at || ' '",
        "at = replace(at, ' ', 'T')",
        "action = CAST(action AS BLOB)",
    ),
    "postgresql": (
        "detail = (' ' || CAST(detail AS TEXT))::json",
        "content = (CAST(content AS TEXT) || ' ')::json",
        "object = object || ' '",
    ),
}


def test_bytes_that_read_alike_are_found_too(
    db: Session, settings: Settings, lived: Scored, tampering: Tampering
) -> None:
    for change in SAME_MEANING[db.get_bind().dialect.name]:
        with tampering(f"UPDATE event SET {change} WHERE seq = 3"):
            assert first(db, settings) == "event 3 does not fit the chain", change


def test_events_that_were_removed_moved_or_doubled_are_found(
    db: Session, settings: Settings, lived: Scored, tampering: Tampering
) -> None:
    """T2."""
    with tampering("DELETE FROM event WHERE seq = 2"):
        assert first(db, settings) == "event 2 does not fit the chain"
    with tampering(*(f"UPDATE event SET seq = {new} WHERE seq = {old}" for old, new in ((2, 99), (3, 2), (99, 3)))):
        assert first(db, settings) == "event 2 does not fit the chain"
    columns = "at, actor, panel_id, action, object, detail, request, software, content, format, previous"
    doubled = f"INSERT INTO event (seq, {columns}, hash) SELECT 999, {columns}, 'x' FROM event WHERE seq = 2"
    with tampering(doubled):
        assert first(db, settings) == f"event {ledger.n_events(db)} does not fit the chain"


def test_a_cut_end_is_found_by_the_checkpoints(
    db: Session, settings: Settings, lived: Scored, tampering: Tampering
) -> None:
    made = checkpoints.make(db, settings, clock.now())
    assert made is not None
    with tampering(f"DELETE FROM event WHERE seq = {made.seq}"):
        assert first(db, settings) == f"checkpoint {made.seq} is newer than the last event, {made.seq - 1}"


def test_a_forged_checkpoint_is_found(db: Session, settings: Settings, tampering: Tampering) -> None:
    ledger.record(db, None, "example.load", "site")
    checkpoints.make(db, settings, clock.now())
    for column in ("head", "root", "signature"):
        with tampering(f"UPDATE checkpoint SET {column} = 'g' || substr({column}, 2)"):
            assert first(db, settings).startswith("checkpoint 1 "), column


def test_the_database_refuses_to_change_the_record(db: Session, settings: Settings) -> None:
    """A 16.4.2: not even by accident, and not with the rights of the application."""
    ledger.record(db, None, "example.load", "site")
    checkpoints.make(db, settings, clock.now())
    for table in ("event", "checkpoint"):
        for statement in ("UPDATE {table} SET seq = seq", "DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="append-only"), db.begin_nested():
                db.execute(text(statement.format(table=table)))

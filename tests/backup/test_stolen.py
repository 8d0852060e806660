"""What a thief of the database, its journal, its log or a backup learns of scores and of who gave them: nothing."""

import base64
import hashlib
import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from panel import backup, create_app, owners, seal
from panel.config import Settings
from panel.db import Database
from panel.models.tallies import Snapshot
from tests.make import Make
from tests.scored import Scored, scored_in
from tests.visit import Visitor

CANARY = "蜜柑kumquat-4711 なぜなら"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def handed_in(app: Flask, db: Session, scored: Scored) -> None:
    """A member scores by the page: a draft first, then the sheet itself."""
    first, second = scored.round_criteria()
    address = f"/rounds/{scored.round.id}/proposals/{scored.proposals[2].id}/score"
    member = Visitor(app, db, scored.members[2], "ja")
    answers = {f"mark_{first}": "2", f"mark_{second}": "not_applicable", "confidence": "medium", "reason": CANARY}
    member.post(f"{address}/draft", {**answers, "version": "0"}, 200)
    member.post(address, {**answers, "version": "1", "go": "stay", "nonce": "n" * 20})


def readings(found: bytes) -> list[str]:
    """Which readings of what was scored stand in some bytes."""
    hidden = re.sub(rb"\s", b"", found)
    spellings = {coding: CANARY.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be", "shift_jis")}
    spellings["json"] = json.dumps(CANARY).encode()[1:-1]
    spellings["hex"] = CANARY.encode().hex().encode()
    for shift in range(3):
        whole = base64.b64encode(b"x" * shift + CANARY.encode())
        spellings[f"base64+{shift}"] = whole[4:-4]
    spellings["marks"] = b'":"not_applicable"'
    return [
        name for name, spelling in spellings.items() if spelling in found or re.sub(rb"\s", b"", spelling) in hidden
    ]


def everything(db: Session) -> bytes:
    """Every row of every table, bytes as bytes."""
    if db.get_bind().dialect.name == "sqlite":
        tables = db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
    else:
        tables = db.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    parts = []
    for name in tables:
        for row in db.execute(text(f'SELECT * FROM "{name}"')):
            parts += [bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row]
    return b"\x00".join(parts)


def test_the_search_for_what_was_scored_would_find_it() -> None:
    assert "utf-16-le" in readings(CANARY.encode("utf-16-le"))
    assert "base64+1" in readings(base64.b64encode(b"y" + CANARY.encode()))
    assert "marks" in readings(b'{"7":"not_applicable"}')


def test_rows_log_and_answers_hold_nothing_of_an_open_round(
    app: Flask, db: Session, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    """2d L2, on both databases: what a dump of the database would hold."""
    scored = Scored.prepared(make)
    with caplog.at_level(logging.DEBUG):
        handed_in(app, db, scored)
    db.expire_all()
    assert readings(everything(db)) == []
    assert readings(caplog.text.encode()) == []


def test_files_journal_and_backup_hold_nothing_of_an_open_round(here: Settings, database: Database) -> None:
    """P1, R16: the bytes of the database, of what it leaves beside itself, and of a backup; no key is among them."""
    app = create_app(here, database)
    with database.transaction(write=True) as db:
        scored = Scored.prepared(Make(db, here))
        handed_in(app, db, scored)
    copy = backup.create(database, here, here.instance / "copy.backup")
    files = [path for path in here.instance.iterdir() if path.is_file()]
    assert copy in files
    for path in files:
        content = path.read_bytes()
        assert readings(content) == [], path
        assert here.seal_key not in content
        assert here.session_key not in content


def test_no_row_joins_a_person_to_a_ballot(app: Flask, db: Session, make: Make) -> None:
    """2d L1, P2: closed and opened, the marks of a ballot still lead to nobody."""
    scored = Scored.prepared(make)
    handed_in(app, db, scored)
    scored.score()
    ballots = [str(one) for one in db.scalars(text("SELECT id FROM ballot"))]
    scored.release()
    assert len(ballots) == 9
    joined = {name for name, columns in _columns(db).items() if _mentions(db, name, ballots) and _names_person(columns)}
    assert joined == set()
    saved = db.execute(text("SELECT actor, detail, content FROM event WHERE action = 'score.save'")).one()
    assert saved.actor.startswith("rater:")
    assert json.loads(json.dumps(saved.content)) in ({}, "{}")


def _columns(db: Session) -> dict[str, list[str]]:
    if db.get_bind().dialect.name == "sqlite":
        listed = text("SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'")
    else:
        listed = text("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
    found: dict[str, list[str]] = {}
    for table, column in db.execute(listed):
        found.setdefault(table, []).append(column)
    return found


def _mentions(db: Session, table: str, ballots: list[str]) -> bool:
    content = " ".join(str(tuple(row)) for row in db.execute(text(f'SELECT * FROM "{table}"')))
    digests = [hashlib.sha256(b"ballot" + one.encode()).hexdigest()[:32] for one in ballots]
    return any(one in content for one in [*ballots, *digests])


def _names_person(columns: list[str]) -> bool:
    """Whether a row says who; an unsealing names the officers, an event its actor."""
    return any("person" in column or column in ("author_id", "actor") for column in columns) and "seq" not in columns


def test_ballots_have_no_order_to_be_read_from(database: Database, here: Settings) -> None:
    """The order of rows would tell, with the times of the record, who saved which."""
    scored_in(database, here)
    with database.engine.connect() as connection:
        for table in ("ballot", "ballot_owner"):
            with pytest.raises(Exception, match="no such column: rowid"):
                connection.exec_driver_sql(f"SELECT rowid FROM {table}")


def test_what_is_kept_of_a_post_cannot_be_guessed_back(app: Flask, db: Session, make: Make) -> None:
    scored = Scored.prepared(make)
    handed_in(app, db, scored)
    first, second = scored.round_criteria()
    path = f"/rounds/{scored.round.id}/proposals/{scored.proposals[2].id}/score"
    sent = {f"mark_{first}": "2", f"mark_{second}": "not_applicable", "confidence": "medium", "reason": CANARY}
    guess = repr((path, sorted({**sent, "version": "1", "go": "stay", "nonce": "n" * 20}.items())))
    kept = db.scalars(text("SELECT content_sha256 FROM posted")).all()
    assert len(kept) == 1
    assert hashlib.sha256(guess.encode()).hexdigest() not in kept


def test_the_marks_of_owners_and_the_aliases_of_the_record_need_the_key(app: Flask, db: Session, make: Make) -> None:
    """2d L2: who tries every person on every proposal without the key of the round finds nobody."""
    scored = Scored.prepared(make)
    handed_in(app, db, scored)
    stored = set(db.scalars(text("SELECT mark FROM ballot_owner")))
    aliases = set(db.scalars(text("SELECT actor FROM event WHERE action = 'score.save'")))
    guesses = {
        hashlib.blake2b(guess.encode(), digest_size=16).hexdigest()
        for person in scored.members
        for guess in [str(person.id), *(f"{person.id}:{proposal.id}" for proposal in scored.proposals)]
    }
    assert len(stored) == len(aliases) == 1
    assert not stored & guesses
    assert not aliases & {f"rater:{guess}" for guess in guesses}


def test_a_receipt_cannot_be_guessed_back(database: Database, here: Settings) -> None:
    """Two sheets with the same marks on the same ballot have two receipts: what differs is sealed."""
    scored = scored_in(database, here)
    place = (scored.round, scored.members[4].id, scored.proposals[1].id)
    with database.transaction(write=True) as db:
        once, other = seal.Sheet({"1": "4"}), seal.Sheet({"1": "5"})
        receipts = [
            seal.save(db, here.seal_key, *place, version=version, sheet=sheet, record=True)[1]
            for version, sheet in enumerate((once, other, once))
        ]
    assert len(set(receipts)) == 3


# ---- Receipts, and forgetting ----


def test_there_is_a_receipt_for_every_sheet_of_the_tally(
    db: Session, make: Make, visit: Callable[..., Visitor]
) -> None:
    """2d rule 5: as many commitments as sheets, a member finds theirs, and a voided sheet has none."""
    scored = Scored.prepared(make)
    scored.score()
    make.recusal(scored.proposals[0], scored.members[4])
    scored.release()
    inputs = json.loads(db.query(Snapshot).one().inputs)
    page = visit(scored.members[0]).get(f"/cycles/{scored.cycle.id}/tally/receipts").text
    assert len(inputs["sheets"]) == 7
    assert len(set(re.findall(r"<li><code>([0-9a-f]{64})</code>", page))) == 7
    assert page.count("is in the list") == 2
    assert "is missing" not in page


def test_numbers_of_raters_hold_for_one_proposal(db: Session, make: Make) -> None:
    """2d rule 2: what is frozen does not say which sheets are one member's, nor of which group."""
    scored = Scored.prepared(make)
    scored.score()
    scored.release()
    sheets = json.loads(db.query(Snapshot).one().inputs)["sheets"]
    for proposal in scored.proposals[:2]:
        of_proposal = sorted(rater for item, rater, _group, _marks in sheets if item == proposal.code)
        assert of_proposal == [f"r{number:03d}" for number in range(1, len(of_proposal) + 1)]
    assert {group for _item, _rater, group, _marks in sheets} == {None}


def test_forgotten_raters_are_found_by_nobody(db: Session, make: Make) -> None:
    """2d rule 7: with every key there is, a ballot leads to nobody any more; the tally stands."""
    scored = Scored.prepared(make)
    scored.score()
    scored.release()
    key, round_ = make.settings.seal_key, scored.round
    later = make.round(scored.cycle, 2)
    make.ballot(later, scored.proposals[0], scored.members[0], importance="1")
    assert len(owners.owners(db, key, owners.keys_of(db, round_.id))) == 8
    owners.forget(db, round_.id)
    assert len(owners.owners(db, key, owners.keys_of(db, later.id))) == 1, "a round that is not forgotten"
    assert owners.owners(db, key, owners.keys_of(db, round_.id)) == {}
    assert db.scalar(text("SELECT count(*) FROM ballot_owner")) == 1
    assert db.scalar(text("SELECT count(*) FROM ballot")) == 9

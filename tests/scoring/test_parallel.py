"""Several windows at once, on a real database: one ballot, equal receipts, no sheet lost when a round closes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from panel import freezing, schema, seal
from panel.calc.calendar import Phase
from panel.config import Settings
from panel.db import Database
from panel.errors import Conflict
from panel.models.ballots import Ballot
from panel.models.cycles import Round
from panel.models.tallies import TallyRow
from panel.policy.subjects import Actor
from panel.scoring import queries
from tests.make import Make
from tests.scored import Scored

SHEET = seal.Sheet({"1": "4", "2": "3"}, "high", "Why.")


@pytest.fixture
def own(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database whose transactions are real: nothing is rolled back, and they do wait for each other."""
    url = f"sqlite:///{tmp_path / 'panel.sqlite3'}"
    if database_kind == "postgresql":
        owner = create_engine(request.getfixturevalue("postgres_url"), isolation_level="AUTOCOMMIT")
        with owner.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS parallel"))
            connection.execute(text("CREATE DATABASE parallel"))
        url = owner.url.set(database="parallel").render_as_string(hide_password=False)
        owner.dispose()
    database = Database(url)
    schema.upgrade(database.engine)
    yield database
    database.engine.dispose()


@pytest.fixture
def place(own: Database, settings: Settings) -> tuple[int, int, list[int]]:
    """Round, proposal and members of a round that is open."""
    with own.transaction(write=True) as db:
        scored = Scored.prepared(Make(db, settings))
        return scored.round.id, scored.proposals[0].id, [person.id for person in scored.members]


def save(db: Session, settings: Settings, round_id: int, proposal_id: int, person_id: int, sheet: seal.Sheet) -> str:
    """What a request does: load the paper, check it, record the sheet. Returns the receipt."""
    paper = queries.paper(db, Actor(person_id, "", "en"), round_id, proposal_id)
    if paper.cycle.phase is not Phase.SCORING_OPEN:
        raise Conflict
    _version, receipt = seal.save(
        db, settings.seal_key, paper.round, person_id, proposal_id, version=0, sheet=sheet, record=True
    )
    db.commit()
    return receipt or ""


def test_five_windows_with_the_same_sheet_make_one_ballot_and_get_one_receipt(
    own: Database, place: tuple[int, int, list[int]], settings: Settings
) -> None:
    round_id, proposal_id, members = place

    def window(_number: int) -> str:
        with own.transaction(write=True) as db:
            return save(db, settings, round_id, proposal_id, members[0], SHEET)

    with ThreadPoolExecutor(5) as windows:
        receipts = set(windows.map(window, range(5)))
    assert len(receipts) == 1
    with own.transaction(write=False) as db:
        assert db.scalar(select(func.count()).select_from(Ballot)) == 1


def test_five_windows_with_different_sheets_keep_one_and_tell_the_others(
    own: Database, place: tuple[int, int, list[int]], settings: Settings
) -> None:
    round_id, proposal_id, members = place

    def window(number: int) -> bool:
        with own.transaction(write=True) as db:
            try:
                return bool(save(db, settings, round_id, proposal_id, members[0], seal.Sheet({"1": str(number)})))
            except Conflict:
                return False

    with ThreadPoolExecutor(5) as windows:
        assert sum(windows.map(window, range(1, 6))) == 1


def test_every_sheet_that_was_said_to_be_recorded_is_counted_when_the_round_closes(
    own: Database, place: tuple[int, int, list[int]], settings: Settings
) -> None:
    round_id, proposal_id, members = place

    def member(person_id: int) -> int:
        with own.transaction(write=True) as db:
            try:
                return bool(save(db, settings, round_id, proposal_id, person_id, SHEET))
            except Conflict:
                return False

    def close() -> None:
        with own.transaction(write=True) as db:
            freezing.freeze_round(db, settings, None, db.get_one(Round, round_id), now=datetime.now(UTC))
            db.commit()

    with ThreadPoolExecutor(6) as everybody:
        first = [everybody.submit(member, person) for person in members[:3]]
        closing = everybody.submit(close)
        rest = [everybody.submit(member, person) for person in members[3:]]
        recorded = sum(sheet.result() for sheet in first + rest)
        closing.result()
    with own.transaction(write=False) as db:
        assert db.scalar(select(TallyRow.n).where(TallyRow.proposal_id == proposal_id)) == recorded

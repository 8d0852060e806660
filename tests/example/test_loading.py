"""The example is whole, says that it is made up, and can be loaded again."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel import example, freezing, ledger, owners
from panel.calc.consensus import ConsensusClass
from panel.calc.marks import Blank
from panel.calc.snapshot import recompute
from panel.config import Settings
from panel.cycles.queries import dates_of
from panel.cycles.timeline import timeline
from panel.db import Database
from panel.example.editions import EDITION, EXERCISE
from panel.example.opinions import opinion
from panel.models.ballots import Mark
from panel.models.comments import Comment, CommentType
from panel.models.cycles import Cycle, Round, RoundState
from panel.models.decisions import Decision, Tier
from panel.models.people import Person
from panel.models.proposals import Proposal
from panel.models.tallies import Snapshot, TallyRow
from panel.policy.places import cycle_here
from tests.rolled_back import RolledBack

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(migrated: Database, settings: Settings) -> Iterator[RolledBack]:
    """A database that holds the example, for all tests of this file; they only read."""
    with RolledBack(migrated.engine) as database:
        example.load(database, settings, NOW)
        yield database


@pytest.fixture
def db(loaded: RolledBack) -> Iterator[Session]:
    with loaded.transaction(write=False) as session:
        yield session


def the_round(db: Session, cycle: str, number: int) -> Round:
    return db.scalars(select(Round).join(Cycle).where(Cycle.name == cycle, Round.number == number)).one()


def classes(db: Session, round_: Round) -> Sequence[str]:
    rows = select(TallyRow.consensus).join(Snapshot, Snapshot.id == TallyRow.snapshot_id)
    return db.scalars(rows.where(Snapshot.round_id == round_.id)).all()


def test_both_cycles_say_that_their_scores_are_made_up(db: Session) -> None:
    assert dict(db.execute(select(Cycle.name, Cycle.synthetic)).all()) == {"example": True, "exercise": True}


def test_the_edition_holds_every_field_and_sector_in_both_languages(db: Session) -> None:
    proposals = db.execute(
        select(Proposal.kind, func.count(), func.min(Proposal.title_ja), func.min(Proposal.title_en))
        .join(Cycle)
        .where(Cycle.name == "example")
        .group_by(Proposal.kind)
    ).all()
    assert {row.kind: row.count for row in proposals} == {"technology": 38, "sector": 34}
    assert all(text for row in proposals for text in row[2:])


def test_nobody_in_it_has_a_name_of_their_own(db: Session) -> None:
    assert set(db.scalars(select(Person.given_name))) == {""}
    assert all(str(email).endswith("@example.org") for email in db.scalars(select(Person.email)))


def test_the_first_round_came_to_every_class_of_consensus(db: Session) -> None:
    assert set(classes(db, the_round(db, "example", 1))) == set(ConsensusClass)


def test_every_kind_of_silence_occurs(db: Session) -> None:
    assert set(db.scalars(select(Mark.blank).where(Mark.blank.is_not(None)))) == {
        Blank.UNABLE,
        Blank.NOT_APPLICABLE,
        Blank.ABSTAINED,
    }
    assert db.scalar(select(func.sum(TallyRow.not_yet))) > 0
    assert db.scalar(select(func.sum(TallyRow.recused))) > 0


def test_the_shown_tally_is_what_its_inputs_give(db: Session) -> None:
    stored = freezing.snapshot_of(db, the_round(db, "example", 1).id)
    assert recompute(stored.inputs).sha256 == stored.sha256


def test_about_half_of_the_second_round_is_in_and_stays_sealed(db: Session, settings: Settings) -> None:
    second = the_round(db, "example", 2)
    handed_in = owners.participation(db, settings.seal_key, second)
    assert second.state == RoundState.OPEN
    assert classes(db, second) == []
    assert 0.4 < sum(handed_in.values()) / (15 * 72) < 0.7
    assert len(handed_in) < 15, "somebody has not begun, so that there is a reminder to send"


def test_the_second_round_closes_at_five_in_japan_in_a_few_days(db: Session) -> None:
    assert the_round(db, "example", 2).closes_at == datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


def test_the_exercise_is_decided_but_for_some_and_one_departure_is_explained(db: Session) -> None:
    decisions = db.scalars(select(Decision)).all()
    n_proposals = db.scalar(select(func.count()).select_from(Proposal).join(Cycle).where(Cycle.name == "exercise"))
    assert {decision.tier for decision in decisions} == set(Tier)
    assert n_proposals / 2 < len(decisions) < n_proposals
    assert [bool(decision.departure_reason) for decision in decisions if decision.departs] == [True]


def test_comments_of_every_type_are_in_either_language(db: Session) -> None:
    comments = db.execute(select(Comment.type, Comment.body)).all()
    assert {row.type for row in comments} == set(CommentType)
    assert {row.body.isascii() for row in comments if "“" not in row.body} == {True, False}


def test_the_ledger_tells_of_the_loading_and_is_whole(db: Session) -> None:
    assert ledger.first_break(db) is None
    assert ledger.n_events(db) > 0


def test_the_phases_of_a_cycle_began_one_after_the_other(db: Session) -> None:
    for name in (EDITION, EXERCISE):
        cycle = db.scalars(select(Cycle).where(Cycle.name == name)).one()
        here = cycle_here(db, cycle.id, NOW)
        line = timeline(db, here, dates_of(db, cycle.id), NOW)
        begun = [one.begun for one in line if one.begun]
        assert begun == sorted(begun)
        assert begun[-1] < NOW


def test_the_same_member_always_scores_the_same() -> None:
    assert opinion("chair@example.org", "T01", ["importance"], 1) == opinion(
        "chair@example.org", "T01", ["importance"], 1
    )


def test_loading_again_changes_the_password_and_nothing_else(loaded: RolledBack, settings: Settings) -> None:
    with loaded.connection.begin_nested() as undone:
        accounts = example.load(loaded, settings, NOW + timedelta(days=1))
        with loaded.transaction(write=False) as db:
            assert db.scalar(select(func.count()).select_from(Cycle)) == 2
            hashes = set(db.scalars(select(Person.password_hash)))
        undone.rollback()
    assert {account.password for account in accounts} == {accounts[0].password}
    assert len(hashes) == 1
    assert PasswordHasher().verify(hashes.pop(), accounts[0].password)

"""A round freezes once, with every silence named, and is computed again before anybody reads it."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from panel import freezing, ledger, seal
from panel.calc.calendar import Phase
from panel.calc.snapshot import recompute
from panel.errors import Conflict, Missing
from panel.models.ballots import Ballot, Mark
from panel.models.cycles import RoundState, RoundVoter
from panel.models.people import RecusalLevel
from panel.models.tallies import Snapshot, TallyRow
from tests.make import Make
from tests.scored import Scored

NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def scored(make: Make) -> Scored:
    prepared = Scored.prepared(make)
    prepared.score()
    return prepared


def row(db: Session, scored: Scored, place: int) -> TallyRow:
    return db.scalars(select(TallyRow).where(TallyRow.proposal_id == scored.proposals[place].id)).one()


def test_a_round_closes_with_its_marks_words_and_phase(scored: Scored, db: Session) -> None:
    scored.freeze()
    assert (scored.round.state, scored.cycle.phase) == (RoundState.CLOSED, Phase.SCORING_CLOSED)
    assert db.scalar(select(func.count()).select_from(Mark)) == 16
    ballot = db.scalars(select(Ballot).where(Ballot.reason == "Reason of 2.")).one()
    assert ballot.stakeholder_group == "academia"


def test_a_second_freeze_finds_the_first(scored: Scored, db: Session) -> None:
    first = freezing.freeze_round(db, scored.make.settings, None, scored.round, now=NOW)
    again = freezing.freeze_round(db, scored.make.settings, None, scored.round, now=NOW)
    assert first is again
    assert db.scalar(select(func.count()).select_from(Snapshot)) == 1
    assert db.scalar(select(func.count()).select_from(TallyRow)) == 3


def test_the_author_is_not_among_those_who_were_to_score(scored: Scored, db: Session) -> None:
    scored.freeze()
    assert [row(db, scored, place).eligible for place in range(3)] == [7, 7, 6]
    assert row(db, scored, 0).not_yet == 2


@pytest.mark.parametrize("level", list(RecusalLevel))
def test_a_recusal_after_saving_takes_the_sheet_out_and_is_named(
    scored: Scored, db: Session, make: Make, level: RecusalLevel
) -> None:
    make.recusal(scored.proposals[0], scored.members[4], level=level)
    scored.freeze()
    found = row(db, scored, 0)
    assert (found.n, found.eligible, found.recused, found.not_yet) == (4, 6, 1, 2)
    assert db.scalar(select(func.count()).where(Ballot.reason == "Reason of 2.")) == 0


def test_a_voided_sheet_is_not_counted(scored: Scored, db: Session) -> None:
    seal.void(db, scored.make.settings.seal_key, scored.round, scored.members[0].id, scored.proposals[0].id)
    scored.freeze()
    assert row(db, scored, 0).n == 4


def test_a_sheet_recorded_after_a_recusal_was_lifted_counts(scored: Scored, db: Session, make: Make) -> None:
    make.recusal(scored.proposals[0], scored.members[0], lifted_at=NOW)
    scored.freeze()
    assert row(db, scored, 0).n == 5


def test_a_voided_sheet_is_to_be_scored_anew(scored: Scored, db: Session) -> None:
    key, person = scored.make.settings.seal_key, scored.members[0].id
    asked = [proposal.id for proposal in scored.proposals]
    assert seal.own_progress(db, key, scored.round, person, asked).recorded == set(asked[:2])
    seal.void(db, key, scored.round, person, asked[0])
    assert seal.own_progress(db, key, scored.round, person, asked).recorded == {asked[1]}


def test_every_sheet_is_counted_for_the_group_its_writer_sat_for_in_that_round(
    scored: Scored, db: Session, make: Make
) -> None:
    later = make.round(scored.cycle, 2)
    for voter in db.scalars(select(RoundVoter).where(RoundVoter.round_id == later.id)):
        voter.stakeholder_group = "government"
    scored.freeze()
    groups = select(Ballot.stakeholder_group).where(Ballot.round_id == scored.round.id)
    assert set(db.scalars(groups)) == {"industry", "academia"}


def test_a_draft_is_never_counted_and_stays_its_owners(scored: Scored, db: Session, make: Make) -> None:
    key, person, proposal = make.settings.seal_key, scored.members[4], scored.proposals[1]
    draft = seal.Sheet({"1": "1"}, reason="not yet")
    seal.save(db, key, scored.round, person.id, proposal.id, version=0, sheet=draft, record=False)
    scored.freeze()
    assert row(db, scored, 1).n == 3
    own = seal.own_ballot(db, key, scored.round, person.id, proposal.id)
    assert own is not None
    assert own.draft == draft


def test_results_stand_in_columns_as_in_the_stored_result(scored: Scored, db: Session) -> None:
    scored.freeze()
    found = row(db, scored, 0)
    overall = found.result["totals"]["all"]
    assert (found.median, found.q1, found.q3) == (overall["median"], overall["q1"], overall["q3"])
    assert found.histogram == ",".join(str(count) for count in overall["histogram"].values())
    assert found.total == 3.5
    assert found.result["criteria"]["importance"]["mean"] == 4.0


def test_the_stored_inputs_give_the_stored_hash(scored: Scored, db: Session) -> None:
    scored.freeze()
    stored = db.scalars(select(Snapshot)).one()
    assert recompute(stored.inputs).sha256 == stored.sha256


def test_a_tally_that_does_not_follow_from_its_inputs_is_not_released(scored: Scored, db: Session) -> None:
    scored.freeze()
    heavier = func.replace(Snapshot.inputs, '"weight":"1"', '"weight":"2"')
    db.execute(update(Snapshot).values(inputs=heavier))
    db.expire_all()
    with pytest.raises(Conflict):
        freezing.release_round(db, scored.make.settings, None, scored.round, now=NOW)
    assert scored.round.state == RoundState.CLOSED


def test_an_open_round_is_not_released(scored: Scored, db: Session) -> None:
    with pytest.raises(Conflict):
        freezing.release_round(db, scored.make.settings, None, scored.round, now=NOW)


def test_closing_and_releasing_are_in_the_ledger_once(scored: Scored, db: Session) -> None:
    before = ledger.n_events(db)
    scored.release()
    freezing.release_round(db, scored.make.settings, None, scored.round, now=NOW)
    assert ledger.n_events(db) == before + 2
    assert ledger.first_break(db) is None


def test_the_plain_tally_is_json_by_the_imported_keys(scored: Scored, db: Session) -> None:
    scored.freeze()
    plain = freezing.tally_json(db, scored.cycle.name, 1)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert [one["id"] for one in plain["items"]] == [scored.proposals[place].code for place in (1, 0, 2)]
    assert set(plain["items"][0]["criteria"]) == {"importance", "feasibility"}
    assert plain["items"][2]["rank"] is None
    with pytest.raises(Missing):
        freezing.tally_json(db, scored.cycle.name, 2)


def test_an_imported_round_counts_those_who_handed_something_in(scored: Scored, db: Session) -> None:
    criterion, other = scored.round_criteria()
    scored.round.imported, scored.round.sealed_key = True, None
    for ballot in db.scalars(select(Ballot)).all():
        db.add(Mark(ballot_id=ballot.id, round_criterion_id=criterion, value=5))
        db.add(Mark(ballot_id=ballot.id, round_criterion_id=other, blank="not_applicable"))
    scored.freeze()
    assert [(row(db, scored, place).n, row(db, scored, place).eligible) for place in range(3)] == [
        (5, 5),
        (3, 3),
        (0, 0),
    ]

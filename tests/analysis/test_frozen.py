"""The analysis is frozen with its tally, comes out again byte for byte, and whoever changes anything is found out."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from panel import freezing, owners, recomputation, verification
from panel.analysis import frozen
from panel.calc.canonical import canonical, digest, first_difference
from panel.calc.reasons import Reason
from panel.errors import Conflict
from panel.models.ballots import Ballot, Mark
from panel.models.cycles import RoundState
from panel.models.events import Event
from panel.models.tallies import FrozenAnalysis, Snapshot, TallyRow
from tests.analysis.conftest import NOW, Judged
from tests.make import Make


def stored(db: Session) -> FrozenAnalysis:
    db.expire_all()
    return db.scalars(select(FrozenAnalysis)).one()


def test_closing_stores_the_analysis_and_the_record_names_it(judged: Judged, db: Session) -> None:
    snapshot = judged.freeze()
    kept = stored(db)
    assert kept.sha256 == digest(kept.results)
    assert kept.snapshot_id == snapshot.id
    assert 0 < kept.seed < 2**48
    assert kept.software == frozen.software()
    closed = db.scalars(select(Event).where(Event.action == "round.close")).one()
    assert closed.detail["analysis"] == kept.sha256
    plain = json.loads(kept.results)
    assert len(plain["items"]) == 8
    assert len(plain["claims"]) >= 5


def test_the_same_bytes_come_out_again(judged: Judged, db: Session) -> None:
    judged.freeze()
    assert frozen.difference(db, judged.make.settings.seal_key, judged.round.id) is None
    assert list(recomputation.differences(db, judged.make.settings.seal_key, db.scalars(select(Snapshot)).one())) == []
    judged.release()
    assert judged.round.state == RoundState.RELEASED


def test_an_analysis_that_does_not_follow_from_the_marks_is_not_released(judged: Judged, db: Session) -> None:
    judged.freeze()
    plain = json.loads(stored(db).results)
    plain["items"][2]["p_top"] = 0.123
    results = canonical(plain)
    db.execute(update(FrozenAnalysis).values(results=results, sha256=digest(results)))
    db.expire_all()
    where = frozen.difference(db, judged.make.settings.seal_key, judged.round.id)
    assert where == f"items[{plain['items'][2]['id']}].p_top"
    with pytest.raises(Conflict):
        freezing.release_round(db, judged.make.settings, None, judged.round, now=NOW)
    assert judged.round.state == RoundState.CLOSED


# ---- Whoever changes a copy is found out ----


def change_mark(judged: Judged, db: Session) -> str:
    """Another value for one mark, on the same scale."""
    of_item = select(Mark).join(Ballot).where(Ballot.proposal_id == judged.ids[3], Mark.value.is_not(None))
    mark = db.scalars(of_item.order_by(Mark.id).limit(1)).one()
    mark.value = 1 if mark.value != 1 else 3
    db.flush()
    return f"other marks than those stored: {judged.proposals[3].code} ("


def change_row(judged: Judged, db: Session) -> str:
    db.execute(update(TallyRow).where(TallyRow.proposal_id == judged.ids[5]).values(total=4.9))
    return f"not what its inputs give: {judged.proposals[5].code}.total"


def change_result(judged: Judged, db: Session) -> str:
    row = db.scalars(select(TallyRow).where(TallyRow.proposal_id == judged.ids[1])).one()
    changed = json.loads(json.dumps(row.result))
    changed["criteria"]["importance"]["mean"] = 1.0
    row.result = changed
    db.flush()
    return f"not what its inputs give: {judged.proposals[1].code}.result.criteria.importance.mean"


def change_input(judged: Judged, db: Session) -> str:
    db.execute(update(Snapshot).values(inputs=func.replace(Snapshot.inputs, '"weight":"3"', '"weight":"4"')))
    return "not what its inputs give: " + min(judged.codes(*range(8)))


def break_inputs(judged: Judged, db: Session) -> str:
    db.execute(update(Snapshot).values(inputs="{}"))
    return "they cannot be read"


def change_hash(judged: Judged, db: Session) -> str:
    db.execute(update(Snapshot).values(results_sha256="0" * 64))
    return "the hash of the results"


def change_analysis(judged: Judged, db: Session) -> str:
    db.execute(update(FrozenAnalysis).values(results=func.replace(FrozenAnalysis.results, '"in"', '"out"')))
    return "has an analysis that is not what its inputs give: its hash"


CHANGES = (change_mark, change_row, change_result, change_input, break_inputs, change_hash, change_analysis)


@pytest.mark.parametrize("change", CHANGES)
def test_verification_names_the_first_row_that_differs(
    judged: Judged, db: Session, change: Callable[[Judged, Session], str]
) -> None:
    judged.freeze()
    assert not any("tally" in problem for problem in verification.problems(db, judged.make.settings))
    expected = change(judged, db)
    db.commit()
    db.expire_all()
    problems = [one for one in verification.problems(db, judged.make.settings) if "tally" in one]
    assert any(expected in problem for problem in problems), problems


@pytest.mark.parametrize("is_gone", [True, False])
def test_an_analysis_that_is_gone_or_another_is_missed(judged: Judged, db: Session, is_gone: bool) -> None:
    judged.freeze()
    db.execute(delete(FrozenAnalysis) if is_gone else update(FrozenAnalysis).values(sha256="1" * 64))
    db.expire_all()
    problems = list(verification.problems(db, judged.make.settings))
    assert any("not the one the record speaks of" in problem for problem in problems)


def test_what_no_longer_can_be_computed_is_vouched_for_by_its_hash(judged: Judged, db: Session) -> None:
    judged.freeze()
    owners.forget(db, judged.round.id)
    db.expire_all()
    assert frozen.can_be_made_again(db, judged.round.id) is None
    assert frozen.difference(db, judged.make.settings.seal_key, judged.round.id) is None
    db.execute(update(FrozenAnalysis).values(results="{}"))
    db.expire_all()
    assert frozen.difference(db, judged.make.settings.seal_key, judged.round.id) == "its hash"


def test_what_other_software_computed_is_not_held_against_this_one(judged: Judged, db: Session) -> None:
    judged.freeze()
    kept = stored(db)
    results = kept.results.replace('"moves":0', '"moves":1')
    db.execute(update(FrozenAnalysis).values(results=results, sha256=digest(results), software="Panel 0.0.9"))
    db.expire_all()
    assert frozen.difference(db, judged.make.settings.seal_key, judged.round.id) is None


def test_the_first_difference_is_a_path() -> None:
    one = {"b": [{"id": "T1", "x": [1, 2]}, {"id": "T2", "x": [1]}], "a": 1}
    assert first_difference(one, json.loads(json.dumps(one))) is None
    assert first_difference(one, {**one, "a": 2}) == "a"
    assert first_difference(one, {**one, "b": [one["b"][0], {"id": "T2", "x": [3]}]}) == "b[T2].x[0]"  # type: ignore[index]
    assert first_difference(one, {**one, "b": []}) == "b"
    assert first_difference({"a": 1}, {}) == "a"


# ---- Printed ----


def test_the_printed_tally_has_inputs_rule_seed_software_and_the_analysis(judged: Judged, db: Session) -> None:
    snapshot = judged.freeze()
    plain = freezing.tally_json(db, judged.cycle.name, 1)
    assert (plain["snapshot"], plain["inputs_sha256"], plain["results_sha256"]) == (
        snapshot.sha256,
        snapshot.inputs_sha256,
        snapshot.results_sha256,
    )
    assert digest(canonical(plain["inputs"])) == snapshot.inputs_sha256
    assert plain["rule"] == judged.round.rule
    assert plain["seed"] == stored(db).seed
    assert plain["analysis"]["sha256"] == stored(db).sha256
    assert {"total_need", "totals", "criteria", "class", "eligible"} <= plain["items"][0].keys()
    assert [item["id"] for item in plain["analysis"]["items"]] == [item["id"] for item in plain["items"]]
    json.dumps(plain, allow_nan=False)


def test_of_an_older_tally_the_analysis_is_computed_where_there_is_a_key(judged: Judged, db: Session) -> None:
    judged.freeze()
    expected = freezing.tally_json(db, judged.cycle.name, 1)["analysis"]["items"]
    db.execute(delete(FrozenAnalysis))
    assert freezing.tally_json(db, judged.cycle.name, 1)["analysis"] is None
    found = freezing.tally_json(db, judged.cycle.name, 1, judged.make.settings.seal_key)["analysis"]
    assert (found["sha256"], found["items"]) == (None, expected)


# ---- Rounds of which little can be said are closed like any others ----


def nobody(judged: Judged) -> Reason | None:
    return Reason.TOO_FEW_RATINGS


def one_member(judged: Judged) -> Reason | None:
    for proposal in judged.proposals:
        judged.make.ballot(judged.round, proposal, judged.members[0], importance="5", burden="1")
    return Reason.TOO_FEW_RATINGS


def one_proposal(judged: Judged) -> Reason | None:
    for member in judged.members:
        judged.make.ballot(judged.round, judged.proposals[0], member, importance="3", burden="7")
    return Reason.ONE_ITEM


def all_alike(judged: Judged) -> Reason | None:
    for member in judged.members:
        for proposal in judged.proposals:
            judged.make.ballot(judged.round, proposal, member, importance="3", burden="5")
    return None


def nothing_but_blanks(judged: Judged) -> Reason | None:
    for member in judged.members:
        for proposal in judged.proposals:
            judged.make.ballot(judged.round, proposal, member, importance="abstained", burden="unable")
    return Reason.TOO_FEW_RATINGS


@pytest.mark.parametrize("given", [nobody, one_member, one_proposal, all_alike, nothing_but_blanks])
def test_every_round_can_be_closed_and_released(
    make: Make, db: Session, given: Callable[[Judged], Reason | None]
) -> None:
    judged = Judged.made(make)
    expected = given(judged)
    judged.release()
    plain = json.loads(stored(db).results)
    assert plain["reason"] == expected
    assert bool(plain["items"]) == (expected is None)


def test_a_round_whose_weights_are_all_zero_can_be_closed(judged: Judged, db: Session) -> None:
    for criterion in judged.round_criteria():
        criterion.weight *= 0
    db.commit()
    judged.release()
    assert json.loads(stored(db).results)["reason"] == Reason.TOO_FEW_RATINGS

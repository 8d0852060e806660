"""A closed round as an array: every mark where it belongs, the sheets of one member together, no person anywhere."""

from datetime import UTC, datetime

import numpy as np
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from panel import owners
from panel.analysis import loading
from panel.analysis.loading import Loaded, load
from panel.calc.marks import Scale
from panel.calc.reasons import Reason
from panel.config import Settings
from panel.errors import Missing
from panel.imports.actions import ScoreOptions, import_file
from panel.models.ballots import Ballot, BallotOwner
from panel.models.cycles import Cycle, Round
from panel.models.people import Person
from panel.models.tallies import Snapshot
from tests.analysis.conftest import GROUPS, Judged

CRITERIA = ("importance", "burden", "sector")


def loaded(judged: Judged, *numbers: int) -> Loaded:
    ids = [judged.ids[number] for number in numbers] if numbers else judged.ids
    return load(judged.make.db, judged.make.settings.seal_key, judged.round.id, ids)


def on_nine(key: str, mark: str) -> float:
    """A mark as the totals take it: stretched to the widest scale, higher is better."""
    if mark == "unable":
        return np.nan
    return 10 - int(mark) if key == "burden" else 1 + (int(mark) - 1) * 2


def test_every_mark_stands_where_its_member_gave_it(judged: Judged) -> None:
    judged.freeze()
    found = loaded(judged)
    scores = found.scores
    assert scores is not None
    assert (scores.scale, scores.criteria, scores.items) == (Scale(1, 9), CRITERIA, judged.codes(*range(8)))
    assert scores.weights.tolist() == [3, 2, 1]
    assert scores.asked[:, 2].tolist() == [False, True] * 4
    assert scores.eligible.tolist() == [7] * 8
    rows = [found.rater_of(person.id) for person in judged.members]
    assert sorted(row for row in rows if row is not None) == list(range(7))
    for (member, number), marks in judged.marks.items():
        row, place = rows[member], scores.items.index(judged.proposals[number].code)
        given = [on_nine(key, marks.get(key, "unable")) for key in CRITERIA]
        np.testing.assert_array_equal(scores.values[row, place], given)
    assert int(scores.mask.sum()) == sum(mark != "unable" for marks in judged.marks.values() for mark in marks.values())


def test_groups_and_confidence_stand_beside_the_marks(judged: Judged) -> None:
    judged.freeze()
    found = loaded(judged)
    assert found.scores is not None
    assert found.scores.sureness is not None
    for person, group in zip(judged.members, GROUPS, strict=True):
        row = found.rater_of(person.id)
        assert row is not None
        assert found.scores.groups[row] == group
    assert set(found.scores.sureness[~np.isnan(found.scores.sureness)].tolist()) == {1.0, 3.0}
    assert int(np.isnan(found.scores.sureness).sum()) == 2, "the last member left two out"


def test_rows_are_in_the_order_of_names_that_only_the_key_of_the_round_computes(judged: Judged, db: Session) -> None:
    judged.freeze()
    keys = owners.keys_of(db, judged.round.id)
    linked = owners.rows(db, judged.make.settings.seal_key, keys, judged.ids)
    assert linked is not None
    names = list(linked.of_name)
    assert names == sorted(names)
    persons = [str(person.id) for person in judged.members]
    assert not any(person in names or person in linked.of_ballot for person in persons)
    aliases = [owners.alias(judged.make.settings.seal_key, keys, person.id) for person in judged.members]
    assert not any(name in alias for name in names for alias in aliases), "the record's names are others"


def test_members_who_scored_none_of_the_proposals_have_no_row(judged: Judged) -> None:
    judged.freeze()
    some = loaded(judged, 6, 7)
    assert some.scores is not None
    assert some.scores.values.shape == (6, 2, 3)
    assert some.rater_of(judged.members[6].id) is None
    rows = {some.rater_of(person.id) for person in judged.members[:6]}
    assert rows == set(range(6))
    whole = loaded(judged)
    assert whole.scores is not None
    one, other = (found.rater_of(judged.members[2].id) for found in (some, whole))
    np.testing.assert_array_equal(some.scores.values[one, 0], whole.scores.values[other, 6])


def test_who_scored_nothing_has_no_row(judged: Judged) -> None:
    judged.freeze()
    assert loaded(judged).rater_of(judged.make.person().id) is None


def test_proposals_of_another_round_are_not_in_it(judged: Judged) -> None:
    judged.freeze()
    found = load(judged.make.db, judged.make.settings.seal_key, judged.round.id, [judged.ids[0], 10**6])
    assert found.scores is not None
    assert found.scores.items == judged.codes(0)


def test_an_open_round_has_no_scores_for_anybody(judged: Judged) -> None:
    with pytest.raises(Missing):
        loaded(judged)


def test_a_voided_sheet_is_not_among_them(judged: Judged, db: Session) -> None:
    keys = owners.keys_of(db, judged.round.id)
    (mark,) = owners.marks_of(judged.make.settings.seal_key, keys, judged.members[0].id, judged.ids[:1])
    ballot = db.scalars(select(BallotOwner.ballot_id).where(BallotOwner.mark == mark)).one()
    db.execute(update(Ballot).where(Ballot.id == ballot).values(voided=True))
    judged.freeze()
    found = loaded(judged)
    assert found.scores is not None
    row = found.rater_of(judged.members[0].id)
    assert np.isnan(found.scores.values[row, found.scores.items.index(judged.proposals[0].code)]).all()


# ---- Memory ----


def test_a_round_is_read_once(judged: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    judged.freeze()
    first = loaded(judged)
    monkeypatch.setattr(loading, "_read", None)  # calling it would raise
    again = loaded(judged)
    assert again.scores is first.scores


def test_forgetting_ends_what_is_kept_and_gives_a_reason(judged: Judged, db: Session) -> None:
    judged.freeze()
    sha256 = db.scalars(select(Snapshot.sha256).where(Snapshot.round_id == judged.round.id)).one()
    assert loaded(judged).scores is not None
    owners.forget(db, judged.round.id)
    found = loaded(judged)
    assert (found.scores, found.reason) == (None, Reason.FORGOTTEN)
    assert found.rater_of(judged.members[0].id) is None
    assert not any(key[0] == sha256 for key in loading._KEPT._kept if isinstance(key, tuple))


def test_another_snapshot_is_another_round(judged: Judged, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    judged.freeze()
    first = loaded(judged)
    db.execute(update(Snapshot).values(sha256="0" * 64))
    assert loaded(judged).scores is not first.scores


def test_only_a_few_rounds_are_kept(judged: Judged, db: Session) -> None:
    judged.freeze()
    for digit in "0123456789":
        db.execute(update(Snapshot).values(sha256=digit * 64))
        loaded(judged)
    assert len(loading._KEPT) <= 3


def test_under_another_seal_key_nobody_knows_whose_sheets_belong_together(judged: Judged) -> None:
    judged.freeze()
    found = load(judged.make.db, b"x" * 32, judged.round.id, judged.ids)
    assert found.reason is None, "the round is still in memory"
    found = load(judged.make.db, b"x" * 32, judged.round.id, judged.ids, anew=True)
    assert (found.scores, found.reason) == (None, Reason.UNLINKED)


# ---- A round that took place elsewhere ----

FILE = "item_id,item_title,rater_id,criterion,score\n" + "".join(
    f"A{item},Item {item},r{rater},{key},{1 + (item * rater + len(key)) % 5}\n"
    for item in range(1, 5)
    for rater in range(1, 7)
    for key in ("worth", "ease")
)


@pytest.fixture
def imported(db: Session, settings: Settings) -> Round:
    options = ScoreOptions(1, 1, 5)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    import_file(
        db, None, "scores", FILE.encode(), "s.csv", cycle_name="past", settings=settings, now=now, options=options
    )
    return db.scalars(select(Round).join(Cycle).where(Cycle.name == "past")).one()


def test_the_sheets_of_a_past_round_are_put_together_by_its_raters(
    imported: Round, db: Session, settings: Settings
) -> None:
    asked = list(db.scalars(select(Ballot.proposal_id).distinct()))
    found = load(db, settings.seal_key, imported.id, asked)
    assert found.scores is not None
    assert found.scores.values.shape == (6, 4, 2)
    for name, person in db.execute(select(Person.family_name, Person.id).where(Person.family_name.like("r_"))):
        row, rater = found.rater_of(person), int(name[1:])
        expected = [[1 + (item * rater + len(key)) % 5 for key in ("worth", "ease")] for item in range(1, 5)]
        assert row is not None
        assert found.scores.values[row].tolist() == expected


def test_a_past_rater_is_still_nobody_an_officer_can_ask_for(imported: Round, db: Session, settings: Settings) -> None:
    keys = owners.keys_of(db, imported.id)
    ballot = db.scalars(select(Ballot.id).where(Ballot.round_id == imported.id)).first()
    assert ballot is not None
    assert owners.owner_of(db, settings.seal_key, keys, ballot) is None
    assert owners.participation(db, settings.seal_key, keys) == {}, "nothing was handed in here"
    assert owners.key_fits(db, settings.seal_key)
    assert not owners.key_fits(db, b"x" * 32)


def test_the_raters_of_a_past_round_are_forgotten_like_any_others(
    imported: Round, db: Session, settings: Settings
) -> None:
    owners.forget(db, imported.id)
    assert db.scalar(select(BallotOwner.mark).limit(1)) is None
    assert load(db, settings.seal_key, imported.id, []).reason is Reason.UNLINKED


def test_a_round_imported_before_raters_were_kept_says_so(imported: Round, db: Session, settings: Settings) -> None:
    imported.owner_key = None
    db.execute(delete(BallotOwner))
    db.flush()
    assert load(db, settings.seal_key, imported.id, []).reason is Reason.UNLINKED

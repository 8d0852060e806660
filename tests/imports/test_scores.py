"""Past scores: five answers kept apart, any names, nothing taken that is not exactly on the scale, all or nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from panel.errors import Conflict, Invalid
from panel.freezing import tally_json
from panel.imports.actions import ScoreOptions, import_file
from panel.imports.table import SHOWN, ImportRefused
from panel.models.ballots import Ballot, Mark
from panel.models.cycles import Criterion, Cycle, Panel, Round
from panel.models.events import Event
from panel.models.people import Person
from panel.models.proposals import Proposal
from tests.imports.files import SCORES, csv_file, scores_file, xlsx_file

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def bring(db: Any, settings: Any) -> Any:
    """bring(data, …): import scores as the operator does, and read the tally."""

    def brought(data: bytes, number: int = 1, lowest: int = 1, highest: int = 5, **more: Any) -> dict[str, Any]:
        options = ScoreOptions(number, lowest, highest, more.pop("direction", 1))
        given = {"cycle_name": "past", "settings": settings, "now": NOW, "options": options}
        import_file(db, None, "scores", data, more.pop("filename", "s.csv"), **{**given, **more})
        return tally_json(db, "past", number)

    return brought


def refusal(bring: Any, data: bytes, **more: Any) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        bring(data, **more)
    return refused.value


def criterion(tally: dict[str, Any], name: str, item: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = tally["items"][item]["criteria"][name]
    return found


def test_zero_blank_and_not_applicable_are_three_answers(bring: Any) -> None:
    tally = bring(
        scores_file("T1 a c 0", "T1 b c", "T1 d c   N/A", "T1 e c   判断できない", "T1 f c   棄権"), lowest=0, highest=4
    )
    one = criterion(tally, "c")
    assert (one["n"], one["eligible"], one["mean"]) == (1, 5, 0)
    assert one["blanks"] == {"not_yet": 1, "unable": 1, "not_applicable": 1, "abstained": 1, "recused": 0}


def test_a_rater_without_a_row_for_a_proposal_was_not_asked_about_it(bring: Any) -> None:
    tally = bring(scores_file("T1 a c 4", "T1 b c 2", "T2 a c 5"))
    eligible = {item["id"]: item["criteria"]["c"]["eligible"] for item in tally["items"]}
    assert eligible == {"T1": 2, "T2": 1}


def test_where_the_lowest_is_best_the_lowest_leads(bring: Any) -> None:
    tally = bring(scores_file("T1 a c 5", "T2 a c 1"), direction=-1)
    assert [item["id"] for item in tally["items"]] == ["T2", "T1"]
    assert criterion(tally, "c")["mean"] == 1


@pytest.mark.parametrize(
    "name", ["O'Brien's, \"best\"", "技術・産業の😀", "c" * 200, '=HYPERLINK("x")', "@SUM", "+cmd|' /C calc'!A0"]
)
def test_names_are_kept_as_they_were_written(bring: Any, db: Any, name: str) -> None:
    tally = bring(csv_file(SCORES, [("T1", f"Title, {name[:90]}", "r'1", name, "3", "", "")]))
    assert tally["items"][0]["title"] == f"Title, {name[:90]}"
    assert list(tally["items"][0]["criteria"]) == [name]
    assert db.query(Criterion).one().name_ja == name


def test_a_workbook_and_a_file_in_shift_jis_say_the_same(bring: Any) -> None:
    rows = [("T1", "無人機の群制御", "甲", "重要性", "3", "5", "")]
    first = bring(xlsx_file(SCORES, rows), filename="s.xlsx")
    second = bring(csv_file(SCORES, rows, "cp932"), number=2)
    assert [item["title"] for item in first["items"]] == [item["title"] for item in second["items"]]
    assert criterion(first, "重要性") == criterion(second, "重要性")


@pytest.mark.parametrize(
    "score", ["nan", "inf", "1e309", "-1", "6", "3.5", "3.0", "1e0", "３", " 3", "0_3", "03", "1" * 5000, "N/A"]
)
def test_a_score_that_is_not_exactly_on_the_scale_is_refused(bring: Any, db: Any, score: str) -> None:
    refused = refusal(bring, csv_file(SCORES, [("T1", "Title", "a", "c", score, "", "")]))
    assert "Row 2, column score" in refused.sentence
    assert "a whole number from 1 to 5" in refused.sentence
    assert db.query(Cycle).count() == 0


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("T1 a c 3 9", "is no confidence"),
        ("T1 a c   maybe", "does not say why there is no score"),
        ("T1 a c 3  N/A", "stands beside a score"),
        ("T1 a c 2", "on this further up"),
    ],
)
def test_a_row_that_contradicts_itself_or_another_is_refused_with_its_number(
    bring: Any, db: Any, row: str, sentence: str
) -> None:
    refused = refusal(bring, scores_file("T1 b c 3", "T1 a c 3" if "further" in sentence else "T2 b c 3", row))
    assert refused.sentence.startswith("Row 4, column ")
    assert sentence in refused.sentence
    assert db.query(Mark).count() == 0


def test_all_problems_are_counted_and_the_first_hundreds_listed(bring: Any, db: Any) -> None:
    refused = refusal(bring, scores_file(*(f"T{n} a c 9" for n in range(250))))
    assert refused.problems.n == 250
    assert len(refused.problems.shown) == SHOWN
    assert refused.problems.n_more == 250 - SHOWN
    assert refused.sentence.endswith("(and 249 more)")
    assert db.query(Proposal).count() == 0


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (("item_id", "item_title", "rater_id", "criterion"), "The column “score” is missing."),
        (("item_id", "提案番号", "item_title", "rater_id", "criterion", "score"), "the same as the column “item_id”"),
        (("item_id", "item_id", "item_title", "rater_id", "criterion", "score"), "stands twice"),
    ],
)
def test_columns_that_are_missing_or_doubled_are_named(bring: Any, header: tuple[str, ...], sentence: str) -> None:
    assert sentence in refusal(bring, csv_file(header, [["3"] * len(header)])).sentence


@pytest.mark.parametrize(
    ("data", "filename", "sentence"),
    [
        (b"", "s.csv", "The file is empty."),
        (b"item_id\n", "s.csv", "no rows"),
        (b'a,b\n"1,2\n', "s.csv", "never closed"),
        (b"a,b\n1\n", "s.csv", "another number of cells"),
        (b"a,b\n\x81\xff,1\n", "s.csv", "The letters cannot be read"),
        (b"a,b\n1\x00,2\n", "s.csv", "control character"),
        (b"MZ", "evil.exe", "neither a CSV nor an XLSX"),
        (b"PK\x03\x04", "s.xlsx", "not a sound XLSX"),
        (b"x", "s.xlsm", "macros"),
        (b"x", "s.xls", "old Excel"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(bring: Any, db: Any, data: bytes, filename: str, sentence: str) -> None:
    assert sentence in refusal(bring, data, filename=filename).sentence
    assert db.query(Cycle).count() == 0


def test_the_second_round_follows_the_first_and_uses_its_raters(bring: Any, db: Any) -> None:
    assert "The next round of this cycle is number 1" in refusal(bring, scores_file("T1 a c 3"), number=2).sentence
    bring(scores_file("T1 a c 3", "T1 b c 4"))
    assert "exists already" in refusal(bring, scores_file("T1 a c 3")).sentence
    assert "is number 2" in refusal(bring, scores_file("T1 a c 3"), number=3).sentence
    tally = bring(scores_file("T1 a c 5", "T1 n c 5"), number=2)
    assert criterion(tally, "c")["mean"] == 5
    assert sorted(one.family_name for one in db.query(Person)) == ["a", "b", "n"]
    assert {one.email for one in db.query(Person)} == {None}
    assert db.query(Round).filter_by(imported=True).count() == 2


def test_scores_of_another_thing_under_the_same_number_are_refused(bring: Any) -> None:
    bring(scores_file("T1 a c 3"))
    other = csv_file(SCORES, [("T1", "Another thing", "a", "c", "3", "", "")])
    assert "T1 is “Title of T1” here" in refusal(bring, other, number=2).sentence


def test_another_scale_for_the_same_criterion_is_refused(bring: Any) -> None:
    bring(scores_file("T1 a c 3"))
    refused = refusal(bring, scores_file("T1 a c 3"), number=2, highest=9)
    assert "another scale or direction" in refused.sentence


@pytest.mark.parametrize(("lowest", "highest"), [(5, 1), (3, 3), (0, 100)])
def test_a_scale_that_is_none_is_refused(bring: Any, lowest: int, highest: int) -> None:
    assert "A scale runs from" in refusal(bring, scores_file("T1 a c 3"), lowest=lowest, highest=highest).sentence


@pytest.mark.parametrize("name", ["", " x", "x" * 81, "a\nb"])
def test_a_cycle_is_not_given_a_name_that_cannot_be_one(bring: Any, db: Any, name: str) -> None:
    with pytest.raises(Invalid, match="A cycle's name"):
        bring(scores_file("T1 a c 3"), cycle_name=name)
    assert db.query(Panel).count() == 0


def test_scores_join_a_cycle_that_has_proposals_and_criteria(bring: Any, db: Any, make: Any) -> None:
    cycle = make.cycle(make.panel(), name="past")
    make.criterion(cycle, "importance")
    make.proposal(cycle, code="T1", title_ja="技術", title_en="Title of T1")
    bring(scores_file("T1 a Importance 3", "T2 a Importance 4"))
    assert db.query(Criterion).count() == 1
    assert sorted(one.code for one in db.query(Proposal)) == ["T1", "T2"]
    assert db.query(Panel).count() == 1


def test_no_scores_are_imported_while_a_round_is_open(bring: Any, make: Any) -> None:
    cycle = make.cycle(make.panel(), name="past")
    make.criterion(cycle)
    make.round(cycle)
    with pytest.raises(Conflict):
        bring(scores_file("T1 a c 3"))


def test_an_import_leaves_an_event_without_scores_or_names(bring: Any, db: Any) -> None:
    bring(scores_file("T1 secret c 3"))
    event = db.query(Event).filter_by(action="import.scores").one()
    assert event.actor == "system"
    assert event.detail == {"n_new": 1, "n_changed": 0, "n_unchanged": 0}


def test_several_confidences_of_one_sheet_keep_the_lowest_and_say_so(db: Any, settings: Any) -> None:
    data = scores_file("T1 a c 3 5", "T1 a d 3 2")
    given = {"cycle_name": "past", "settings": settings, "now": NOW, "options": ScoreOptions(1, 1, 5)}
    result = import_file(db, None, "scores", data, "s.csv", **given)
    assert "1 sheets state several confidences: the lowest is kept." in result.facts
    assert db.query(Ballot).one().confidence == "low"


@pytest.mark.slow
@pytest.mark.one_database
def test_two_hundred_thousand_rows_are_taken_in_one_go(bring: Any, db: Any) -> None:
    rows = [
        (f"T{item}", f"Title {item}", f"r{rater}", f"c{name}", str(1 + (item + rater + name) % 5), "", "")
        for item in range(400)
        for rater in range(50)
        for name in range(10)
    ]
    tally = bring(csv_file(SCORES, rows))
    assert len(tally["items"]) == 400
    assert db.query(Mark).count() == 200_000

"""A real scoring by 49 experts goes in as it is, and comes out as an independent computation has it."""

import csv
import statistics
from collections import Counter, defaultdict
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from panel.freezing import tally_json
from panel.imports.actions import ScoreOptions, import_file
from panel.models.ballots import Ballot, Mark
from panel.models.cycles import Cycle, Round, RoundState
from panel.models.people import Person

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MEANING = {"I don't know": "unable", "N/A": "not_applicable", "": "not_yet"}


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"))))


def with_answers(shared_data: Path, when: str) -> bytes:
    """One round of the file that keeps the words of every answer."""
    rows = [row for row in rows_of((shared_data / "cost_tech_scan_full.csv").read_bytes()) if row["round"] == when]
    text = StringIO(newline="")
    writer = csv.DictWriter(text, [name for name in rows[0] if name != "round"], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def brought_in(db: Any, settings: Any, data: bytes, number: int = 1) -> dict[str, Any]:
    """Import one round and read its frozen tally."""
    options = ScoreOptions(number, 1, 5)
    import_file(db, None, "scores", data, "scores.csv", cycle_name="COST", settings=settings, now=NOW, options=options)
    return tally_json(db, "COST", number)


def independent(data: bytes) -> dict[tuple[str, str], tuple[list[int], Counter[str], int]]:
    """Scores, blanks and number of raters asked, by item and criterion, with nothing of ours."""
    scores: dict[tuple[str, str], list[int]] = defaultdict(list)
    blanks: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    raters: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(data):
        place = row["item_id"], row["criterion"]
        raters[row["item_id"]].add(row["rater_id"])
        if row["score"]:
            scores[place].append(int(row["score"]))
        else:
            blanks[place][MEANING[row.get("response_raw", "")]] += 1
    return {place: (scores[place], blanks[place], len(raters[place[0]])) for place in scores.keys() | blanks.keys()}


def compare(tally: dict[str, Any], data: bytes) -> int:
    """Assert that every number agrees; returns how many criteria of items were compared."""
    ours = {(item["id"], name): one for item in tally["items"] for name, one in item["criteria"].items()}
    theirs = independent(data)
    assert ours.keys() == theirs.keys()
    for place, (scores, blanks, eligible) in theirs.items():
        one = ours[place]
        assert one["n"] == len(scores)
        assert one["eligible"] == eligible
        assert {name: n for name, n in one["blanks"].items() if n} == dict(blanks)
        assert one["mean"] == (pytest.approx(statistics.mean(scores)) if scores else None)
        assert one["median"] == (statistics.median(scores) if scores else None)
        assert one["sd"] == (pytest.approx(statistics.stdev(scores)) if len(scores) > 1 else None)
    return len(theirs)


def test_both_rounds_come_out_as_an_independent_computation_has_them(db: Any, settings: Any, shared_data: Path) -> None:
    for number, n_items in ((1, 37), (2, 34)):
        data = (shared_data / f"cost_tech_scan_round{number}.csv").read_bytes()
        tally = brought_in(db, settings, data, number)
        assert len(tally["items"]) == n_items
        assert compare(tally, data) == n_items * 9
    assert db.query(Cycle).one().phase == "TA"
    assert {one.state for one in db.query(Round)} == {RoundState.RELEASED}
    assert db.query(Person).count() == 49
    assert db.query(Mark).count() == 2610 + 2052


@pytest.mark.parametrize(("when", "n_blanks"), [("Before", 109), ("After", 78)])
def test_no_opinion_and_not_applicable_are_kept_apart(
    db: Any, settings: Any, shared_data: Path, when: str, n_blanks: int
) -> None:
    data = with_answers(shared_data, when)
    tally = brought_in(db, settings, data)
    compare(tally, data)
    stored = Counter(mark.blank for mark in db.query(Mark).filter(Mark.value.is_(None)))
    assert stored.keys() == {"unable", "not_applicable"}
    assert stored.total() == n_blanks
    assert stored == Counter(MEANING[row["response_raw"]] for row in rows_of(data) if not row["score"])


def test_confidence_is_kept_in_three_steps(db: Any, settings: Any, shared_data: Path) -> None:
    data = (shared_data / "cost_tech_scan_round1.csv").read_bytes()
    brought_in(db, settings, data)
    words = {"": None, "1": "low", "2": "low", "3": "medium", "4": "high", "5": "high"}
    sheets = {(row["item_id"], row["rater_id"]): words[row["confidence"]] for row in rows_of(data)}
    assert Counter(ballot.confidence for ballot in db.query(Ballot)) == Counter(sheets.values())

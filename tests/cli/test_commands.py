"""The commands: what they print is one JSON object or one line, what they refuse leaves nothing half done."""

import json
import os
import socket
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from sqlalchemy import select

from panel import cli, clock
from panel.db import Database
from panel.models.events import Event
from panel.models.factors import Factor
from panel.models.people import Person

SCORES = """item_id,item_title,rater_id,criterion,score,confidence,response_raw
A1,Guidance,r1,worth,5,4,
A1,Guidance,r2,worth,4,3,
A1,Guidance,r3,worth,,2,I don't know
A2,Batteries,r1,worth,2,5,
A2,Batteries,r2,worth,,1,N/A
A2,Batteries,r3,worth,1,,
"""


class Command:
    """`panel …` in this process, on an instance of its own."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys = capsys
        self.monkeypatch = monkeypatch

    def __call__(self, *words: str | Path) -> str:
        """What it prints."""
        self.monkeypatch.setattr(sys, "argv", ["panel", *map(str, words)])
        cli.main()
        return self.capsys.readouterr().out

    def refuses(self, *words: str | Path) -> str:
        """The one line it says when it refuses with exit code 2."""
        with pytest.raises(SystemExit) as stopped:
            self(*words)
        assert stopped.value.code == 2
        said = self.capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        return said.err


@pytest.fixture
def panel(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Command]:
    """The command on an empty instance with the embedded database."""
    monkeypatch.setenv("PANEL_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("PANEL_DATABASE_URL", raising=False)
    before = os.umask(0o022)
    yield Command(capsys, monkeypatch)
    os.umask(before)  # a command keeps its files to their owner, which other tests must not inherit


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    """A small file of past scores."""
    file = tmp_path / "scores.csv"
    file.write_text(SCORES, encoding="utf-8")
    return file


def _imported(panel: Command, scores: Path, *more: str) -> None:
    panel("init")
    panel("import", "scores", scores, "--cycle", "past", "--round", "1", "--scale", "1:5", *more)


def test_past_scores_are_imported_and_tallied(panel: Command, scores: Path) -> None:
    _imported(panel, scores)
    tally = json.loads(panel("tally", "past", "--round", "1", "--json"))
    first, second = tally["items"]
    assert (first["id"], first["title"], first["rank"], first["total"]) == ("A1", "Guidance", 1, 4.5)
    assert first["criteria"]["worth"]["blanks"]["unable"] == 1
    assert second["criteria"]["worth"]["blanks"]["not_applicable"] == 1
    assert second["criteria"]["worth"]["mean"] == 1.5
    assert len(tally["snapshot"]) == 64


def test_a_tally_is_computed_again_and_compared_byte_for_byte(panel: Command, scores: Path, tmp_path: Path) -> None:
    _imported(panel, scores)
    tally = json.loads(panel("tally", "past", "--round", "1", "--json"))
    said = panel("tally", "past", "--round", "1", "--recompute")
    assert said == f"the same, byte for byte: tally {tally['snapshot']}, analysis {tally['analysis']['sha256']}\n"
    assert json.loads(panel("tally", "past", "--round", "1", "--recompute", "--json")) == tally
    with sqlite3.connect(tmp_path / "instance" / "panel.sqlite3") as file:
        file.execute("update mark set value = 1 where value = 4")
    with pytest.raises(SystemExit) as stopped:
        panel("tally", "past", "--round", "1", "--recompute")
    assert stopped.value.code == 1
    assert panel.capsys.readouterr().out == "the tally was made from other marks than those stored: A1 (worth)\n"


def test_where_low_is_best_the_order_turns(panel: Command, scores: Path) -> None:
    _imported(panel, scores, "--direction", "low-is-best")
    assert [item["id"] for item in json.loads(panel("tally", "past", "--round", "1", "--json"))["items"]] == [
        "A2",
        "A1",
    ]


def test_a_report_is_written_whole(panel: Command, scores: Path, tmp_path: Path) -> None:
    _imported(panel, scores)
    panel("export", "past", "--round", "1", "--format", "docx", "--lang", "both", "--out", tmp_path / "r.docx")
    tables = docx.Document(str(tmp_path / "r.docx")).tables
    assert any("Guidance" in cell.text for table in tables for row in table.rows for cell in row.cells)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instance", "r.docx", "scores.csv"]


def test_the_ledger_of_an_import_is_whole(panel: Command, scores: Path) -> None:
    _imported(panel, scores)
    assert "all in place" in panel("verify")


def test_a_bad_score_is_named_by_row_and_nothing_is_written(panel: Command, scores: Path) -> None:
    scores.write_text(SCORES.replace("worth,5,4", "worth,6,4"), encoding="utf-8")
    panel("init")
    said = panel.refuses("import", "scores", scores, "--cycle", "past", "--round", "1", "--scale", "1:5")
    assert "2" in said
    assert "no tally" in panel.refuses("tally", "past", "--round", "1", "--json")


def test_a_round_is_imported_once(panel: Command, scores: Path) -> None:
    _imported(panel, scores)
    panel.refuses("import", "scores", scores, "--cycle", "past", "--round", "1", "--scale", "1:5")


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("tally", "past", "--round", "0", "--json"),
        ("tally", "past", "--round", "99999999999999999999", "--json"),
        ("tally", "past", "--round", "1", "--json"),
        ("tally", "past", "--round", "1", "--recompute"),
        ("tally", "past", "--round", "1"),
        ("export", "past", "--round", "1", "--format", "exe", "--out", "x"),
        ("export", "past", "--round", "1", "--format", "pdf", "--out", "/no/such/folder/x.pdf"),
        ("import", "scores", "/no/such/file", "--cycle", "past", "--round", "1", "--scale", "1:5"),
        ("import", "scores", __file__, "--cycle", "past", "--round", "1", "--scale", "5"),
        ("import", "scores", __file__, "--cycle", "past"),
        ("import", "members", __file__, "--cycle", "past"),
    ],
)
def test_bad_input_is_one_line(panel: Command, words: tuple[str, ...]) -> None:
    panel("init")
    assert panel.refuses(*words).startswith("panel: ")


def test_an_empty_instance_says_what_to_do(panel: Command) -> None:
    assert "panel init" in panel.refuses("verify")


def test_a_database_that_does_not_answer_is_one_line(panel: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_DATABASE_URL", "postgresql://127.0.0.1:1/nothing")
    assert "cannot be used" in panel.refuses("init")


def test_an_address_in_use_is_said_before_anything_is_set_up(panel: Command, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "cannot listen" in panel.refuses("serve", "--port", str(taken.getsockname()[1]))
    assert not (tmp_path / "instance").exists()


def test_the_first_administrator_is_made_on_the_server_and_chooses_the_password(panel: Command) -> None:
    """6.3.2: no account is there to begin with, and none has a password that anybody else has seen."""
    said = panel("create-administrator", "Admin@Example.org")
    assert "A password for admin@example.org is chosen" in said
    assert "/account/link/" in said
    assert "already" in panel.refuses("create-administrator", "admin@example.org")
    again = panel("link", "admin@example.org")
    assert "/account/link/" in again
    assert again != said
    panel.refuses("link", "nobody@example.org")
    panel.refuses("create-administrator", "nobody")


def test_lost_second_factors_are_removed_by_who_runs_the_server(panel: Command, tmp_path: Path) -> None:
    panel("create-administrator", "admin@example.org")
    database = Database(f"sqlite:///{tmp_path / 'instance' / 'panel.sqlite3'}")
    with database.transaction(write=True) as db:
        person = db.scalars(select(Person.id)).one()
        db.add(Factor(person_id=person, kind="app", name="x", created_at=clock.now(), sealed_secret=b"x"))
        db.commit()
    assert "admin@example.org are removed" in panel("reset-factors", "Admin@example.org")
    with database.transaction(write=False) as db:
        assert db.scalars(select(Factor.id)).all() == []
        assert db.scalars(select(Event.action).order_by(Event.seq.desc())).first() == "factor.reset"
    database.engine.dispose()
    panel.refuses("reset-factors", "nobody@example.org")


def test_of_whom_a_second_factor_is_asked_is_one_of_three_words(
    panel: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANEL_SECOND_FACTOR", "no")
    assert "off, officers or everybody" in panel.refuses("init")

"""The commands of backup, restore and forgetting: one line, and nothing half done."""

import sqlite3
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from panel import cli, clock, ledger, schema
from panel.config import Settings
from panel.db import Database
from panel.models.cycles import Cycle, Round
from panel.models.events import Event
from tests.make import Make
from tests.scored import Scored

Command = Callable[..., str]


@pytest.fixture
def panel(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """panel("backup", file): what the command prints on an instance of its own; a refusal raises SystemExit."""
    monkeypatch.setenv("PANEL_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("PANEL_DATABASE_URL", raising=False)

    def run(*words: object) -> str:
        monkeypatch.setattr(sys, "argv", ["panel", *map(str, words)])
        cli.main()
        return capsys.readouterr().out

    run("init")
    return run


def test_a_backup_and_its_restoring_are_in_the_record(panel: Command, tmp_path: Path) -> None:
    target = tmp_path / "night.backup"
    assert "complete and checked" in panel("backup", target)
    with pytest.raises(SystemExit):
        panel("backup", target)
    with pytest.raises(SystemExit):
        panel("restore", target)
    assert "is kept as" in panel("restore", target, "--replace")
    with Database(Settings.from_env().database_url).transaction(write=False) as db:
        assert list(db.scalars(select(Event.action).order_by(Event.seq))) == ["backup.restore"]
        assert ledger.first_break(db) is None
    with sqlite3.connect(target) as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (0,), "the copy came before its event"


def test_raters_are_forgotten_only_long_after_publication(
    panel: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """F29, 2d rule 7."""
    settings = Settings.from_env()
    database = Database(settings.database_url)
    schema.check(database.engine)
    with database.transaction(write=True) as db:
        scored = Scored.prepared(Make(db, settings))
        scored.score()
        scored.release()
        name, cycle_id = db.execute(select(Cycle.name, Cycle.id)).one()
    with pytest.raises(SystemExit):
        panel("forget-raters", name)
    assert "is not published" in capsys.readouterr().err
    with database.transaction(write=True) as db:
        ledger.record(db, None, "phase.published", f"cycle:{cycle_id}")
        db.commit()
    with pytest.raises(SystemExit):
        panel("forget-raters", name)
    assert "are kept until" in capsys.readouterr().err
    later = clock.now() + timedelta(days=366)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "nobody can tell any more" in panel("forget-raters", name)
    with database.transaction(write=False) as db:
        assert db.scalars(select(Round.owner_key)).all() == [None]

"""T5, T7: two processes write one chain, milestones are signed and told outside, older copies are not served unsaid."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from panel import checkpoints, cli, clock, ledger, schema, server, verification
from panel.calc.chain import FIRST, GENESIS, event_hash
from panel.config import Settings
from panel.db import Database
from panel.models.events import Checkpoint, Event, Outbox
from panel.models.people import Role
from tests.make import Make
from tests.scored import Scored
from tests.visit import Visitor

WRITER = """
import sys
from panel import ledger
from panel.db import Database
database = Database(sys.argv[1])
for n in range(50):
    with database.transaction(write=True) as db:
        for of_it in range(4):
            ledger.record(db, None, "comment.add", f"comment:{n}", by=sys.argv[2])
        db.commit()
"""


def test_two_processes_write_one_chain_without_a_gap(apart: Database) -> None:
    """T5, D11: 2 x 200 events, appended at once."""
    schema.upgrade(apart.engine)
    url = apart.engine.url.render_as_string(hide_password=False)
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, url, name]) for name in ("first", "second")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with apart.transaction(write=False) as db:
        assert db.scalars(select(Event.seq).order_by(Event.seq)).all() == list(range(1, 401))
        assert ledger.first_break(db) is None
        assert {row["by"] for row in db.scalars(select(Event.detail))} == {"first", "second"}


def test_a_writer_killed_at_any_moment_leaves_a_whole_chain(tmp_path: Path) -> None:
    """T4: what was not committed is not there, and what is there fits; of the database that lives in the writer."""
    url, before = f"sqlite:///{tmp_path / 'killed.sqlite3'}", 0
    apart = Database(url)
    schema.upgrade(apart.engine)
    for moment in (0.0, 0.007):
        writer = subprocess.Popen([sys.executable, "-c", WRITER.replace("range(50)", "range(10**6)"), url, "killed"])
        while (now := _n_events(apart)) == before:
            assert writer.poll() is None
            time.sleep(0.01)
        time.sleep(moment)
        writer.kill()
        writer.wait(10)
        before = _n_events(apart)
        assert before >= now
        with apart.transaction(write=False) as db:
            assert ledger.first_break(db) is None


def _n_events(database: Database) -> int:
    with database.transaction(write=False) as db:
        return ledger.n_events(db)


# ---- Upgrading ----

OLD_EVENT = (
    "INSERT INTO event (seq, at, actor, panel_id, action, object, detail, previous, hash) "
    "VALUES (:seq, :at, :actor, NULL, :action, 'site', :detail, :previous, :hash)"
)


def _as_it_was(apart: Database) -> None:
    """What an earlier release left behind: a chain of the first format, and a proposal with a version."""
    schema.upgrade(apart.engine, "0005")
    is_sqlite = apart.engine.dialect.name == "sqlite"
    previous = GENESIS
    with apart.engine.begin() as connection:
        for seq in (1, 2):
            event = {"seq": seq, "actor": "system", "panel": None, "action": "link.create", "object": "site"}
            event |= {"at": f"2026-11-0{seq}T01:02:03.000004+00:00", "detail": {"purpose": "first"}}
            own = event_hash(FIRST, previous, event)
            at = f"2026-11-0{seq} 01:02:03.000004{'' if is_sqlite else '+00:00'}"
            row = {name: event[name] for name in ("seq", "actor", "action")}
            row |= {"at": at, "detail": json.dumps(event["detail"]), "previous": previous, "hash": own}
            connection.execute(text(OLD_EVENT), row)
            previous = own
        now = "'2026-11-01 00:00:00'"
        connection.execute(text(f"INSERT INTO panel (id, title_ja, title_en, created_at) VALUES (1, '会', 'P', {now})"))
        connection.execute(
            text(
                "INSERT INTO cycle (id, panel_id, name, title_ja, title_en, mandate_ja, mandate_en, from_fiscal_year,"
                " to_fiscal_year, phase, rule, quorum, synthetic, version, created_at)"
                f" VALUES (1, 1, 'c', 'c', 'c', '', '', 2027, 2031, 'PR', '{{}}', 1, false, 1, {now})"
            )
        )
        connection.execute(
            text(
                "INSERT INTO proposal (id, cycle_id, code, kind, state, version, title_ja, title_en, summary_ja,"
                " summary_en, rationale_ja, rationale_en, actions_ja, actions_en, goals_ja, goals_en, horizon, area_ja,"
                " area_en, industry_code, industry_ja, industry_en, sources, created_at, updated_at) VALUES (1, 1,"
                f" 'T01', 'technology', 'draft', 1, 'い', {', '.join(repr('') for _ in range(16))}, {now}, {now})"
            )
        )
        connection.execute(
            text(
                "INSERT INTO proposal_version (id, proposal_id, number, submitted, written, created_at)"
                f' VALUES (1, 1, 1, false, \'{{"title_ja": "い"}}\', {now})'
            )
        )


def test_a_chain_of_an_earlier_release_goes_on_and_its_texts_are_taken_in(apart: Database, settings: Settings) -> None:
    """R17: the record survives an upgrade, and what was written before it is committed to from then on."""
    _as_it_was(apart)
    schema.upgrade(apart.engine, seal_key=settings.seal_key)
    with apart.transaction(write=True) as db:
        assert list(verification.problems(db, settings)) == []
        for _ in range(2):  # at every start
            verification.adopt(db)
        ledger.record(db, None, "link.create", "site")
        db.commit()
    with apart.transaction(write=True) as db:
        assert db.scalars(select(Event.format).order_by(Event.seq)).all() == [FIRST, FIRST, "audit-v2", "audit-v2"]
        assert list(verification.problems(db, settings)) == []
        db.execute(text("UPDATE proposal_version SET submitted = true"))
        assert "proposal_version:1" in next(verification.problems(db, settings))


# ---- Milestones ----


def test_a_milestone_on_a_page_is_signed_and_told_outside(
    db: Session, settings: Settings, make: Make, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    """A 11.2: the state of the record is signed with Ed25519 in the transaction of the milestone."""
    scored = Scored.prepared(make)
    scored.score()
    scored.freeze()
    checkpoints.outside(settings).unlink(missing_ok=True)
    visit(scored.chair).post(f"/rounds/{scored.round.id}/compute")
    (made,) = db.scalars(select(Checkpoint))
    last = db.scalars(select(Event).where(Event.action == "tally.compute")).one()
    assert (made.seq, made.head) == (last.seq, last.hash)
    known = checkpoints.read_outside(settings)
    assert known is not None
    assert (known.seq, known.head) == (made.seq, made.head)
    assert list(checkpoints.wrong(db, settings)) == []
    checkpoints.outside(settings).unlink()


def test_chair_and_secretariat_are_mailed_the_check_code_when_a_round_closes(
    db: Session, settings: Settings, make: Make
) -> None:
    """F10, F26: our own words and numbers, nothing that anybody typed."""
    scored = Scored.prepared(make)
    scored.score()
    db.info.clear()
    scored.freeze()
    made = checkpoints.due(db, settings, clock.now())
    assert made is not None
    mails = {row.person_id: row.body for row in db.scalars(select(Outbox))}
    assert set(mails) == {scored.chair.id, scored.secretariat.id}
    assert all(made.head in body and str(made.seq) in body for body in mails.values())
    assert checkpoints.due(db, settings, clock.now()) is None


def test_what_is_new_is_signed_at_most_hourly(db: Session, settings: Settings) -> None:
    now = clock.now()
    assert checkpoints.hourly(db, settings, now) is None
    ledger.record(db, None, "link.create", "site")
    assert checkpoints.hourly(db, settings, now) is not None
    ledger.record(db, None, "link.create", "site")
    assert checkpoints.hourly(db, settings, now) is None
    later = checkpoints.hourly(db, settings, now + checkpoints.HOURLY)
    assert later is not None
    assert later.seq == 2
    assert checkpoints.hourly(db, settings, now + 2 * checkpoints.HOURLY) is None


# ---- Older copies ----


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """panel(words…): the command on an instance of its own, which does not really serve."""
    monkeypatch.setenv("PANEL_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("PANEL_DATABASE_URL", raising=False)
    monkeypatch.setattr(server, "serve", lambda *_arguments: None)
    monkeypatch.setattr("os.umask", lambda _mask: 0)

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["panel", *words])
        cli.main()
        return capsys.readouterr().out

    return run


def test_an_older_copy_is_not_served_without_a_reason_that_is_recorded(
    panel: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """T7: what is known outside the database is newer than the database."""
    database = tmp_path / "instance" / "panel.sqlite3"
    serve = ("serve", "--port", "0")
    panel("init")
    shutil.copy(database, tmp_path / "older")
    panel(*serve)  # makes a link and signs the state of the record
    known = json.loads((tmp_path / "instance" / "keys" / "head.json").read_text())
    shutil.copy(tmp_path / "older", database)
    with pytest.raises(SystemExit) as refused:
        panel(*serve)
    assert refused.value.code == 2
    assert f"event {known['seq']} is known outside the database" in capsys.readouterr().err
    panel(*serve, "--accept-rollback", "the disk was replaced")
    with Database(f"sqlite:///{database}").transaction(write=False) as db:
        (accepted,) = db.scalars(select(Event).where(Event.action == "ledger.rollback"))
        assert accepted.detail == {"reason": "the disk was replaced", "seq": known["seq"], "head": known["head"]}
    panel(*serve)
    assert "all in place" in panel("verify")


def test_verification_by_command_names_what_was_changed_and_fails(
    panel: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panel("init")
    panel("serve", "--port", "0")
    with Database(f"sqlite:///{tmp_path / 'instance' / 'panel.sqlite3'}").engine.begin() as connection:
        connection.execute(text("DROP TRIGGER event_no_update"))
        connection.execute(text("UPDATE event SET object = 'another'"))
    with pytest.raises(SystemExit) as failed:
        panel("verify")
    assert failed.value.code == 1
    assert capsys.readouterr().out == "event 1 does not fit the chain\n"


def test_nobody_is_told_who_scored_by_the_mail_of_the_officers(make: Make, db: Session, settings: Settings) -> None:
    """The observer and the members are not told: they find the code on the page."""
    scored = Scored.prepared(make)
    make.person(Role.SECRETARIAT, make.panel("another"))
    db.info.clear()
    scored.freeze()
    checkpoints.due(db, settings, clock.now())
    assert len(db.scalars(select(Outbox.id)).all()) == 2

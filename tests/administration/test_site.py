"""The site itself, for its administrator alone: health by parts, settings without secrets, mail without its text."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import clock, config, ledger, post
from panel.administration import health
from panel.config import MailServer, Settings
from panel.db import Database
from panel.doctor import Circumstances, record, storage
from panel.errors import SettingsError
from panel.models.events import Event, Outbox
from panel.models.people import Person, Role, Throttle
from tests.make import Make
from tests.visit import Visitor, without_chance

Visit = Callable[..., Visitor]


@pytest.fixture
def configured(app: Flask) -> Callable[..., None]:
    """configured(name=value): run the site with other settings."""

    def configure(**values: Any) -> None:
        site = app.extensions["panel"]
        app.extensions["panel"] = replace(site, settings=replace(site.settings, **values))

    return configure


@pytest.fixture
def backed_up(db: Session, monkeypatch: pytest.MonkeyPatch) -> Event:
    """A backup was made just now, and the PostgreSQL of the tests counts as safe, which it is not for speed."""
    monkeypatch.setattr(storage, "_postgresql", lambda _here: None)
    event = ledger.record(db, None, record.BACKUP, "backup:made")
    db.commit()
    return event


# ---- Health ----


def test_a_site_that_works_says_so(visit: Visit, administrator: Person, backed_up: Event) -> None:
    assert "All parts work." in visit(administrator).get("/health/ready").text
    answer = visit(administrator).get("/health/ready", headers={"Accept": "application/json"})
    assert answer.json["failing"] == []  # type: ignore[index]
    assert {part["name"] for part in answer.json["parts"]} == {  # type: ignore[index]
        "database",
        "power",
        "disk",
        "clock",
        "mail",
        "backup",
        "ledger",
    }


def test_a_part_that_fails_is_named_first_and_leads_to_where_it_is_mended(
    visit: Visit, administrator: Person, backed_up: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("mail", "clock"):
        monkeypatch.setitem(health._PARTS, part, lambda _here: (False, "It stands still."))  # type: ignore[index]
    page = visit(administrator).get("/health/ready", status=503).text
    assert "2 of 7 parts fail: Clock, Mail in the outbox" in page
    assert '<a href="/administration/mail">Look at the mail' in page
    assert '<a href="/administration/settings/controls">Look at the controls' in page


def test_looking_at_the_health_of_the_database_leaves_nothing_in_it(
    visit: Visit, db: Session, administrator: Person, backed_up: Event
) -> None:
    """R22: a write is tried, and a GET still changes nothing."""
    visit(administrator).get("/health/ready")
    assert db.scalars(select(Throttle)).all() == []


def test_a_part_that_fails_is_named_and_answered_with_503_while_the_process_stays_alive(
    visit: Visit, db: Session, make: Make, administrator: Person, backed_up: Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """R22: each part is broken in turn."""
    visitor = visit(administrator)

    def failing() -> list[str]:
        answer = visitor.get("/health/ready", 503, headers={"Accept": "application/json"})
        visit().get("/health/live")
        return list(answer.json["failing"])  # type: ignore[index]

    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=0))
        assert failing() == ["disk"]
    with monkeypatch.context() as old:
        old.setattr(record, "_DAY", timedelta(seconds=-1))
        assert failing() == ["backup"]
    with monkeypatch.context() as unsafe:
        for database in ("_sqlite", "_postgresql"):
            unsafe.setattr(storage, database, lambda _here: "fsync=off")
        assert failing() == ["power"]
    with monkeypatch.context() as behind:
        behind.setattr(record, "_DRIFT", timedelta(seconds=-1))
        assert failing() == ["clock"]
    waits = Outbox(
        person_id=make.person().id,
        subject="Subject",
        body="Body",
        message_id="m",
        created_at=clock.now() - timedelta(hours=2),
        next_try_at=clock.now(),
    )
    db.add(waits)
    db.commit()
    assert failing() == ["mail"]
    db.delete(waits)
    db.commit()
    values = {column: getattr(backed_up, column) for column in Event.__table__.columns.keys()}  # noqa: SIM118
    db.add(Event(**{**values, "seq": backed_up.seq + 2, "hash": "1" * 64}))
    db.commit()
    assert failing() == ["ledger"]


def test_a_database_that_does_not_answer_fails_its_parts_and_leaves_the_others(
    settings: Settings, tmp_path: Path
) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    parts = {part.name: part.is_well for part in health.look(Circumstances(settings, empty, {}, {}, clock.now()))}
    assert not parts["database"]
    assert not parts["ledger"]
    assert parts["power"]


def test_health_is_not_there_for_anybody_else(visit: Visit, make: Make) -> None:
    """The letter "h": the answer is that of an address that does not exist."""
    panel = make.panel()
    for visitor in (visit(), *(visit(make.person(role, panel)) for role in Role)):
        visitor.get("/help")
        hidden = visitor.get("/health/ready", status=404)
        unknown = visitor.get("/health/reads", status=404)
        assert without_chance(hidden, "/health/ready?", "/health/ready") == without_chance(
            unknown, "/health/reads?", "/health/reads"
        )
        assert list(hidden.headers.keys()) == list(unknown.headers.keys())


# ---- Settings ----


def test_settings_are_shown_and_their_secrets_are_not(
    visit: Visit, administrator: Person, configured: Callable[..., None]
) -> None:
    configured(
        session_key=b"CANARY-SESSION",
        seal_key=b"CANARY-SEAL",
        database_url="postgresql+psycopg://panel:CANARY-DATABASE@db.example/panel",
        mail=MailServer("mail.example", 587, "panel", "CANARY-MAIL", "panel@example.org"),
    )
    page = visit(administrator).get("/administration/settings").text
    assert "db.example" in page
    assert "mail.example" in page
    assert "CANARY" not in page


def test_settings_are_read_in_words(visit: Visit, administrator: Person, configured: Callable[..., None]) -> None:
    configured(database_url="sqlite:///x", second_factor="off", default_language="ja")
    page = visit(administrator).get("/administration/settings").text
    assert "<b>nobody</b>" in page
    assert "<b>yes</b>" in page
    assert "<b>日本語</b>" in page


@pytest.mark.parametrize("address", ["settings", "mail", "backups", "settings/controls"])
def test_nobody_else_reaches_the_pages_of_the_site(visit: Visit, make: Make, address: str) -> None:
    panel = make.panel()
    for role in Role:
        visit(make.person(role, panel)).get(f"/administration/{address}", status=403)


def test_the_controls_of_the_site_are_listed_with_their_repair(visit: Visit, administrator: Person) -> None:
    for language, word in (("en", "Does not pass"), ("ja", "不合格")):
        assert word in visit(administrator, language).get("/administration/settings/controls").text


# ---- Mail ----


def test_unsent_mail_is_shown_without_its_text_and_tried_again(
    visit: Visit, db: Session, make: Make, administrator: Person, configured: Callable[..., None]
) -> None:
    """R19: visible, with the number of tries and the kind of error."""
    configured(mail=MailServer("mail.example"))
    now = clock.now()
    post.enqueue(db, make.person(email="waits@example.org").id, "Your invitation to Panel", "CANARY-LINK", now)
    mail = db.scalars(select(Outbox)).one()
    mail.n_tries, mail.last_error, mail.next_try_at = post.GIVES_UP_AFTER, "SMTPServerDisconnected", now
    db.commit()
    visitor = visit(administrator)
    page = visitor.get("/administration/mail").text
    assert "waits@example.org" in page
    assert "SMTPServerDisconnected" in page
    assert "Given up" in page
    assert "CANARY-LINK" not in page
    assert "CANARY-LINK" not in visitor.get("/administration/mail", headers={"Accept": "application/json"}).text
    visitor.post(f"/administration/mail/{mail.id}/again")
    db.expire_all()
    assert mail.n_tries == post.GIVES_UP_AFTER - 1
    visitor.post("/administration/mail/99999999/again", status=404)
    mail.sent_at = now
    db.commit()
    visitor.post(f"/administration/mail/{mail.id}/again", status=404)
    assert {"mail.again"} <= set(db.scalars(select(Event.action)))


def test_whoever_does_not_administer_learns_not_which_mails_wait(visit: Visit, db: Session, make: Make) -> None:
    member = make.person(Role.SECRETARIAT, make.panel())
    post.enqueue(db, member.id, "Subject", "Body", clock.now())
    db.commit()
    waiting = db.scalars(select(Outbox.id)).one()
    for number in (waiting, 99_999_999):
        visit(member).post(f"/administration/mail/{number}/again", status=403)


def test_a_test_mail_goes_to_who_asked_for_it_and_to_nobody_else(
    visit: Visit, db: Session, make: Make, administrator: Person, configured: Callable[..., None]
) -> None:
    configured(mail=MailServer("mail.example"))
    make.person()
    visitor = visit(administrator)
    assert "Send me a test mail" in visitor.get("/administration/mail").text
    visitor.post("/administration/mail/test", {"person_id": "1", "email": "other@example.org"})
    assert db.scalars(select(Outbox.person_id)).all() == [administrator.id]


# ---- Networks ----


def test_outside_the_named_networks_the_administration_does_not_exist(
    visit: Visit, administrator: Person, configured: Callable[..., None]
) -> None:
    """8.4.2: a separate path that can be closed to all but some networks."""
    visitor = visit(administrator)
    configured(administration_networks=("10.1.0.0/16", "192.0.2.7"))
    for address in ("/administration/accounts", "/administration/settings", "/health/ready"):
        visitor.get(address, status=404, environ_base={"REMOTE_ADDR": "10.2.0.1"})
        visitor.get(address, status=404, environ_base={"REMOTE_ADDR": ""})
    visitor.get("/administration/accounts", environ_base={"REMOTE_ADDR": "10.1.2.3"})
    visitor.get("/administration/accounts", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    visitor.get("/account", environ_base={"REMOTE_ADDR": "10.2.0.1"})


def test_a_network_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PANEL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PANEL_ADMINISTRATION_NETWORKS", "10.1.0.0/16, nowhere")
    with pytest.raises(SettingsError, match="PANEL_ADMINISTRATION_NETWORKS"):
        config.Settings.from_env()
    monkeypatch.setenv("PANEL_ADMINISTRATION_NETWORKS", "10.1.0.0/16, 192.0.2.7")
    assert config.Settings.from_env().administration_networks == ("10.1.0.0/16", "192.0.2.7")


# ---- What is seen from outside ----


@pytest.mark.parametrize("address", ["/.git/config", "/static/", "/console", "/instance/backups/", "/panel/config.py"])
def test_nothing_of_the_server_lies_open(visit: Visit, address: str) -> None:
    """13.4.1, 13.4.3: no repository, no listing, no console."""
    visit().get(address, status=404)


def test_outsiders_learn_no_version_and_no_state(app: Flask, visit: Visit, make: Make, administrator: Person) -> None:
    """13.4.2, 13.4.5, 13.4.6: no debugger, nothing about the state, no version of anything."""
    assert not app.debug
    assert visit().get("/health/live").text == "ok\n"
    for visitor in (visit(), visit(make.person(Role.SECRETARIAT, make.panel()))):
        assert config.VERSION not in visitor.get("/help").text
        assert "Server" not in visitor.get("/help").headers
    assert config.VERSION in visit(administrator).get("/help").text


def test_trace_is_refused(visit: Visit) -> None:
    """13.4.4."""
    assert visit().client.open("/help", method="TRACE").status_code == 405


@pytest.mark.parametrize("role", [None, *Role])
def test_the_navigation_leads_each_to_their_own_pages(visit: Visit, make: Make, role: Role | None) -> None:
    panel = make.panel()
    make.cycle(panel)
    visitor = visit(make.person(role, panel) if role else make.person(is_administrator=True))
    page = visitor.get("/").text
    assert ("/administration/accounts" in page) is (role is None)
    assert ("/proposals" in page) is (role is not None)

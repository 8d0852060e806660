"""Backups from the web: made and checked on the server, recorded, and handed out by no page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, g
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import backup
from panel.administration import backups
from panel.config import Settings
from panel.db import Database
from panel.errors import SettingsError
from panel.models.events import Event
from panel.models.people import Person
from tests.visit import Visitor

Visit = Callable[..., Visitor]
PAGE = "/administration/backups"


@pytest.fixture(autouse=True)
def copied(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Copying itself is tested elsewhere: here it leaves a small file, beside none of another test's."""

    def create(_database: Database, _settings: Settings, target: Path) -> Path:
        target.write_bytes(b"a copy")
        return target

    monkeypatch.setattr(backup, "create", create)
    _forget(settings)
    yield
    _forget(settings)


def _forget(settings: Settings) -> None:
    for path in backups.folder(settings).glob("*"):
        path.unlink()


def test_a_backup_is_made_listed_and_recorded(
    visit: Visit, db: Session, settings: Settings, administrator: Person
) -> None:
    visitor = visit(administrator)
    assert "There is no backup here yet" in visitor.get(PAGE).text
    visitor.post(PAGE)
    (made,) = backups.made(settings)
    assert backups.folder(settings).stat().st_mode & 0o077 == 0
    for language in ("ja", "en"):
        assert made.name in visit(administrator, language).get(PAGE).text
    event = db.scalars(select(Event).where(Event.action == backup.CREATED)).one()
    assert (event.object, event.actor) == (f"backup:{made.name}", f"person:{administrator.id}")


def test_a_backup_that_cannot_be_made_is_said_and_not_recorded(
    visit: Visit, db: Session, settings: Settings, administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R18: whatever goes wrong, nothing half done is left."""

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    def damaged(*_arguments: object) -> None:
        raise SettingsError("event 7 of the record does not fit")

    visitor = visit(administrator)
    for fails, sentence in ((full, "No space left on device"), (damaged, "event 7 of the record does not fit")):
        monkeypatch.setattr(backup, "create", fails)
        assert sentence in visitor.post(PAGE, status=503).text
    assert backups.made(settings) == []
    assert "backup.create" not in set(db.scalars(select(Event.action)))


def test_no_address_hands_a_backup_out(app: Flask, visit: Visit, settings: Settings, administrator: Person) -> None:
    visitor = visit(administrator)
    visitor.post(PAGE)
    (made,) = backups.made(settings)
    for address in (
        f"{PAGE}/{made.name}",
        f"/backups/{made.name}",
        f"/static/../backups/{made.name}",
        f"{PAGE}?name={made.name}",
    ):
        answer = visitor.client.get(address)
        assert answer.status_code in (200, 404)
        assert answer.mimetype == "text/html"
    with app.test_request_context():
        assert [rule.rule for rule in app.url_map.iter_rules() if "backup" in rule.rule] == [PAGE, PAGE]


def test_others_go_on_writing_while_a_backup_is_made(
    visit: Visit, administrator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R14: the transaction of the page has let go of its lock before the copy begins."""
    open_while_copying = []

    def create(_database: Database, _settings: Settings, target: Path) -> Path:
        open_while_copying.append(g.db.in_transaction())
        target.write_bytes(b"a copy")
        return target

    monkeypatch.setattr(backup, "create", create)
    visit(administrator).post(PAGE)
    assert open_while_copying == [False]

"""The controls, one by one: a sound site passes all of them, and each fails alone when its ground is taken away."""

import os
import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from panel import clock, flask_settings, ledger, schema
from panel.config import MailServer, Settings
from panel.db import Database
from panel.doctor import CONTROLS, Circumstances, examine, record, storage, supply
from panel.doctor.supply import Advisory, release
from tests.make import BEGINNING

Sickness = Callable[[Circumstances, pytest.MonkeyPatch], Circumstances]


def found_in(here: Circumstances) -> dict[str, str]:
    """What fails, with what was found."""
    findings = examine(
        here.settings, here.database, here.flask_settings, here.environment, now=here.now, production=True
    )
    return {finding.key: finding.found for finding in findings if not finding.passed}


@pytest.fixture(scope="session")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of a site as `panel init` leaves it."""
    folder = tmp_path_factory.mktemp("sites") / "instance"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PANEL_INSTANCE", str(folder))
        patch.delenv("PANEL_DATABASE_URL", raising=False)
        before = os.umask(0o077)
        database = Database(Settings.from_env().database_url)
        schema.upgrade(database.engine)
        database.engine.dispose()
        os.umask(before)
    return folder


@pytest.fixture
def sound(new_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Circumstances]:
    """A new site with nothing set but its address, what stands in front of it, and its mail."""
    monkeypatch.setenv("PANEL_INSTANCE", str(shutil.copytree(new_site, tmp_path / "instance")))
    monkeypatch.setenv("PANEL_BASE_URL", "https://panel.example.org")
    monkeypatch.setenv("PANEL_PROXIES", "1")
    monkeypatch.setenv("PANEL_MAIL_HOST", "mail.example.org")
    monkeypatch.delenv("PANEL_DATABASE_URL", raising=False)
    settings = Settings.from_env()
    database = Database(settings.database_url)
    yield Circumstances(settings, database, flask_settings(settings), {}, clock.now())
    database.engine.dispose()


def test_a_site_with_a_name_keys_and_mail_and_nothing_else_passes_everything(sound: Circumstances) -> None:
    """G13."""
    assert found_in(sound) == {}


def with_settings(**changed: Any) -> Sickness:
    """Other settings, and what Flask is told with them."""

    def change(here: Circumstances, _patch: pytest.MonkeyPatch) -> Circumstances:
        return replace(here, settings=replace(here.settings, **changed))

    return change


def with_database(*statements: str) -> Sickness:
    """Another database behind the back of the application."""

    def change(here: Circumstances, _patch: pytest.MonkeyPatch) -> Circumstances:
        with here.database.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
        return here

    return change


def with_environment(**variables: str) -> Sickness:
    """More in the environment."""
    return lambda here, _patch: replace(here, environment=variables)


def with_mode(name: str, mode: int) -> Sickness:
    """Something in the instance folder that others may read."""

    def change(here: Circumstances, _patch: pytest.MonkeyPatch) -> Circumstances:
        (here.settings.instance / name).chmod(mode)
        return here

    return change


def with_a_copied_key(here: Circumstances, _patch: pytest.MonkeyPatch) -> Circumstances:
    backup = here.settings.instance / "backups" / "monday"
    backup.mkdir(parents=True)
    (backup / "seal.key").write_bytes(b"k" * 32)
    return here


def with_a_full_disk(here: Circumstances, patch: pytest.MonkeyPatch) -> Circumstances:
    usage = namedtuple("usage", "free")
    patch.setattr(storage.shutil, "disk_usage", lambda _path: usage(10**8))
    return here


def with_a_lazy_disk(here: Circumstances, _patch: pytest.MonkeyPatch) -> Circumstances:
    lazy = Database(here.settings.database_url)
    lazy.engine = create_engine(here.settings.database_url)
    return replace(here, database=lazy)


def days_later(here: Circumstances, _patch: pytest.MonkeyPatch) -> Circumstances:
    with here.database.transaction(write=True) as db:
        ledger.record(db, None, "probe", "site")
        db.commit()
    return replace(here, now=here.now + timedelta(days=2))


def with_an_old_library(here: Circumstances, patch: pytest.MonkeyPatch) -> Circumstances:
    patch.setattr(supply, "installed", {**dict.fromkeys(supply.LEAST, "999"), "flask": "3.1.2"}.get)
    return here


def with_an_advisory(here: Circumstances, patch: pytest.MonkeyPatch) -> Circumstances:
    patch.setattr(supply, "known", lambda: (Advisory("flask", "CVE-0000-1", "high", ">=3", "all"),))
    return here


EVENT = (
    "INSERT INTO event (seq, at, actor, action, object, detail, format, previous, hash)"
    " VALUES (1, '2026-11-02 00:00:00', 'system', 'x', 'x', '{}', 'audit-v2', 'forged', 'forged')"
)
ACCOUNT = (
    "INSERT INTO person (email, family_name, given_name, family_reading, given_reading, name_en, organisation_ja,"
    " organisation_en, stakeholder_group, language, is_administrator, is_active, version, password_hash, created_at)"
    " VALUES ('chair@example.org', '', '', '', '', '', '', '', 'other', 'ja', 0, 1, 1, 'hash', '2026-11-02 00:00:00')"
)
SICK: dict[str, tuple[Sickness, ...]] = {
    "base_url": (with_settings(base_url="http://panel.example.org"),),
    "trusted_hosts": (
        with_settings(trusted_hosts=("127.0.0.1", "localhost")),
        with_settings(trusted_hosts=("panel.example.org", ".example.org")),
        with_settings(trusted_hosts=("*", "panel.example.org")),
    ),
    "cookies": tuple(
        lambda here, _patch, name=name: replace(here, flask_settings={**here.flask_settings, name: "Lax"})
        for name in ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_SAMESITE")
    ),
    "debug": (with_environment(FLASK_DEBUG="1"),),
    "mail": (with_settings(mail=None), with_settings(mail=MailServer("mail.example.org", starttls=False))),
    "second_factor": (with_settings(second_factor="off"),),
    "proxies": (with_settings(n_proxies=0), with_settings(n_proxies=9)),
    "environment": (
        with_environment(PANEL_MAIL_PASSWORD="open"),
        with_environment(PANEL_OIDC_CLIENT_SECRET="open"),
        with_environment(PANEL_DATABASE_URL="postgresql://panel:open@db/panel"),
    ),
    "keys": (with_mode("keys/seal.key", 0o440), with_mode("keys", 0o755)),
    "keys_apart": (with_a_copied_key,),
    "instance": (with_mode(".", 0o755), with_mode("panel.sqlite3", 0o644)),
    "disk": (with_a_full_disk,),
    "database": (with_a_lazy_disk,),
    "schema": (with_database("UPDATE alembic_version SET version_num = '0001'"),),
    "append_only": (with_database("DROP TRIGGER event_no_update"), with_database("DROP TRIGGER checkpoint_no_delete")),
    "ledger": (with_database(EVENT),),
    "checkpoint": (days_later,),
    "backup": (days_later,),
    "clock": (lambda here, _patch: replace(here, now=BEGINNING - timedelta(days=1)),),
    "example": (with_database(ACCOUNT),),
    "versions": (with_an_old_library,),
    "advisories": (with_an_advisory,),
}
BESIDE = {  # what one sickness brings along
    "checkpoint": {"backup"},
    "backup": {"checkpoint"},
    "ledger": {"checkpoint", "backup"},
}


def test_every_control_can_fail() -> None:
    assert set(SICK) == {control.key for control in CONTROLS}


@pytest.mark.parametrize(("key", "n"), [(key, n) for key, ways in SICK.items() for n in range(len(ways))])
def test_a_control_fails_when_its_ground_is_taken_away(
    sound: Circumstances, monkeypatch: pytest.MonkeyPatch, key: str, n: int
) -> None:
    found = found_in(SICK[key][n](sound, monkeypatch))
    assert key in found
    assert found.keys() - {key} <= BESIDE.get(key, set())


def test_a_site_for_trying_out_is_asked_only_what_every_site_needs(sound: Circumstances) -> None:
    trying = replace(sound.settings, base_url="http://127.0.0.1:8000", mail=None, second_factor="off")
    findings = examine(trying, sound.database, flask_settings(trying), {}, now=sound.now, production=False)
    assert len(findings) > 8
    assert all(finding.passed for finding in findings)


def test_a_database_of_another_structure_is_a_finding_and_no_crash(tmp_path: Path, sound: Circumstances) -> None:
    empty = replace(sound, database=Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    assert {"schema", "ledger", "checkpoint", "backup", "example", "append_only"} <= found_in(empty).keys()
    empty.database.engine.dispose()


# ---- PostgreSQL: what is set in the server, and what the application's role may do ----


@pytest.fixture
def served(sound: Circumstances, postgres_url: str) -> Iterator[Circumstances]:
    """The same site on the run's PostgreSQL."""
    database = Database(postgres_url)
    schema.upgrade(database.engine)
    yield replace(sound, database=database)
    database.engine.dispose()


@pytest.fixture
def app_role(served: Circumstances) -> Iterator[Engine]:
    """An engine whose role may do with the tables what the application does."""
    grants = (
        "CREATE ROLE panel_app",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO panel_app",
        "REVOKE UPDATE, DELETE, TRUNCATE ON event, checkpoint FROM panel_app",
    )
    owner = served.database.engine
    with owner.begin() as connection:
        for grant in grants:
            connection.execute(text(grant))
    engine = create_engine(owner.url.update_query_dict({"options": "-c role=panel_app"}))
    yield engine
    engine.dispose()
    with owner.begin() as connection:
        connection.execute(text("DROP OWNED BY panel_app"))
        connection.execute(text("DROP ROLE panel_app"))


def test_a_server_that_may_lose_what_it_acknowledged_is_named(served: Circumstances) -> None:
    """R2: the server of the tests is told not to wait for any disk."""
    assert storage.database(served) == "synchronous_commit=off, fsync=off, full_page_writes=off"


def test_the_owner_of_the_tables_is_too_mighty_for_the_application(served: Circumstances, app_role: Engine) -> None:
    """V13.2.2."""
    assert "UPDATE event" in (record.append_only(served) or "")
    as_app = Database(str(app_role.url))
    as_app.engine = app_role
    assert record.append_only(replace(served, database=as_app)) is None


def test_the_clock_of_the_server_is_compared(served: Circumstances) -> None:
    assert record.clock_sane(served) is None
    assert record.clock_sane(replace(served, now=served.now + timedelta(minutes=2))) is not None


# ---- Versions ----


@pytest.mark.parametrize(
    ("affected", "found", "expected"),
    [
        ("<3.1.3", "3.1.2", True),
        ("<3.1.3", "3.1.3", False),
        ("<3.1", "3.1.0", False),
        (">=2.6.0,<2.7.0", "2.5.9", False),
        (">=2.6.0,<2.7.0", "2.6.11", True),
        ("<2024.7.4", "2024.7.10", False),
        ("<=48.0.0", "48", True),
    ],
)
def test_versions_are_compared_as_numbers(affected: str, found: str, expected: bool) -> None:
    assert Advisory("x", "x", "high", affected, "").affects(found) is expected


def test_a_candidate_counts_as_its_release() -> None:
    assert release("3.1.0rc1") == release("3.1") == (3, 1)

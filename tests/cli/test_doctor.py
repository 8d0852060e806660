"""`panel doctor` and a start in production: one list, exit code 0 or 1, and no unsafe site is served."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from panel import cli, server
from panel.doctor import CONTROLS

Said = pytest.CaptureFixture[str]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that would have been served."""
    addresses: list[str] = []
    monkeypatch.setattr(server, "serve", lambda settings, host, port: addresses.append(settings.base_url))
    return addresses


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A new site with its address, what stands in front of it, and its mail."""
    for name, value in (
        ("PANEL_INSTANCE", str(tmp_path / "instance")),
        ("PANEL_BASE_URL", "https://panel.example.org"),
        ("PANEL_PROXIES", "1"),
        ("PANEL_MAIL_HOST", "mail.example.org"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PANEL_DATABASE_URL", raising=False)
    before = os.umask(0o022)
    yield
    os.umask(before)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of a command."""
    monkeypatch.setattr(sys, "argv", ["panel", *words])
    try:
        cli.main()
    except SystemExit as stopped:
        return int(stopped.code or 0)
    return 0


def test_a_site_with_a_name_keys_and_mail_passes_everything_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    """G13."""
    run(monkeypatch, "init")
    capsys.readouterr()
    for language, line in (("ja", "○ 記録の連鎖は途切れていない"), ("en", "○ The ledger is whole")):
        assert run(monkeypatch, "doctor", "--production", "--lang", language) == 0
        said = capsys.readouterr().out.splitlines()
        assert len(said) == len(CONTROLS)
        assert line in said


def test_what_fails_is_listed_with_its_repair(monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    run(monkeypatch, "init")
    monkeypatch.delenv("PANEL_MAIL_HOST")
    capsys.readouterr()
    assert run(monkeypatch, "doctor", "--production", "--lang", "en") == 1
    said = capsys.readouterr().out
    assert "× Mail can be sent, and not in the clear (PANEL_MAIL_HOST)\n    Set PANEL_MAIL_HOST" in said
    assert run(monkeypatch, "doctor") == 0


@pytest.mark.parametrize("asked", ["option", "environment"])
def test_production_refuses_an_unsafe_start_with_one_list(
    monkeypatch: pytest.MonkeyPatch, capsys: Said, served: list[str], asked: str
) -> None:
    monkeypatch.setenv("PANEL_SECOND_FACTOR", "off")
    monkeypatch.setenv("PANEL_MAIL_PASSWORD", "in the open")
    monkeypatch.setenv("PANEL_LANGUAGE", "en")
    words = ("serve", "--port", "8461")
    if asked == "environment":
        monkeypatch.setenv("PANEL_PRODUCTION", "1")
    else:
        words += ("--production",)
    assert run(monkeypatch, *words) == 1
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("×")]
    assert len(said) == 2
    assert served == []


def test_production_starts_when_everything_holds(
    monkeypatch: pytest.MonkeyPatch, capsys: Said, served: list[str]
) -> None:
    assert run(monkeypatch, "serve", "--production", "--port", "8462") == 0
    assert served == ["https://panel.example.org"]
    assert "  https://panel.example.org/account/first/" in capsys.readouterr().out


def test_a_site_on_this_machine_is_served_without_being_asked(
    monkeypatch: pytest.MonkeyPatch, served: list[str]
) -> None:
    monkeypatch.delenv("PANEL_BASE_URL")
    assert run(monkeypatch, "serve", "--port", "8463") == 0
    assert served == ["http://127.0.0.1:8463"]

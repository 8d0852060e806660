"""The settings of a provider: whole or not at all, by TLS, and with a secret that only its owner can read."""

from pathlib import Path

import pytest

from panel.config import Settings, is_trustworthy
from panel.errors import SettingsError

WHOLE = {
    "PANEL_OIDC_ISSUER": "https://login.office.example",
    "PANEL_OIDC_CLIENT_ID": "panel",
    "PANEL_OIDC_NAME_JA": "職員認証",
    "PANEL_OIDC_NAME_EN": "Office ID",
}


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the client's secret, and settings that name it."""
    file = tmp_path / "secret"
    file.write_text("from-a-file\n")
    file.chmod(0o400)
    monkeypatch.setenv("PANEL_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("PANEL_OIDC_CLIENT_SECRET_FILE", str(file))
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    return file


def test_a_whole_configuration_makes_a_provider_and_shows_no_secret(secret: Path) -> None:
    settings = Settings.from_env()
    assert settings.provider is not None
    assert settings.provider.client_secret == "from-a-file"
    assert "from-a-file" not in repr(settings)
    assert settings.passwords
    assert settings.n_proxies == 0


@pytest.mark.parametrize("name", ["PANEL_OIDC_CLIENT_ID", "PANEL_OIDC_CLIENT_SECRET_FILE"])
def test_half_a_configuration_stops_the_start(secret: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    monkeypatch.setenv("PANEL_OIDC_CLIENT_SECRET", "in-the-environment-for-all-to-see")
    with pytest.raises(SettingsError, match="beside it"):
        Settings.from_env()


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o644])
def test_a_secret_that_others_can_read_stops_the_start(secret: Path, mode: int) -> None:
    secret.chmod(mode)
    with pytest.raises(SettingsError, match="readable by its owner alone"):
        Settings.from_env()


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://login.office.example", True),
        ("https://login.office.example:8443/realms/office", True),
        ("http://127.0.0.1:9000", True),
        ("http://localhost:9000", True),
        ("http://login.office.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost@evil.example", False),
        ("https://user@login.office.example", False),
        ("https://", False),
        ("https://[", False),
        ("https://ofﬁce.example", False),
        ("ftp://login.office.example", False),
        ("login.office.example", False),
    ],
)
def test_an_issuer_is_spoken_to_by_tls(secret: Path, monkeypatch: pytest.MonkeyPatch, address: str, good: bool) -> None:
    monkeypatch.setenv("PANEL_OIDC_ISSUER", address)
    assert is_trustworthy(address) is good
    if good:
        assert Settings.from_env().provider is not None
    else:
        with pytest.raises(SettingsError, match="PANEL_OIDC_ISSUER"):
            Settings.from_env()


@pytest.mark.parametrize(
    ("name", "value"),
    [("PANEL_PASSWORDS", "no"), ("PANEL_PROXIES", "-1"), ("PANEL_PROXIES", "one"), ("PANEL_PROXIES", "１")],
)
def test_what_makes_no_sense_stops_the_start(
    secret: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        Settings.from_env()


def test_passwords_are_closed_only_where_there_is_another_way(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANEL_PASSWORDS", "off")
    assert not Settings.from_env().passwords
    monkeypatch.delenv("PANEL_OIDC_ISSUER")
    with pytest.raises(SettingsError, match="PANEL_PASSWORDS"):
        Settings.from_env()

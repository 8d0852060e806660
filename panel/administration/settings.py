"""The settings the site runs with, as pairs of names and values; of a secret it says only whether there is one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import make_url

from panel.config import VERSION, Settings

_NONE: Final = "–"


@dataclass(frozen=True)
class Setting:
    """One setting by its name in the environment, and its value as text; the words for it are the page's."""

    name: str
    value: str


def shown(settings: Settings) -> tuple[Setting, ...]:
    """What may be read of the settings; named one by one, so that a new secret is not shown by accident."""
    return tuple(Setting(name, value) for name, value in _rows(settings))


def _rows(settings: Settings) -> Iterator[tuple[str, str]]:
    yield "VERSION", VERSION
    yield "PANEL_BASE_URL", settings.base_url
    yield "PANEL_TRUSTED_HOSTS", _listed(settings.trusted_hosts)
    yield "PANEL_PROXIES", str(settings.n_proxies)
    yield "PANEL_INSTANCE", str(settings.instance)
    yield "PANEL_DATABASE_URL", make_url(settings.database_url).set(query={}).render_as_string(hide_password=True)
    yield "PANEL_LANGUAGE", settings.default_language
    yield "PANEL_PASSWORDS", _switch(settings.passwords)
    yield "PANEL_SECOND_FACTOR", settings.second_factor
    yield "PANEL_OIDC_ISSUER", settings.provider.issuer if settings.provider else _NONE
    yield "PANEL_ADMINISTRATION_NETWORKS", _listed(settings.administration_networks)
    yield "PANEL_READS_A_MINUTE", str(settings.reads_a_minute)
    if settings.mail is None:
        yield "PANEL_MAIL_HOST", _NONE
        return
    yield "PANEL_MAIL_HOST", f"{settings.mail.host}:{settings.mail.port}"
    yield "PANEL_MAIL_STARTTLS", _switch(settings.mail.starttls)
    yield "PANEL_MAIL_FROM", settings.mail.sender
    yield "PANEL_MAIL_USER", settings.mail.user or _NONE
    yield "PANEL_MAIL_PASSWORD", "•••" if settings.mail.password else _NONE


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or _NONE


def _switch(on: bool) -> str:
    return "on" if on else "off"

"""The controls of what was set: addresses, cookies, mail, second factor, and where secrets come from."""

from typing import Final
from urllib.parse import urlsplit

from panel.doctor.circumstances import Circumstances

_LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}
_COOKIE: Final = {
    "SESSION_COOKIE_NAME": "__Host-panel",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Strict",
}
_SECRETS: Final = ("PASSWORD", "SECRET", "TOKEN", "KEY")
_MOST_PROXIES: Final = 3


def base_url(here: Circumstances) -> str | None:
    """The site must be reached by TLS: everything that is secure by cookie rests on it."""
    return None if urlsplit(here.settings.base_url).scheme == "https" else here.settings.base_url


def trusted_hosts(here: Circumstances) -> str | None:
    """The names it answers to must be its own: no pattern, and the one in its address among them."""
    hosts = here.settings.trusted_hosts
    own = urlsplit(here.settings.base_url).hostname
    wide = [host for host in hosts if host.startswith((".", "*"))]
    if own is None or own in _LOOPBACK or own not in hosts or wide:
        return ", ".join(wide or hosts)
    return None


def cookies(here: Circumstances) -> str | None:
    """The session cookie: bound to the host and to TLS, for the server alone, never sent along from elsewhere."""
    differing = [name for name, value in _COOKIE.items() if here.flask_settings.get(name) != value]
    return ", ".join(differing) or None


def debug(here: Circumstances) -> str | None:
    """The interactive debugger runs what a visitor types."""
    told = here.environment.get("FLASK_DEBUG", "")
    on = here.flask_settings.get("DEBUG") or told.lower() not in ("", "0", "false", "no")
    return f"FLASK_DEBUG={told}" if on else None


def mail(here: Circumstances) -> str | None:
    """Invitations, reminders and warnings must leave, and not in the clear."""
    server = here.settings.mail
    if server is None:
        return "PANEL_MAIL_HOST"
    return None if server.starttls or server.host in _LOOPBACK else "PANEL_MAIL_STARTTLS=0"


def second_factor(here: Circumstances) -> str | None:
    """Whoever holds an office signs in with more than a password."""
    return f"PANEL_SECOND_FACTOR={here.settings.second_factor}" if here.settings.second_factor == "off" else None


def proxies(here: Circumstances) -> str | None:
    """Something in front speaks TLS; unless it is believed, one visitor's guesses use up what all others may fail.

    Each one more that is believed could forge an address.
    """
    n = here.settings.n_proxies
    return None if 1 <= n <= _MOST_PROXIES else f"PANEL_PROXIES={n}"


def environment(here: Circumstances) -> str | None:
    """Whoever may list processes may read their environment: secrets belong into files."""
    named = [
        name
        for name, value in here.environment.items()
        if value and name.startswith("PANEL_") and name.rpartition("_")[2] in _SECRETS
    ]
    if urlsplit(here.environment.get("PANEL_DATABASE_URL", "")).password:
        named.append("PANEL_DATABASE_URL")
    return ", ".join(sorted(named)) or None

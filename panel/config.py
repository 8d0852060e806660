"""Settings: one frozen value, read once from the environment and the instance folder; no secret has a default."""

import os
import secrets
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from panel.errors import SettingsError

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over; without one, links are shown to the secretariat to copy."""

    host: str
    port: int = 587
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str = ""
    starttls: bool = True


@dataclass(frozen=True)
class Provider:
    """A sign-in provider of the office (OpenID Connect), and how the button that leads there names it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name_ja: str
    name_en: str


@dataclass(frozen=True)
class Settings:
    """Everything an application is made from."""

    instance: Path
    database_url: str
    session_key: bytes = field(repr=False)
    seal_key: bytes = field(repr=False)  # wraps the data key of every round; never in the database
    factor_key: bytes = field(repr=False)  # seals what second factors are checked with
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    mail: MailServer | None = None
    provider: Provider | None = None
    passwords: bool = True  # off: nobody signs in with one, everybody with the provider
    n_proxies: int = 0  # whose word about a client's address is taken; more than there are lets clients invent one
    default_language: str = "ja"
    second_factor: str = "officers"  # who must have one: nobody, whoever holds an office, or everybody
    reads_a_minute: int = 300  # pages one person may open; more is a program, or somebody copying the panel
    identity_months: int = 12  # after publication, before it can be destroyed for good who scored what
    administration_networks: tuple[str, ...] = ()  # where administrators must sit; empty: anywhere
    quick_hashes: bool = False  # tests only: a cheap Argon2id profile
    testing: bool = False

    @property
    def secure_cookies(self) -> bool:
        """Cookies are bound to TLS whenever the site is reached by it."""
        return self.base_url.startswith("https:")

    @classmethod
    def from_env(cls) -> "Settings":
        """Read the environment; create the keys of a new instance folder, readable by the owner only."""
        instance = Path(os.environ.get("PANEL_INSTANCE") or ROOT / "instance").resolve()
        base_url = os.environ.get("PANEL_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
        provider = _provider()
        try:
            instance.mkdir(parents=True, exist_ok=True)
            return cls(
                instance=instance,
                database_url=database_url(os.environ.get("PANEL_DATABASE_URL"), instance),
                session_key=key_file(instance / "keys" / "session.key"),
                seal_key=key_file(instance / "keys" / "seal.key"),
                factor_key=key_file(instance / "keys" / "factor.key"),
                base_url=base_url,
                trusted_hosts=_hosts(os.environ.get("PANEL_TRUSTED_HOSTS"), base_url),
                mail=_mail_server(),
                provider=provider,
                passwords=_passwords(os.environ.get("PANEL_PASSWORDS", "on"), provider),
                n_proxies=_number("PANEL_PROXIES", 0, least=0),
                default_language=_language(os.environ.get("PANEL_LANGUAGE", "ja")),
                second_factor=_second_factor(os.environ.get("PANEL_SECOND_FACTOR", "officers")),
                reads_a_minute=_number("PANEL_READS_A_MINUTE", 300),
                identity_months=_number("PANEL_IDENTITY_MONTHS", 12, least=0),
                administration_networks=_networks(os.environ.get("PANEL_ADMINISTRATION_NETWORKS", "")),
            )
        except OSError as problem:
            raise SettingsError(f"the instance folder {instance} cannot be used: {problem.strerror}") from problem


def database_url(given: str | None, instance: Path) -> str:
    """The database to use: the embedded one in the instance folder unless another is named."""
    if not given:
        return f"sqlite:///{instance / 'panel.sqlite3'}"
    if given.startswith("postgresql://"):
        return given.replace("postgresql://", "postgresql+psycopg://", 1)
    if not given.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise SettingsError("PANEL_DATABASE_URL must start with postgresql:// or sqlite:///")
    return given


def key_file(path: Path) -> bytes:
    """32 random bytes kept in a file only its owner can read; made at the first use of a new instance."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) != 32:
            raise SettingsError(f"the key file {path.name} is damaged: it must hold 32 bytes") from None
        return key
    with os.fdopen(handle, "wb") as new:
        key = secrets.token_bytes(32)
        new.write(key)
    return key


def _hosts(given: str | None, base_url: str) -> tuple[str, ...]:
    """The names the site answers to: those given, else the one in its own address."""
    if given is None:
        named = urlsplit(base_url).hostname
        return (named,) if named and base_url.startswith("https:") else ("127.0.0.1", "localhost")
    hosts = tuple(host.strip() for host in given.split(",") if host.strip())
    if not hosts:
        raise SettingsError("PANEL_TRUSTED_HOSTS must name at least one host")
    return hosts


def _networks(given: str) -> tuple[str, ...]:
    """Networks such as 10.1.0.0/16, or single addresses."""
    networks = tuple(network.strip() for network in given.split(",") if network.strip())
    try:
        for network in networks:
            ip_network(network)
    except ValueError as problem:
        raise SettingsError(f"PANEL_ADMINISTRATION_NETWORKS: {problem}") from problem
    return networks


def _language(given: str) -> str:
    if given not in ("ja", "en"):
        raise SettingsError("PANEL_LANGUAGE must be ja or en")
    return given


def _second_factor(given: str) -> str:
    if given not in ("off", "officers", "everybody"):
        raise SettingsError("PANEL_SECOND_FACTOR must be off, officers or everybody")
    return given


def _number(name: str, usual: int, *, least: int = 1) -> int:
    given = os.environ.get(name, str(usual))
    if not (given.isascii() and given.isdecimal() and least <= int(given) < 10**6):
        raise SettingsError(f"{name} must be a number from {least} to 999999")
    return int(given)


def secret(name: str) -> str | None:
    """A secret from the file that NAME_FILE names, else from the environment, where other processes can see it."""
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return os.environ.get(name)
    try:
        if Path(file).stat().st_mode & 0o077:
            raise SettingsError(f"the file that {name}_FILE names must be readable by its owner alone: chmod 400")
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(f"the file that {name}_FILE names cannot be read") from problem


def _provider() -> Provider | None:
    """The sign-in provider, if one is configured; half a configuration is refused."""
    issuer = os.environ.get("PANEL_OIDC_ISSUER")
    if not issuer:
        return None
    if not is_trustworthy(issuer):
        raise SettingsError("PANEL_OIDC_ISSUER must start with https:// (http:// only for this machine itself)")
    client_id = os.environ.get("PANEL_OIDC_CLIENT_ID")
    client_secret = secret("PANEL_OIDC_CLIENT_SECRET") if "PANEL_OIDC_CLIENT_SECRET_FILE" in os.environ else None
    if not client_id or not client_secret:
        raise SettingsError("PANEL_OIDC_ISSUER needs PANEL_OIDC_CLIENT_ID and PANEL_OIDC_CLIENT_SECRET_FILE beside it")
    return Provider(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        name_ja=os.environ.get("PANEL_OIDC_NAME_JA") or "組織のアカウント",
        name_en=os.environ.get("PANEL_OIDC_NAME_EN") or "the account of your office",
    )


def is_trustworthy(address: object) -> bool:
    """Whether an address is spoken to by TLS, or is on this machine."""
    if not isinstance(address, str) or not address.isascii():
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment:
        return False
    loopback = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return parts.scheme == "https" or (parts.scheme == "http" and loopback)


def _passwords(given: str, provider: Provider | None) -> bool:
    if given not in ("on", "off"):
        raise SettingsError("PANEL_PASSWORDS must be on or off")
    if given == "off" and provider is None:
        raise SettingsError("PANEL_PASSWORDS=off needs a sign-in provider: set PANEL_OIDC_ISSUER")
    return given == "on"


def _mail_server() -> MailServer | None:
    host = os.environ.get("PANEL_MAIL_HOST")
    if not host:
        return None
    return MailServer(
        host=host,
        port=_number("PANEL_MAIL_PORT", 587),
        user=os.environ.get("PANEL_MAIL_USER"),
        password=secret("PANEL_MAIL_PASSWORD"),
        sender=os.environ.get("PANEL_MAIL_FROM", f"panel@{host}"),
        starttls=os.environ.get("PANEL_MAIL_STARTTLS", "1") != "0",
    )

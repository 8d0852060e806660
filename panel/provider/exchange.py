"""What is asked of the sign-in provider: what it is, its keys, and a token for a code. Nothing else leaves the site.

Every call goes to an address from the configuration or from the description found there, by TLS, without following
redirects, within a few seconds and a few hundred kilobytes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.adapters import HTTPAdapter

from panel.config import Provider, is_trustworthy

PATIENCE = 5  # seconds for each step of a call
ALTOGETHER = 10  # seconds for an answer to arrive whole
LARGEST = 300_000  # bytes
KEPT = timedelta(hours=1)
NOT_AGAIN_WITHIN = timedelta(minutes=1)  # keys looked for anew: tokens with invented key names must not cause a flood
_WELL_KNOWN = "/.well-known/openid-configuration"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Unreachable(Exception):
    """The provider does not answer, or not as one: nothing its visitor did is wrong."""


class CodeRefused(Exception):
    """The provider gives nothing for this code: it is unknown, used, or belongs to another sign-in."""


@dataclass(frozen=True)
class Tokens:
    """What the provider gave for a code; the ID token is not yet checked."""

    id_token: str
    access_token: str | None


class _Bounded(HTTPAdapter):
    """Calls that end: in time, in size, and where they were sent."""

    def send(self, request: requests.PreparedRequest, *_options: Any, **options: Any) -> requests.Response:
        """Send within bounds, whatever the caller asks for. Raises RequestException beyond them."""
        began = monotonic()
        answer = super().send(request, **{**options, "stream": True, "timeout": PATIENCE})
        try:
            if 300 <= answer.status_code < 400:
                raise requests.TooManyRedirects("the provider answered with a redirect")
            content = b""
            for piece in answer.iter_content(16_384):
                content += piece
                if len(content) > LARGEST or monotonic() - began > ALTOGETHER:
                    raise requests.ConnectionError("the answer is too long, or takes too long")
        finally:
            answer.close()
        answer._content = content
        return answer


class Exchange:
    """The provider as one process knows it: its description and keys are kept for an hour."""

    def __init__(self, provider: Provider, return_address: str) -> None:
        self.provider = provider
        self.return_address = return_address
        self._lock = Lock()
        self._described: tuple[datetime, dict[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def address(self, now: datetime, *, state: str, nonce: str, verifier: str, **more: str) -> str:
        """Where a browser is led to sign in. Raises Unreachable."""
        described = self._description(now)
        with self._session(described) as session:
            address, _state = session.create_authorization_url(
                described["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier, **more
            )
        return str(address)

    def tokens(self, now: datetime, code: str, verifier: str) -> Tokens:
        """What the provider gives for a code. Raises Unreachable or CodeRefused."""
        described = self._description(now)
        try:
            with self._session(described) as session:
                given = session.fetch_token(
                    described["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier
                )
        except OAuthError as refusal:
            raise CodeRefused from refusal
        except (requests.RequestException, ValueError, TypeError) as problem:
            raise Unreachable from problem
        id_token, access_token = given.get("id_token"), given.get("access_token")
        if not isinstance(id_token, str):
            raise Unreachable
        return Tokens(id_token, access_token if isinstance(access_token, str) else None)

    def keys(self, now: datetime, *, anew: bool = False) -> KeySet:
        """The keys its tokens are signed with; `anew` after one was not among them. Raises Unreachable."""
        described = self._description(now)
        with self._lock:
            fresh_for = NOT_AGAIN_WITHIN if anew else KEPT
            if self._keys is None or now - self._keys[0] > fresh_for:
                try:
                    self._keys = now, KeySet.import_key_set(self._fetched(described["jwks_uri"]))  # type: ignore[arg-type]
                except (JoseError, KeyError, TypeError, ValueError) as problem:
                    raise Unreachable from problem
            return self._keys[1]

    def _description(self, now: datetime) -> dict[str, Any]:
        with self._lock:
            if self._described is None or now - self._described[0] > KEPT:
                described = self._fetched(self.provider.issuer.rstrip("/") + _WELL_KNOWN)
                if described.get("issuer") != self.provider.issuer:
                    raise Unreachable("the provider calls itself by another name than the configured one")
                if not all(is_trustworthy(described.get(name)) for name in _ENDPOINTS):
                    raise Unreachable("an address of the provider is missing or not protected by TLS")
                self._described = now, described
            return self._described[1]

    def _fetched(self, address: str) -> dict[str, Any]:
        try:
            with self._session({}) as session:
                answer = session.get(address, withhold_token=True, headers={"Accept": "application/json"})
                answer.raise_for_status()
                content = answer.json()
        except (requests.RequestException, ValueError) as problem:
            raise Unreachable from problem
        if not isinstance(content, dict):
            raise Unreachable
        return content

    def _session(self, described: dict[str, Any]) -> Any:
        ways = described.get("token_endpoint_auth_methods_supported")
        basic = not isinstance(ways, list) or "client_secret_basic" in ways
        session = OAuth2Session(
            self.provider.client_id,
            self.provider.client_secret,
            token_endpoint_auth_method="client_secret_basic" if basic else "client_secret_post",
            scope="openid email",
            redirect_uri=self.return_address,
            code_challenge_method="S256",
        )
        session.adapters.clear()
        session.mount("https://", _Bounded())
        session.mount("http://", _Bounded())  # addresses are checked before: only this machine itself
        return session

"""A sign-in provider of an office, small and strict: one key, codes good once, PKCE checked; no network anywhere."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from panel import clock
from panel.config import Provider

SHARED = OctKey.import_key("panel-secret" * 3)  # what a client and a provider could share
ISSUER = "https://login.office.example"
PROVIDER = Provider(
    issuer=ISSUER, client_id="panel-client", client_secret="panel-secret", name_ja="職員認証", name_en="Office ID"
)


@dataclass
class Office:
    """The provider; what a test wants it to do wrong is set on it."""

    issuer: str = ISSUER
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    claims: dict[str, Any] = field(default_factory=dict)  # None takes a claim away
    header: dict[str, Any] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    is_down: bool = False
    answers: dict[str, requests.Response] = field(default_factory=dict)  # by path, instead of the right ones
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    redirect_uri: str = "http://127.0.0.1:8000/provider/return"

    def authorize(self, address: str) -> dict[str, str]:
        """What somebody who signs in at this address comes back with."""
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert query["response_type"] == "code"
        assert query["client_id"] == PROVIDER.client_id
        assert query["redirect_uri"] == self.redirect_uri
        assert query["code_challenge_method"] == "S256"
        assert set(query["scope"].split()) == {"openid", "email"}
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return {"code": code, "state": query["state"]}

    def send(self, _adapter: object, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Stands in for the network: takes the place of HTTPAdapter.send."""
        assert options["timeout"]
        assert options["stream"] is True
        path = urlsplit(request.url or "").path
        self.asked.append(path)
        if self.is_down:
            raise requests.ConnectionError("refused")
        if path in self.answers:
            return self.answers[path]
        if path == "/token":
            return self._token(request)
        return answer({"/.well-known/openid-configuration": self.described(), "/keys": self.keys()}[path])

    def described(self) -> dict[str, Any]:
        """What it says about itself."""
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return {**usual, **self.description}

    def keys(self) -> dict[str, Any]:
        """What its tokens are checked with."""
        return dict(KeySet([self.key]).as_dict(private=False))

    def _token(self, request: requests.PreparedRequest) -> requests.Response:
        sent = {name: values[0] for name, values in parse_qs(str(request.body)).items()}
        client = base64.b64decode((request.headers["Authorization"] or "").removeprefix("Basic ")).decode()
        begun = self.codes.pop(sent.get("code", ""), None)
        if client != f"{PROVIDER.client_id}:{PROVIDER.client_secret}" or begun is None:
            return answer({"error": "invalid_grant"}, 400)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=")
        if challenge.decode() != begun["code_challenge"] or sent["redirect_uri"] != self.redirect_uri:
            return answer({"error": "invalid_grant"}, 400)
        return answer({"access_token": "opaque", "token_type": "Bearer", "id_token": self.id_token(begun["nonce"])})

    def id_token(self, nonce: str) -> str:
        """A token for the sign-in with this nonce."""
        now = int(clock.now().timestamp())
        usual = {
            "iss": self.issuer,
            "sub": "subject-1",
            "aud": PROVIDER.client_id,
            "exp": now + 300,
            "iat": now,
            "auth_time": now,
            "nonce": nonce,
            "email": "Member@Example.org",
            "email_verified": True,
        }
        claims = {name: value for name, value in {**usual, **self.claims}.items() if value is not None}
        header = {"alg": "ES256", "kid": "one", **self.header}
        if header["alg"] == "none":
            head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims))
            return f"{head.decode()}.{body.decode()}."
        return jwt.encode(header, claims, SHARED if header["alg"] == "HS256" else self.key)


def answer(content: object, status: int = 200) -> requests.Response:
    """An answer of the provider, as requests hands it over."""
    given = requests.Response()
    given.status_code = status
    given.raw = BytesIO(content if isinstance(content, bytes) else json.dumps(content).encode())
    return given

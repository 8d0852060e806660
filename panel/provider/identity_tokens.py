"""Whether an ID token is what it says: signed by the provider, for this site, for this one sign-in, and now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry

from panel.addresses import AddressRefused, as_stored
from panel.provider.exchange import Exchange, Tokens

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # public keys only: neither "none" nor a shared secret
LEEWAY = 60  # seconds by which two clocks may differ
# What a provider calls the showing of a second factor (RFC 8176, and the words in use beside it).
STRONG = frozenset({"mfa", "otp", "hwk", "sc", "webauthn", "fido"})


class TokenRefused(Exception):
    """The token does not prove who somebody is."""


@dataclass(frozen=True)
class Proven:
    """Who the provider says has signed in there; `address` only if it has verified that the address is theirs."""

    subject: str
    address: str | None
    second_factor: bool
    signed_in_at: datetime | None  # when they last showed there who they are; None if it does not say


def proven(exchange: Exchange, tokens: Tokens, nonce: str, now: datetime) -> Proven:
    """What a token proves. Raises TokenRefused, or Unreachable where the keys cannot be had."""
    try:
        claims = _signed(exchange, tokens, now)
        _check(exchange, claims, tokens, nonce, now)
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise TokenRefused from problem
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise TokenRefused
    shown = {word for word in claims.get("amr") or () if isinstance(word, str)}
    return Proven(subject, _verified_address(claims), bool(STRONG & shown), _moment(claims.get("auth_time")))


def _signed(exchange: Exchange, tokens: Tokens, now: datetime) -> CodeIDToken:
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        token = jwt.decode(tokens.id_token, exchange.keys(now), registry=registry)
    except InvalidKeyIdError:  # the provider has new keys
        token = jwt.decode(tokens.id_token, exchange.keys(now, anew=True), registry=registry)
    provider = exchange.provider
    expected = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }
    return CodeIDToken(token.claims, token.header, expected)


def _check(exchange: Exchange, claims: CodeIDToken, tokens: Tokens, nonce: str, now: datetime) -> None:
    claims.params = {
        "nonce": nonce,
        "client_id": exchange.provider.client_id,
        "access_token": tokens.access_token,
    }
    claims.validate(int(now.timestamp()), LEEWAY)


def _verified_address(claims: Mapping[str, Any]) -> str | None:
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        return None
    try:
        return as_stored(claims["email"])
    except AddressRefused:
        return None


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 2**33:
        return None
    return datetime.fromtimestamp(seconds, UTC)

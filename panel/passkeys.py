"""Passkeys (WebAuthn): what a device is asked, and whether its answer is the right one; nothing is stored here.

A challenge carries its own proof that it is ours, for what it was given out and when, so giving one out writes
nothing. The name and the address of the site come from its settings; a request could claim others.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import (
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from panel.codes import key_for

ANSWER_LIMIT = 20_000  # characters of the answer of a device
ANSWERED_WITHIN = timedelta(minutes=10)
_STAMP, _RANDOM = 8, 24  # bytes of a challenge before its proof


class PasskeyRefused(Exception):
    """The answer of a device is not the one to our question; nobody is told which part of it is wrong."""


@dataclass(frozen=True)
class Home:
    """The site as passkeys know it: the name they are bound to, and the address their answers come from."""

    name: str
    origin: str


@dataclass(frozen=True)
class NewPasskey:
    """What is kept of a passkey that a device has made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def home_of(base_url: str) -> Home | None:
    """The home of the passkeys of a site; None for a site that is reached by a number, which has none."""
    address = urlsplit(base_url)
    name = address.hostname or ""
    try:
        ip_address(name)
    except ValueError:
        return Home(name, f"{address.scheme}://{address.netloc}") if name else None
    return None


def user_handle(factor_key: bytes, person_id: int) -> bytes:
    """By what a device knows an account: always the same for a person, and says nothing about them."""
    return hmac.digest(key_for(factor_key, "user handle"), str(person_id).encode(), hashlib.sha256)


def new_challenge(factor_key: bytes, purpose: str, now: datetime) -> bytes:
    """A random question for one purpose, such as "sign-in" or "show at sign-in 7"."""
    content = int(now.timestamp()).to_bytes(_STAMP, "big") + secrets.token_bytes(_RANDOM)
    return content + _proof(factor_key, purpose, content)


def _proof(factor_key: bytes, purpose: str, content: bytes) -> bytes:
    return hmac.digest(key_for(factor_key, "challenge"), purpose.encode() + b"\0" + content, hashlib.sha256)


def is_open(factor_key: bytes, purpose: str, challenge: bytes, now: datetime) -> bool:
    """Whether this is a challenge of ours for this purpose that may still be answered."""
    content = challenge[: _STAMP + _RANDOM]
    if not hmac.compare_digest(challenge[_STAMP + _RANDOM :], _proof(factor_key, purpose, content)):
        return False
    age = now.timestamp() - int.from_bytes(content[:_STAMP], "big")
    return age + 1 >= 0 and age <= ANSWERED_WITHIN.total_seconds()


# ---- Asking ----


def creation_options(
    home: Home, challenge: bytes, handle: bytes, account: str, known: Sequence[bytes]
) -> dict[str, Any]:
    """What a device is asked to make a passkey; one that holds a `known` one already makes no second."""
    options = webauthn.generate_registration_options(
        rp_id=home.name,
        rp_name="Panel",
        user_id=handle,
        user_name=account,
        user_display_name=account,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json_dict(options)


def request_options(home: Home, challenge: bytes, known: Sequence[bytes] = ()) -> dict[str, Any]:
    """What a device is asked to show one of the `known` passkeys, or any that it has for this site."""
    options = webauthn.generate_authentication_options(
        rp_id=home.name,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


# ---- Answers: whatever a hostile one breaks inside the library is a refusal ----


@dataclass(frozen=True)
class Shown:
    """The answer of a device that shows a passkey: which one, whose it says it is, and to which challenge."""

    credential_id: bytes
    handle: bytes | None
    challenge: bytes
    content: str


def read(content: str) -> Shown:
    """The parts by which an answer is checked. Raises PasskeyRefused for what is none."""
    try:
        answer = parse_authentication_credential_json(content)
        data = parse_client_data_json(answer.response.client_data_json)
    except Exception as problem:
        raise PasskeyRefused from problem
    return Shown(answer.raw_id, answer.response.user_handle, data.challenge, content)


def new_count(home: Home, shown: Shown, public_key: bytes, sign_count: int) -> int:
    """The count of a passkey after an answer that is right. Raises PasskeyRefused.

    The challenge is checked by the caller, who knows what it was given out for, and whether it was answered before.
    """
    try:
        verified = webauthn.verify_authentication_response(
            credential=shown.content,
            expected_challenge=shown.challenge,
            expected_rp_id=home.name,
            expected_origin=home.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except Exception as problem:
        raise PasskeyRefused from problem
    return verified.new_sign_count


def made(home: Home, content: str) -> tuple[NewPasskey, bytes]:
    """The passkey a device has made, and the challenge to which. Raises PasskeyRefused."""
    try:
        answer = parse_registration_credential_json(content)
        challenge = parse_client_data_json(answer.response.client_data_json).challenge
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=home.name,
            expected_origin=home.origin,
            require_user_verification=True,
        )
    except Exception as problem:
        raise PasskeyRefused from problem
    return NewPasskey(verified.credential_id, verified.credential_public_key, verified.sign_count), challenge

"""One-time codes of authenticator apps (RFC 6238) and recovery codes: made, sealed, compared; nothing is stored here.

Whatever must not be read by somebody who holds the database is sealed or hashed under the factor key of the
instance, a file outside it. Each use has a key of its own, derived from that one (HKDF, RFC 5869).
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from panel.envelope import seal, unseal

STEP = 30  # seconds
DIGITS = 6
N_RECOVERY_CODES = 10
SET_UP_WITHIN = timedelta(hours=1)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that are taken for others (Crockford)
_TAKEN_FOR = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


@lru_cache(maxsize=32)
def key_for(factor_key: bytes, use: str) -> bytes:
    """The key of one use, so that what is known of one tells nothing of the others."""
    return HKDF(SHA256(), length=32, salt=None, info=f"panel factor {use}".encode()).derive(factor_key)


# ---- Authenticator apps ----


def new_secret() -> str:
    """A secret of 160 bits, as RFC 4226 asks, in the letters that apps take."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def sealed_secret(factor_key: bytes, person_id: int, secret: str) -> bytes:
    """A secret as it is stored: worth nothing in another person's row, or without the key."""
    return seal(key_for(factor_key, "app"), secret.encode(), str(person_id).encode())


def opened_secret(factor_key: bytes, person_id: int, sealed: bytes) -> str | None:
    """A stored secret, to compare a code with; None under another key, or in another person's row."""
    try:
        return unseal(key_for(factor_key, "app"), sealed, str(person_id).encode()).decode()
    except (ValueError, InvalidTag):
        return None


def pending_secret(factor_key: bytes, person_id: int, secret: str, now: datetime) -> str:
    """A secret on its way to an app, for the form that confirms it: nothing is stored before a code was right."""
    content = f"{int(now.timestamp())} {secret}".encode()
    sealed = seal(key_for(factor_key, "pending"), content, str(person_id).encode())
    return base64.urlsafe_b64encode(sealed).decode()


def confirmed_secret(factor_key: bytes, person_id: int, pending: str, now: datetime) -> str | None:
    """The secret in what the form sends back; None for what was changed, is another person's or too old."""
    try:
        sealed = base64.urlsafe_b64decode(pending.encode())
        content = unseal(key_for(factor_key, "pending"), sealed, str(person_id).encode()).decode()
    except (ValueError, InvalidTag):
        return None
    begun, _, secret = content.partition(" ")
    return secret if now.timestamp() - int(begun) <= SET_UP_WITHIN.total_seconds() else None


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, of the present one and its two neighbours; None when it is none of theirs."""
    generator = pyotp.TOTP(secret, digits=DIGITS, interval=STEP)
    present = int(now.timestamp()) // STEP
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(generator.generate_otp(step).encode(), code.encode()):
            found = step
    return found


def address_for_app(secret: str, account: str, site: str) -> str:
    """What an app reads from the picture: the secret, and under which name to show it."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP).provisioning_uri(name=account, issuer_name=site)


def picture(address: str) -> str:
    """A QR code as SVG, in presentation attributes alone: an inline style would be refused by our own policy."""
    return str(
        segno.make(address, error="m").svg_inline(
            scale=5, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False
        )
    )


def as_typed(code: str) -> str:
    """A code without what people and keyboards put into it: blanks, hyphens, full-width digits, small letters."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", code) if sign.isalnum()).upper()


# ---- Recovery codes ----


def new_recovery_codes() -> list[str]:
    """A set of codes of 80 bits each, in groups that can be read out."""
    return ["-".join(_group() for _ in range(4)) for _ in range(N_RECOVERY_CODES)]


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))


def recovery_hash(factor_key: bytes, person_id: int, code: str) -> str:
    """What is stored of a recovery code; letters that were misread from paper come to the same."""
    plain = as_typed(code).translate(_TAKEN_FOR)
    return hmac.digest(key_for(factor_key, "recovery"), f"{person_id} {plain}".encode(), hashlib.sha256).hex()

"""Envelopes: content that only a key opens, and marks by which only a key finds a ballot again."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

WrongKey = InvalidTag
_MARK = 16  # bytes
_NONCE = 12  # bytes, random for every sealing


def new_key() -> bytes:
    """A fresh key of 256 bits."""
    return AESGCM.generate_key(256)


def seal(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    """Encrypt and authenticate (AES-256-GCM); it opens only together with what it is bound to."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """What `seal` was given. Raises InvalidTag for another key, another binding or changed bytes."""
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)


def keyed(key: bytes, content: bytes) -> str:
    """32 characters that nobody can compute, or tell from random ones, without the key (keyed BLAKE2b, RFC 7693)."""
    return next(keyed_each(key, [content]))


def keyed_each(key: bytes, contents: Iterable[bytes]) -> Iterator[str]:
    """`keyed` for a hundred thousand contents under one key."""
    begun = hashlib.blake2b(key=key, digest_size=_MARK)
    for content in contents:
        hashing = begun.copy()
        hashing.update(content)
        yield hashing.hexdigest()

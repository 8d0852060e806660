"""Passwords: Argon2id, the same work for every sign-in, and nothing of the password but its hash is kept."""

import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 15, 128  # characters as typed; nothing is trimmed or cut


@lru_cache
def _hasher(*, quick: bool) -> PasswordHasher:
    """The profile of RFC 9106 for servers (the library's own), or the cheap one of tests."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if quick else PasswordHasher()


@lru_cache
def _nobodys(*, quick: bool) -> str:
    """A hash that belongs to no account: an unknown address must cost what a known one costs."""
    return _hasher(quick=quick).hash(secrets.token_hex(16))


def hashed(password: str, *, quick: bool) -> str:
    """What is stored for this password; takes a tenth of a second unless `quick`, so hold no lock meanwhile."""
    return _hasher(quick=quick).hash(_as_bytes(password))


def matches(stored: str | None, password: str, *, quick: bool) -> bool:
    """Whether this is the password; None (no account, or none set yet) takes as long and says no."""
    nobodys = _nobodys(quick=quick)
    try:
        _hasher(quick=quick).verify(stored or nobodys, _as_bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str, *, quick: bool) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher(quick=quick).check_needs_rehash(stored)


def _as_bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")

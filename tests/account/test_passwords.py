"""Passwords: taken as typed, checked at one price for everybody, kept up to date."""

import pytest
from argon2 import PasswordHasher

from panel import passwords

LONG = "長い合言葉 🔑 with a trailing blank "


def test_a_password_is_taken_exactly_as_typed() -> None:
    stored = passwords.hashed(LONG, quick=True)
    assert passwords.matches(stored, LONG, quick=True)
    assert not passwords.matches(stored, LONG.strip(), quick=True)


def test_two_hashes_of_one_password_differ_and_hold_nothing_of_it() -> None:
    first, second = (passwords.hashed("correct horse battery", quick=True) for _ in range(2))
    assert first != second
    assert first.startswith("$argon2id$")
    assert "horse" not in first


def test_nobody_has_the_password_of_no_account() -> None:
    assert not passwords.matches(None, "correct horse battery", quick=True)


def test_a_damaged_hash_matches_nothing() -> None:
    assert not passwords.matches("damaged", "correct horse battery", quick=True)


def test_an_unknown_account_costs_one_verification_like_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = passwords.hashed("correct horse battery", quick=True)
    passwords.matches(None, "x", quick=True)
    verified: list[str] = []
    verify = PasswordHasher.verify

    def counting(hasher: PasswordHasher, stored: str, password: bytes) -> bool:
        verified.append(stored)
        return verify(hasher, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    for known in (stored, None):
        passwords.matches(known, "wrong", quick=True)
    assert len(verified) == 2


def test_a_hash_of_other_parameters_is_outdated() -> None:
    stored = passwords.hashed("correct horse battery", quick=True)
    assert not passwords.is_outdated(stored, quick=True)
    assert passwords.is_outdated(stored, quick=False)


def test_real_sign_ins_use_the_slow_profile() -> None:
    assert "m=65536,t=3,p=4" in passwords.hashed("correct horse battery", quick=False)

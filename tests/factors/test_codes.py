"""One-time and recovery codes by themselves: published vectors, what is sealed to whom, letters read from paper."""

import base64
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from panel import codes

KEY = b"k" * 32
SECRET = base64.b32encode(b"12345678901234567890").decode()  # of RFC 6238, appendix B
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """6.5.5: RFC 6238, appendix B, SHA-1, the last six of eight digits."""
    moment = datetime.fromtimestamp(seconds, UTC)
    assert codes.matching_step(SECRET, code, moment) == seconds // 30


@pytest.mark.parametrize(("off", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_go_wrong_by_one_step(off: int, taken: bool) -> None:
    code = pyotp.TOTP(SECRET).at(NOW)
    step = codes.matching_step(SECRET, code, NOW + timedelta(seconds=off))
    assert (step is not None) is taken


def test_a_secret_is_sealed_to_its_person_and_key() -> None:
    sealed = codes.sealed_secret(KEY, 7, SECRET)
    assert codes.opened_secret(KEY, 7, sealed) == SECRET
    assert codes.opened_secret(KEY, 8, sealed) is None
    assert codes.opened_secret(b"x" * 32, 7, sealed) is None
    assert codes.opened_secret(KEY, 7, b"cut") is None


def test_a_secret_on_its_way_is_good_for_its_person_and_an_hour() -> None:
    pending = codes.pending_secret(KEY, 7, SECRET, NOW)
    assert codes.confirmed_secret(KEY, 7, pending, NOW + timedelta(minutes=59)) == SECRET
    assert codes.confirmed_secret(KEY, 7, pending, NOW + timedelta(minutes=61)) is None
    assert codes.confirmed_secret(KEY, 8, pending, NOW) is None
    for broken in ("", "x", pending[:-8], "A" + pending[1:], "防衛", base64.b64encode(pending.encode()).decode()):
        assert codes.confirmed_secret(KEY, 7, broken, NOW) is None


def test_recovery_codes_are_many_and_read_out_easily() -> None:
    made = [code for _ in range(20) for code in codes.new_recovery_codes()]
    assert len(set(made)) == 200
    assert not set("".join(made)) & set("ILOU")


def test_a_recovery_code_survives_being_read_from_paper() -> None:
    stored = codes.recovery_hash(KEY, 7, "10AB-CD1V-EFGH-JKMN")
    for typed in ("10abcd1vefghjkmn", " IOAB CDLU EFGH JKMN ", "１0AB－CD1V-EFGH-JKMN"):
        assert codes.recovery_hash(KEY, 7, typed) == stored
    assert codes.recovery_hash(KEY, 8, "10AB-CD1V-EFGH-JKMN") != stored
    assert codes.recovery_hash(b"x" * 32, 7, "10AB-CD1V-EFGH-JKMN") != stored


def test_the_picture_is_drawn_without_inline_styles() -> None:
    drawn = codes.picture(codes.address_for_app(SECRET, "chair@example.org", "Panel"))
    assert drawn.startswith("<svg")
    assert "style" not in drawn

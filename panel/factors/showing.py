"""Whether what somebody shows is their second factor: each attempt counted first, each code and answer taken once."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from panel import codes, passkeys
from panel.config import Settings
from panel.db import rows_changed
from panel.factors import queries
from panel.models.factors import Factor, FactorKind, RecoveryCode, SpentChallenge
from panel.passkeys import PasskeyRefused, Shown
from panel.tokens import hash_of

SIGN_IN = "sign-in"  # what a challenge is given out for where nobody is signed in yet


@dataclass(frozen=True)
class Given:
    """What was typed or sent by a device: one of the three."""

    one_time_code: str = ""
    recovery_code: str = ""
    passkey: str = ""


def for_sign_in(sign_in_id: int | None) -> str:
    """What a challenge is given out for that completes or confirms a sign-in."""
    return f"show at sign-in {sign_in_id}"


def accepted(
    db: Session, settings: Settings, person_id: int, given: Given, purpose: str, now: datetime
) -> FactorKind | None:
    """By what somebody has shown that it is them; None for what is wrong, or was taken before."""
    if given.passkey:
        owner = owner_of_passkey(db, settings, given.passkey, purpose, now)
        return FactorKind.PASSKEY if owner == person_id else None
    if given.recovery_code:
        right = _use_recovery_code(db, settings.factor_key, person_id, given.recovery_code, now)
        return FactorKind.RECOVERY if right else None
    right = _use_code(db, settings.factor_key, person_id, codes.as_typed(given.one_time_code), now)
    return FactorKind.APP if right else None


def _use_code(db: Session, factor_key: bytes, person_id: int, code: str, now: datetime) -> bool:
    for app in queries.apps(db, person_id):
        secret = codes.opened_secret(factor_key, person_id, app.sealed_secret)
        step = codes.matching_step(secret, code, now) if secret else None
        if step is not None:
            later = update(Factor).where(Factor.id == app.id, Factor.last_step < step)
            return rows_changed(db.execute(later.values(last_step=step, used_at=now))) == 1
    return False


def _use_recovery_code(db: Session, factor_key: bytes, person_id: int, code: str, now: datetime) -> bool:
    unused = update(RecoveryCode).where(
        RecoveryCode.person_id == person_id,
        RecoveryCode.code_hash == codes.recovery_hash(factor_key, person_id, code),
        RecoveryCode.used_at.is_(None),
    )
    return rows_changed(db.execute(unused.values(used_at=now))) == 1


def owner_of_passkey(db: Session, settings: Settings, answer: str, purpose: str, now: datetime) -> int | None:
    """Whose passkey has answered a challenge given out for this purpose; None for an answer that is wrong or old."""
    home = passkeys.home_of(settings.base_url)
    try:
        shown = passkeys.read(answer)
        stored = queries.passkey(db, shown.credential_id)
        if home is None or stored is None or not _is_theirs(settings, shown, stored.person_id):
            return None
        count = passkeys.new_count(home, shown, stored.public_key, stored.sign_count)
    except PasskeyRefused:
        return None
    if not spend(db, settings.factor_key, purpose, shown.challenge, now):
        return None
    used = update(Factor).where(Factor.id == stored.id, Factor.sign_count == stored.sign_count)
    return stored.person_id if rows_changed(db.execute(used.values(sign_count=count, used_at=now))) else None


def _is_theirs(settings: Settings, shown: Shown, person_id: int) -> bool:
    """A device that names the account it shows a passkey for must name the one we know it by."""
    known = passkeys.user_handle(settings.factor_key, person_id)
    return shown.handle is None or hmac.compare_digest(shown.handle, known)


def spend(db: Session, factor_key: bytes, purpose: str, challenge: bytes, now: datetime) -> bool:
    """Use a challenge up; False for one that is not ours, was given out for something else, is old or was answered."""
    if not passkeys.is_open(factor_key, purpose, challenge, now):
        return False
    db.execute(delete(SpentChallenge).where(SpentChallenge.spent_at < now - 2 * passkeys.ANSWERED_WITHIN))
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    spent = insert(SpentChallenge).values(challenge_hash=hash_of(challenge.hex()), spent_at=now)
    return db.scalar(spent.on_conflict_do_nothing().returning(SpentChallenge.spent_at)) is not None

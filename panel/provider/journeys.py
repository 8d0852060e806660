"""A sign-in on its way to the provider and back: kept in a signed cookie of ten minutes, and good for one return."""

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from panel.db import Database
from panel.models.identities import ReturnedJourney
from panel.tokens import hash_of, new_token

LASTS = timedelta(minutes=10)
_LONGEST_ONWARD = 1_500  # a browser keeps cookies of 4,096 bytes


@dataclass(frozen=True)
class Journey:
    """What this browser must bring back, and what for."""

    state: str
    nonce: str
    verifier: str
    begun_at: int  # seconds since 1970
    onward: str
    again: bool  # not to sign in, but to show once more who one is


def begun(onward: str, now: datetime, *, again: bool) -> Journey:
    """A new journey, with secrets that nobody can guess."""
    kept = onward if len(onward.encode()) <= _LONGEST_ONWARD else "/"
    return Journey(new_token(), new_token(), secrets.token_urlsafe(48), int(now.timestamp()), kept, again)


def sealed(journey: Journey, key: bytes) -> str:
    """The cookie of a journey: its browser can carry it, and not change it."""
    return _serializer(key).dumps(asdict(journey))


def opened(cookie: str | None, state: str, key: bytes, now: datetime) -> Journey | None:
    """The journey of this browser if `state` belongs to it and it is not too old."""
    try:
        journey = Journey(**_serializer(key).loads(cookie or ""))
    except (BadSignature, TypeError):
        return None
    age = now.timestamp() - journey.begun_at
    if not 0 <= age <= LASTS.total_seconds() or not hmac.compare_digest(journey.state.encode(), state.encode()):
        return None
    return journey


def arrive(database: Database, journey: Journey, now: datetime) -> bool:
    """Note that a journey has returned; False when it already had.

    It has a transaction of its own: what fails afterwards and is rolled back must not make the journey good again.
    """
    with database.transaction(write=True) as db:
        db.execute(delete(ReturnedJourney).where(ReturnedJourney.returned_at < now - 2 * LASTS))
        insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
        noted = insert(ReturnedJourney).values(state_hash=hash_of(journey.state), returned_at=now)
        first = db.scalar(noted.on_conflict_do_nothing().returning(ReturnedJourney.state_hash)) is not None
        db.commit()
    return first


def _serializer(key: bytes) -> URLSafeSerializer:
    stronger = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(key, salt="panel.provider", signer_kwargs=stronger)

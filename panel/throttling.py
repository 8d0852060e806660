"""Guessing slowed down: by account with growing waits, by network with a budget, and never for good or for everybody.

Five failures are free. Then the account waits 1, 2, 4, 8 and at last 15 minutes after each further one, so whoever
knows the password is in within a quarter of an hour of the last guess. Attempts made while it waits are refused
without being counted. A network may fail fifty times in a quarter of an hour: an office shares one.

This file commits for itself. The guard rolls a refused post back, and a failure that were rolled back with it would not
count; so each count has a transaction of its own. It is raised before the password is looked at and taken back when
it was right, so that attempts sent at the same moment cannot all slip through.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from panel import ledger
from panel.db import Database
from panel.errors import TooMany
from panel.models.people import Throttle

FREE = 5
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
FORGOTTEN_AFTER = timedelta(hours=24)
WINDOW = timedelta(minutes=15)
PER_NETWORK = 50
MANY_ACCOUNTS = 10  # so many accounts failed at from one network within a window are no slips of the finger
_PREFIXES = {4: 24, 6: 64}  # what one customer of a provider is given; a single address is changed too easily


@dataclass(frozen=True)
class Attempt:
    """Whose secret is guessed at, and from where."""

    account: str
    network: str


def attempt(key: bytes, account: str, address: str | None) -> Attempt:
    """An attempt on `account` (an address, or any name of a secret) from a client's address.

    The account is hashed under `key`: what is typed as an address may be a password that slipped into the wrong field.
    """
    return Attempt(hmac.digest(key, account.encode("utf-8", "surrogatepass"), "sha256").hex()[:32], network_of(address))


def network_of(address: str | None) -> str:
    """The network of a client, as it is counted and recorded: 192.0.2.0/24, 2001:db8:0:1::/64."""
    try:
        client = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(client, IPv6Address) and client.ipv4_mapped:
        client = client.ipv4_mapped
    return str(ip_network((client, _PREFIXES[client.version]), strict=False))


def admit(database: Database, trying: Attempt, now: datetime) -> None:
    """Count an attempt before it is looked at. Raises TooMany while its account or its network has to wait.

    What is refused for its account does not count against its network.
    """
    with database.transaction(write=True) as db:
        wait = _account_waits(db, trying, now) or _network_waits(db, trying, now)
        db.commit()
    if wait:
        minutes = -(-wait // timedelta(minutes=1))
        raise TooMany(_("There were too many attempts. Wait %(minutes)s min and try again.", minutes=minutes), wait)


def forgive(db: Session, trying: Attempt) -> None:
    """The secret was right: the account begins anew, and the network has one attempt less on its count."""
    db.execute(delete(Throttle).where(Throttle.key == _account(trying)))
    on_count = (Throttle.key == _network(trying), Throttle.n_failures > 0)
    db.execute(update(Throttle).where(*on_count).values(n_failures=Throttle.n_failures - 1))


def failed(
    database: Database, trying: Attempt, thing: str, now: datetime, tell: Callable[[Session], None] | None = None
) -> None:
    """Record a failure: an event, an alarm where one network tries many accounts, and word to the owner.

    `thing` is "person:7", or whatever may be said of an account that does not exist. `tell(db)` is called where waiting
    begins, at most once a day; it may write a mail.
    """
    with database.transaction(write=True) as db:
        ledger.record(db, None, "sign_in.fail", thing, network=trying.network)
        _raise_alarm(db, trying, now)
        if _n_failures(db, trying) == FREE:
            ledger.record(db, None, "sign_in.throttled", thing, network=trying.network)
            if tell and _is_first(db, f"told:{trying.account}", FORGOTTEN_AFTER, now):
                tell(db)
        _forget_old(db, now)
        db.commit()


def _account_waits(db: Session, trying: Attempt, now: datetime) -> timedelta:
    """Count a failure of the account unless it has to wait, and for how long it then still has to."""
    row = _held(db, _account(trying), now)
    if row.window_from <= now - FORGOTTEN_AFTER:
        row.n_failures = 0
    waits = row.window_from + _wait_after(row.n_failures) - now
    if waits > timedelta():
        return waits
    row.n_failures += 1
    row.window_from = now  # of the last failure: from there the account waits
    return timedelta()


def _wait_after(n_failures: int) -> timedelta:
    return WAITS[min(n_failures - FREE, len(WAITS) - 1)] if n_failures >= FREE else timedelta()


def _network_waits(db: Session, trying: Attempt, now: datetime) -> timedelta:
    row = _counted(db, _network(trying), WINDOW, now)
    if row.n_failures == PER_NETWORK + 1:
        ledger.record(db, None, "sign_in.throttled", "network", network=trying.network)
    return row.window_from + WINDOW - now if row.n_failures > PER_NETWORK else timedelta()


def _raise_alarm(db: Session, trying: Attempt, now: datetime) -> None:
    if not _is_first(db, f"pair:{trying.network} {trying.account}", WINDOW, now):
        return
    n_accounts = _counted(db, f"spread:{trying.network}", WINDOW, now).n_failures
    if n_accounts == MANY_ACCOUNTS:
        ledger.record(db, None, "sign_in.alarm", "network", network=trying.network, n_accounts=n_accounts)


def _is_first(db: Session, key: str, within: timedelta, now: datetime) -> bool:
    return _counted(db, key, within, now).n_failures == 1


def _counted(db: Session, key: str, window: timedelta, now: datetime) -> Throttle:
    """Raise a count by one; its window runs from its first and is never prolonged."""
    row = _held(db, key, now)
    if row.window_from <= now - window:
        row.n_failures, row.window_from = 0, now
    row.n_failures += 1
    return row


def _held(db: Session, key: str, now: datetime) -> Throttle:
    """The row of a key, made where there is none, and held until the transaction ends."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    db.execute(insert(Throttle).values(key=key, window_from=now, n_failures=0).on_conflict_do_nothing())
    return db.scalars(select(Throttle).where(Throttle.key == key).with_for_update()).one()


def _forget_old(db: Session, now: datetime) -> None:
    """Rows that say nothing any more; those another attempt holds are left to the next time."""
    old = select(Throttle.key).where(Throttle.window_from < now - FORGOTTEN_AFTER).with_for_update(skip_locked=True)
    db.execute(delete(Throttle).where(Throttle.key.in_(old)).execution_options(synchronize_session=False))


def _n_failures(db: Session, trying: Attempt) -> int:
    return db.scalar(select(Throttle.n_failures).where(Throttle.key == _account(trying))) or 0


def _account(trying: Attempt) -> str:
    return f"account:{trying.account}"


def _network(trying: Attempt) -> str:
    return f"network:{trying.network}"

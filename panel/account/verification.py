"""Whether a password is right: counted before it is looked at, at one price for all; on record where it is not."""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from panel import clock, passwords, throttling
from panel.account import actions, queries
from panel.account.queries import Credentials
from panel.errors import Invalid
from panel.throttling import Attempt
from panel.web.site import site

Tell = Callable[[Session, int], None]


def verified(db: Session, email: str, password: str, trying: Attempt, tell: Tell) -> int:
    """The id of the person with this address and this password. Raises Invalid or TooMany, whatever was wrong.

    The guard's transaction has written nothing yet and lets go of the write lock: the attempt is counted in a
    transaction of its own (see `throttling`), and the hashing that follows takes long enough to hold others up.
    `tell(db, person_id)` writes to the owner, once the account begins to wait.
    """
    db.rollback()
    quick = site().settings.quick_hashes
    throttling.admit(site().database, trying, clock.now())
    with site().database.transaction(write=False) as reading:
        known = queries.credentials(reading, email)
    stored = known.password_hash if known else None
    if not passwords.matches(stored, password, quick=quick) or known is None or stored is None:
        _record(trying, known, tell)
        raise wrong()
    renewed = passwords.hashed(password, quick=quick) if passwords.is_outdated(stored, quick=quick) else None
    throttling.forgive(db, trying)
    if renewed:
        actions.renew_hash(db, known.person_id, renewed)
    return known.person_id


def _record(trying: Attempt, known: Credentials | None, tell: Tell) -> None:
    if known is None:
        throttling.failed(site().database, trying, f"account:{trying.account}", clock.now())
        return
    person_id = known.person_id
    throttling.failed(site().database, trying, f"person:{person_id}", clock.now(), lambda db: tell(db, person_id))


def wrong() -> Invalid:
    """The one sentence for an unknown address, a wrong password, none set, and a deactivated account."""
    return Invalid(_("This e-mail address and this password do not belong together. Check both and try again."))

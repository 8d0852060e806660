"""Whether a password is right: counted before it is looked at, at one price for all; on record where it is not."""

import math
from dataclasses import dataclass

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from panel import clock, passwords, throttling
from panel.errors import Invalid, NotAllowed, PanelError, TooMany
from panel.models.people import Person
from panel.throttling import Attempt
from panel.web import letters
from panel.web.form import Form
from panel.web.representation import page
from panel.web.site import site


@dataclass(frozen=True)
class Credentials:
    """Whose address it is, and the hash of the password; None where none has been set."""

    person_id: int
    password_hash: str | None


def attempt(account: str) -> Attempt:
    """An attempt on `account`, an address or any other name of a secret, by whoever asks now."""
    return throttling.attempt(site().settings.session_key, account, request.remote_addr)


def verified(db: Session, email: str, password: str, *, again: bool = False) -> int:
    """The id of the person with this address and this password. Raises Invalid or TooMany, whatever was wrong.

    The guard's transaction has written nothing yet and lets go of the write lock: the attempt is counted in a
    transaction of its own (see `throttling`), and the hashing that follows takes long enough to hold others up.
    Who is signed in and gives the password `again` is not kept waiting by the guesses of others.
    """
    if not site().settings.passwords:
        raise NotAllowed(_("Passwords are not used on this site."))
    db.rollback()
    quick = site().settings.quick_hashes
    trying = attempt(f"again {email}" if again else email)
    throttling.admit(site().database, trying, clock.now())
    with site().database.transaction(write=False) as reading:
        known = _credentials(reading, email)
    stored = known.password_hash if known else None
    if not passwords.matches(stored, password, quick=quick) or known is None or stored is None:
        _record(trying, known)
        raise wrong()
    renewed = passwords.hashed(password, quick=quick) if passwords.is_outdated(stored, quick=quick) else None
    throttling.forgive(db, trying)
    if renewed:
        db.execute(update(Person).where(Person.id == known.person_id).values(password_hash=renewed))
    return known.person_id


def _credentials(db: Session, email: str) -> Credentials | None:
    """Who signs in with this address; None when nobody does, or the account is deactivated."""
    row = db.execute(
        select(Person.id, Person.password_hash).where(Person.email == email, Person.is_active)
    ).one_or_none()
    return Credentials(row.id, row.password_hash) if row else None


def _record(trying: Attempt, known: Credentials | None) -> None:
    """Put a wrong password on record; its owner is told once the account begins to wait."""
    if known is None:
        throttling.failed(site().database, trying, f"account:{trying.account}", clock.now())
        return
    person_id = known.person_id
    throttling.failed(site().database, trying, f"person:{person_id}", clock.now(), lambda db: _tell(db, person_id))


def _tell(db: Session, person_id: int) -> None:
    if site().settings.mail is not None:
        address = site().settings.base_url + url_for("account.forgotten")
        subject = _l("Wrong passwords for your account on Panel")
        letters.send(db, db.get_one(Person, person_id), subject, "account/guesses.txt", address=address)


def wrong() -> Invalid:
    """The one sentence for an unknown address, a wrong password, none set, and a deactivated account."""
    return Invalid(_("This e-mail address and this password do not belong together. Check both and try again."))


def refused_page(template: str, form: Form, refusal: PanelError, **values: object) -> Response:
    """The page of a form again, with why; what was typed stays, passwords apart."""
    form.refuse(refusal.sentence, getattr(refusal, "field", None))
    answer = page(template, refusal.status, form=form, **values)
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(math.ceil(refusal.wait.total_seconds()))
    return answer

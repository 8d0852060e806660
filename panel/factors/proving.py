"""Proving who one is, at the speed of a guess: attempts are counted before anything is looked at (see `throttling`).

The guard's transaction has written nothing yet and lets go of the write lock, because counting has a transaction of
its own; what is shown is then taken in the guard's, so that it is kept only with what it opens.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from panel import clock, throttling
from panel.errors import Invalid
from panel.factors import showing
from panel.factors.queries import Holder
from panel.factors.showing import Given
from panel.models.factors import FactorKind
from panel.policy.subjects import Actor
from panel.throttling import Attempt
from panel.tokens import hash_of
from panel.web import letters, login, verification
from panel.web.site import site


def factor_of(db: Session, actor: Actor, given: Given) -> FactorKind:
    """By what the actor has shown a second factor. Raises Invalid or TooMany."""
    return _taken(db, actor, _admitted(db, f"factor {actor.person_id}"), given)


def proof_of(
    db: Session, actor: Actor, holder: Holder, given: Given, *, password: str, takes_password: bool
) -> FactorKind | None:
    """By what the actor has shown once more who they are: a passkey alone, or the password with what else they have.

    None: the password alone, of somebody without a second factor. Raises Invalid or TooMany.
    """
    has_factor = bool(holder.kinds)
    trying = _admitted(db, f"factor {actor.person_id}") if has_factor else None
    if takes_password and not given.passkey:
        verification.verified(db, holder.email, password, again=True)
    elif not has_factor:
        raise Invalid(_("You have nothing here by which you could show who you are. Sign out and in again."))
    return _taken(db, actor, trying, given) if trying else None


def signed_in(db: Session, answer: str) -> Actor:
    """Sign in whose passkey has answered. Raises Invalid or TooMany."""
    trying = _admitted(db, f"passkey {hash_of(answer)}")
    person_id = showing.owner_of_passkey(db, site().settings, answer, showing.SIGN_IN, clock.now())
    actor = login.begin(db, person_id, second_factor=True, by=FactorKind.PASSKEY) if person_id else None
    if actor is None:
        db.rollback()
        throttling.failed(site().database, trying, f"passkey:{trying.account}", clock.now())
        raise Invalid(_("This passkey could not be checked, or is not known here. Try again, or use your password."))
    throttling.forgive(db, trying)
    return actor


def _admitted(db: Session, account: str) -> Attempt:
    db.rollback()
    trying = verification.attempt(account)
    throttling.admit(site().database, trying, clock.now())
    return trying


def _taken(db: Session, actor: Actor, trying: Attempt, given: Given) -> FactorKind:
    purpose = showing.for_sign_in(actor.sign_in_id)
    kind = showing.accepted(db, site().settings, actor.person_id, given, purpose, clock.now())
    if kind is None:
        db.rollback()
        throttling.failed(
            site().database,
            trying,
            f"person:{actor.person_id}",
            clock.now(),
            lambda telling: letters.tell_of_change(telling, actor.person_id, _GUESSED),
        )
        raise _wrong(given)
    throttling.forgive(db, trying)
    return kind


_GUESSED = _l(
    "Several wrong codes were entered for your account on Panel, after your password or your provider had let"
    " somebody in that far."
)


def _wrong(given: Given) -> Invalid:
    if given.passkey:
        return Invalid(_("The passkey could not be checked. Press the button and try again."))
    if given.recovery_code:
        return Invalid(_("This is none of your recovery codes, or it was used already."), "recovery_code")
    return Invalid(
        _("This code is not right, or it was used already. Wait for the next one and try again."), "one_time_code"
    )

"""What a sign-in at the provider changes: an identity is linked or taken off, and how fresh a proof is."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel import ledger, tokens
from panel.models.events import SignIn
from panel.models.identities import Identity
from panel.policy.subjects import Actor
from panel.provider.identity_tokens import Proven
from panel.provider.queries import IdentityHere, Visitor

_LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def link(db: Session, visitor: Visitor, issuer: str, subject: str, *, now: datetime) -> bool:
    """Remember by which subject somebody signs in from now on; an invitation still open has served its purpose.

    False where another subject is linked to the same person: an address that was given to somebody else there does not
    open the account of whom it belonged to before.
    """
    db.add(Identity(person_id=visitor.person_id, issuer=issuer, subject=subject, linked_at=now))
    try:
        db.flush()
    except IntegrityError:
        db.rollback()
        return False
    tokens.end_links(db, visitor.person_id, now)
    ledger.record(db, None, "identity.link", f"person:{visitor.person_id}", issuer=issuer)
    return True


def unlink(db: Session, actor: Actor, here: IdentityHere) -> None:
    """Forget by which subject the asker signs in."""
    db.execute(delete(Identity).where(Identity.id == here.id))
    ledger.record(db, actor, "identity.unlink", f"person:{actor.person_id}", issuer=here.issuer)


def date_proof(db: Session, actor: Actor, proven: Proven, *, now: datetime) -> None:
    """Date the proof of a sign-in by when somebody showed at the provider who they are, which may be hours ago.

    What asks for a recent proof then asks them there again.
    """
    shown = min(proven.signed_in_at or _LONG_AGO, now)
    db.execute(update(SignIn).where(SignIn.id == actor.sign_in_id).values(proved_at=shown))

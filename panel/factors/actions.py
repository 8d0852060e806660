"""What changes the second factors of their owner: added, named, removed, and recovery codes made anew."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from panel import accounts, ledger
from panel.errors import Invalid
from panel.factors.queries import OwnFactor
from panel.models.factors import Factor, FactorKind, RecoveryCode, forget_factors
from panel.passkeys import NewPasskey
from panel.policy.subjects import Actor

MOST = 10  # of both kinds together


def add_passkey(db: Session, actor: Actor, name: str, made: NewPasskey, *, now: datetime) -> None:
    """Keep a passkey that a device has made. Raises Invalid."""
    if db.scalar(select(exists().where(Factor.credential_id == made.credential_id))):
        raise Invalid(_("This passkey is registered already."))
    added = Factor(
        kind=FactorKind.PASSKEY,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
    )
    _add(db, actor, name, added, now)


def add_app(db: Session, actor: Actor, name: str, sealed_secret: bytes, step: int, *, now: datetime) -> None:
    """Keep the sealed secret of an app whose code of this step was right. Raises Invalid."""
    _add(db, actor, name, Factor(kind=FactorKind.APP, sealed_secret=sealed_secret, last_step=step), now)


def _add(db: Session, actor: Actor, name: str, factor: Factor, now: datetime) -> None:
    kept = db.scalars(select(Factor.id).where(Factor.person_id == actor.person_id)).all()
    if len(kept) >= MOST:
        raise Invalid(_("You have %(n)s second factors. Remove one you no longer use first.", n=len(kept)))
    factor.person_id, factor.name, factor.created_at, factor.used_at = actor.person_id, name, now, now
    db.add(factor)
    db.flush()
    ledger.record(db, actor, "factor.add", f"factor:{factor.id}", kind=factor.kind)


def rename(db: Session, actor: Actor, factor: OwnFactor, name: str) -> None:
    """Call a second factor by another name."""
    db.execute(update(Factor).where(Factor.id == factor.id).values(name=name))
    ledger.record(db, actor, "factor.rename", f"factor:{factor.id}")


def remove(db: Session, actor: Actor, factor: OwnFactor, *, must_keep_one: bool) -> None:
    """Remove a second factor; with the last one the recovery codes go too. Raises Invalid where one must stay.

    The event comes first: it lets one at a time pass, so two windows cannot remove the last two together.
    """
    ledger.record(db, actor, "factor.remove", f"factor:{factor.id}", kind=factor.kind)
    others = exists().where(Factor.person_id == actor.person_id, Factor.id != factor.id)
    if not db.scalar(select(others)):
        if must_keep_one:
            raise Invalid(_("Your role asks for a second factor, and this is your last one. Add another one first."))
        forget_factors(db, actor.person_id)
    db.execute(delete(Factor).where(Factor.id == factor.id))


def replace_codes(db: Session, actor: Actor, hashes: Iterable[str], *, now: datetime) -> None:
    """Keep a new set of recovery codes by their hashes; the set before is worth nothing any more."""
    db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == actor.person_id))
    for code_hash in hashes:
        db.add(RecoveryCode(person_id=actor.person_id, code_hash=code_hash, created_at=now))
    db.flush()
    ledger.record(db, actor, "factor.codes", f"person:{actor.person_id}")


def reset(db: Session, actor: Actor | None, person_id: int, *, panel_id: int | None = None, now: datetime) -> None:
    """Remove all second factors of somebody who has lost them, and end their sign-ins; confirmed by a second person."""
    forget_factors(db, person_id)
    accounts.end_sign_ins(db, person_id, now=now)
    ledger.record(db, actor, "factor.reset", f"person:{person_id}", panel_id=panel_id)

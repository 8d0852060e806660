"""What changes an account: its password, its names, its sign-ins; and the first account of all."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from panel import accounts, ledger, tokens
from panel.db import rows_changed
from panel.errors import Conflict, Invalid
from panel.models.cycles import Panel
from panel.models.people import NAME_FIELDS, LinkPurpose, Person, Role, person_by_email, seat
from panel.policy.subjects import Actor


def create_first_link(db: Session, *, now: datetime) -> str:
    """The token of `/account/first/<token>`, where the first account of an empty site is made."""
    ledger.record(db, None, "link.create", "site", purpose=LinkPurpose.FIRST)
    return tokens.create_link(db, None, LinkPurpose.FIRST, now)


def found_panel(db: Session, values: Mapping[str, str], password_hash: str | None, *, now: datetime) -> int:
    """Make the first panel and its first secretariat account; returns the id of its person.

    Raises Invalid for the address of an account: an administrator may be there before, and sees nothing of a panel.
    """
    if person_by_email(db, values["email"]) is not None:
        raise Invalid(_("Another account has this address."), "email")
    panel = Panel(title_ja=values["panel_ja"], title_en=values["panel_en"], created_at=now)
    person = Person(
        email=values["email"],
        password_hash=password_hash,
        language=values["language"],
        created_at=now,
        **{name: values[name] for name in NAME_FIELDS},
    )
    db.add_all([panel, person])
    db.flush()
    seat(db, panel.id, person.id, Role.SECRETARIAT, now)
    ledger.record(db, None, "panel.create", f"panel:{panel.id}", panel_id=panel.id, secretariat=person.id)
    return person.id


def set_password(db: Session, person_id: int, password_hash: str, *, kept_id: int | None = None, now: datetime) -> None:
    """Store the hash of a new password; every sign-in but the one that is kept, and every open link, ends."""
    db.execute(update(Person).where(Person.id == person_id).values(password_hash=password_hash))
    accounts.end_sign_ins(db, person_id, but=kept_id, now=now)
    tokens.end_links(db, person_id, now)


def revise_names(db: Session, actor: Actor, values: Mapping[str, str], *, version: int) -> None:
    """Change the asker's own names and language. Raises Conflict when they were changed in another window."""
    changed = update(Person).where(Person.id == actor.person_id, Person.version == version)
    new = {name: values[name] for name in (*NAME_FIELDS, "language")}
    if not rows_changed(db.execute(changed.values(version=version + 1, **new))):
        raise Conflict(_("Your account was changed in another window. Check what stands there now."))
    ledger.record(db, actor, "account.edit", f"person:{actor.person_id}")


def choose_language(db: Session, actor: Actor, language: str) -> None:
    """Remember in which language somebody reads; a form open in another window stays valid."""
    db.execute(update(Person).where(Person.id == actor.person_id).values(language=language))


def end_sign_in(db: Session, actor: Actor, sign_in_id: int, *, now: datetime) -> None:
    """End one of the asker's sign-ins: whoever uses it is asked for the password at the next request."""
    accounts.end_sign_ins(db, actor.person_id, only=sign_in_id, now=now)
    ledger.record(db, actor, "sign_in.end", f"sign_in:{sign_in_id}")


def end_other_sign_ins(db: Session, actor: Actor, *, now: datetime) -> int:
    """End all of the asker's sign-ins but the present one; returns how many there were."""
    n_ended = accounts.end_sign_ins(db, actor.person_id, but=actor.sign_in_id, now=now)
    ledger.record(db, actor, "sign_in.end_others", f"person:{actor.person_id}", n=n_ended)
    return n_ended


def ask_for_reset(db: Session, email: str, *, now: datetime) -> tuple[Person, str] | None:
    """A link by which the person of this address sets a new password; None when nobody signs in with it.

    Who was invited and has no password yet gets none: their invitation would come back to life after it has expired.
    """
    able = (Person.email == email, Person.is_active, Person.password_hash.is_not(None))
    person = db.scalars(select(Person).where(*able)).one_or_none()
    if person is None:
        return None
    ledger.record(db, None, "link.create", f"person:{person.id}", purpose=LinkPurpose.RESET)
    return person, tokens.create_link(db, person.id, LinkPurpose.RESET, now)

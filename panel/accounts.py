"""Accounts of the whole site: who may still sign in, and who administers; what is taken away ends at the next request.

Whatever could leave the site or a panel with nobody in charge is asked after the event is recorded: the record lets
one at a time pass, so that two who end each other's accounts in the same moment cannot both succeed.
"""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from panel import ledger, post, tokens
from panel.db import rows_changed
from panel.errors import Conflict, Invalid
from panel.models.cycles import Panel
from panel.models.events import SignIn
from panel.models.people import NAME_FIELDS, LinkPurpose, Membership, Person, Role, person_by_email
from panel.policy.subjects import Actor


def deactivate(db: Session, actor: Actor, person_id: int, *, panel_id: int | None = None, now: datetime) -> None:
    """Keep somebody out from their next request on; what they wrote and scored stays. Raises Invalid or Conflict."""
    ledger.record(db, actor, "user.deactivate", f"person:{person_id}", panel_id=panel_id)
    obstacle = why_not_deactivate(db, actor, person_id)
    if obstacle:
        raise Invalid(obstacle)
    _switch(db, person_id, active=False)
    end_sign_ins(db, person_id, now=now)
    tokens.end_links(db, person_id, now)
    post.take_back(db, person_id)


def reactivate(db: Session, actor: Actor, person_id: int, *, panel_id: int | None = None) -> None:
    """Let somebody sign in again, with the password and the roles they had. Raises Conflict."""
    ledger.record(db, actor, "user.reactivate", f"person:{person_id}", panel_id=panel_id)
    _switch(db, person_id, active=True)


def _switch(db: Session, person_id: int, *, active: bool) -> None:
    other_way = update(Person).where(Person.id == person_id, Person.is_active.is_(not active))
    if not rows_changed(db.execute(other_way.values(is_active=active))):
        raise Conflict(_("Somebody else has changed this in the meantime. Check what stands there now."))


def end_sign_ins(db: Session, person_id: int, *, only: int | None = None, but: int | None = None, now: datetime) -> int:
    """End the sign-ins of somebody, or `only` one, or all `but` one; returns how many there were."""
    open_ = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if only is not None:
        open_ = open_.where(SignIn.id == only)
    if but is not None:
        open_ = open_.where(SignIn.id != but)
    return rows_changed(db.execute(open_.values(ended_at=now)))


# ---- What must not happen ----


def why_not_deactivate(db: Session, actor: Actor, person_id: int) -> str | None:
    """The sentence that says why this account must stay active; None when it may be deactivated."""
    if person_id == actor.person_id:
        return str(_("Nobody deactivates their own account. Ask somebody else who may."))
    if is_last_administrator(db, person_id):
        return str(_("This is the last account that administers the site. Make another administrator first."))
    return why_not_unseat(db, person_id)


def why_not_unseat(db: Session, person_id: int, *, panel_id: int | None = None) -> str | None:
    """The sentence that says which panel (of all, or this one) would be left without a secretariat, or None."""
    panels = _left_alone(db, person_id, panel_id)
    if not panels:
        return None
    return str(
        _("This is the last secretariat account of a panel (%(panels)s). Name another one first.", panels=panels)
    )


def is_last_administrator(db: Session, person_id: int) -> bool:
    """Whether the site would be left without anybody who administers it."""
    administers = (Person.is_administrator, _usable(Person))
    if db.scalar(select(Person.id).where(Person.id == person_id, Person.is_administrator)) is None:
        return False
    return db.scalar(select(Person.id).where(Person.id != person_id, *administers).limit(1)) is None


def _left_alone(db: Session, person_id: int, panel_id: int | None) -> str:
    """The panels that have no other secretariat account in use, by their titles."""
    asked = true() if panel_id is None else Membership.panel_id == panel_id
    another, other_person = aliased(Membership), aliased(Person)
    served = exists().where(
        another.panel_id == Membership.panel_id,
        another.role == Role.SECRETARIAT,
        another.ended_at.is_(None),
        another.person_id != person_id,
        other_person.id == another.person_id,
        _usable(other_person),
    )
    rows = db.execute(
        select(Panel.title_ja, Panel.title_en)
        .join(Membership, Membership.panel_id == Panel.id)
        .where(
            Membership.person_id == person_id,
            Membership.role == Role.SECRETARIAT,
            Membership.ended_at.is_(None),
            ~served,
            asked,
        )
        .order_by(Panel.id)
    )
    return ", ".join(" / ".join(filter(None, row)) for row in rows)


def _usable(person: type[Person]) -> ColumnElement[bool]:
    """An account that is active and has been taken into use: an invitation alone keeps no panel running."""
    has_signed_in = exists().where(SignIn.person_id == person.id)
    return person.is_active & or_(person.password_hash.is_not(None), has_signed_in)


# ---- Administrators ----


def make_administrator(
    db: Session, actor: Actor | None, values: Mapping[str, str], *, now: datetime
) -> tuple[int, str | None]:
    """Let the account of an address administer the site, or make one; returns its id and the token of a first link.

    `values` hold the email, and name a new account. `actor` is None on the command line. Raises Invalid for whoever
    sits on a panel: an administrator sees nothing of any.
    """
    person = person_by_email(db, values["email"])
    if person is None:
        names = {name: values.get(name, "") for name in NAME_FIELDS}
        person = Person(email=values["email"], language=values.get("language", "ja"), created_at=now, **names)
        db.add(person)
        db.flush()
    _refuse_to_administer(db, person)
    person.is_administrator = True
    ledger.record(db, actor, "role.grant", f"person:{person.id}", role="administrator")
    return person.id, None if person.password_hash else new_link(db, actor, person, now=now)


def _refuse_to_administer(db: Session, person: Person) -> None:
    if person.is_administrator:
        raise Invalid(_("This account administers the site already."), "email")
    if not person.is_active:
        raise Invalid(_("This account is deactivated. Reactivate it first."), "email")
    if db.scalar(select(exists().where(Membership.person_id == person.id, Membership.ended_at.is_(None)))):
        raise Invalid(_("This account sits on a panel. An administrator sees nothing of any panel."), "email")


def dismiss_administrator(db: Session, actor: Actor, person_id: int) -> None:
    """Take the administration of the site from somebody, which two others do; the account stays. Raises Conflict."""
    ledger.record(db, actor, "role.end", f"person:{person_id}", role="administrator")
    administers = update(Person).where(Person.id == person_id, Person.is_administrator)
    if not rows_changed(db.execute(administers.values(is_administrator=False))):
        raise Conflict(_("Somebody else has changed this in the meantime. Check what stands there now."))


def new_link(db: Session, actor: Actor | None, person: Person, *, now: datetime, panel_id: int | None = None) -> str:
    """The token of a new one-time link: an invitation for somebody without a password, else one to set a new one."""
    purpose = LinkPurpose.RESET if person.password_hash else LinkPurpose.INVITATION
    ledger.record(db, actor, "link.create", f"person:{person.id}", panel_id=panel_id, purpose=purpose)
    return tokens.create_link(db, person.id, purpose, now)

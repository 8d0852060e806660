"""What changes who sits on a panel, and who is kept out of a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from panel import accounts, ledger, owners, seal
from panel.db import rows_changed
from panel.errors import Conflict, Invalid
from panel.models.cycles import RoundState
from panel.models.people import (
    NAME_FIELDS,
    OFFICER_ROLES,
    Membership,
    Person,
    Recusal,
    RecusalLevel,
    Role,
    others_who_grant,
    person_by_email,
    seat,
)
from panel.people.queries import PersonHere, RecusalHere
from panel.policy.places import CycleHere, ProposalHere
from panel.policy.subjects import Actor

_ABOUT = (*NAME_FIELDS, "organisation_ja", "organisation_en", "stakeholder_group", "language")
# What somebody is until a second person has confirmed the role they are to have.
_MEANWHILE = {Role.CHAIR: Role.MEMBER, Role.DEPUTY: Role.MEMBER, Role.SECRETARIAT: Role.OBSERVER}


@dataclass(frozen=True)
class Invited:
    """What came of an invitation; the token of a link is only known now."""

    person_id: int
    token: str | None  # None: the person has a password already
    waits_for: Role | None  # the role that a second person must still confirm


def invite_member(
    db: Session, actor: Actor, here: CycleHere, values: Mapping[str, str], role: Role, *, now: datetime
) -> Invited:
    """Bring somebody onto the panel, by an account that exists or a new one. Raises Invalid.

    A chair, deputy or secretariat takes two persons: until the second confirms, the invited person has a lesser role.
    """
    person = _person_of(db, here, values, now)
    takes_two = role in OFFICER_ROLES and others_who_grant(db, here.panel_id, actor.person_id)
    given = _MEANWHILE[role] if takes_two else role
    seat(db, here.panel_id, person.id, given, now)
    ledger.record(db, actor, "member.invite", f"person:{person.id}", panel_id=here.panel_id, role=given)
    token = None if person.password_hash else accounts.new_link(db, actor, person, panel_id=here.panel_id, now=now)
    return Invited(person.id, token, role if takes_two else None)


def _person_of(db: Session, here: CycleHere, values: Mapping[str, str], now: datetime) -> Person:
    """The person of an address, made if there is none yet; nobody who sits on the panel already. Raises Invalid."""
    person = person_by_email(db, values["email"])
    if person is not None:
        _refuse_seated(db, here, person)
        return person
    person = Person(email=values["email"], created_at=now, **{name: values[name] for name in _ABOUT})
    db.add(person)
    db.flush()
    return person


def _refuse_seated(db: Session, here: CycleHere, person: Person) -> None:
    seated = exists().where(
        Membership.person_id == person.id, Membership.panel_id == here.panel_id, Membership.ended_at.is_(None)
    )
    if db.scalar(select(seated)):
        raise Invalid(_("Somebody with this address already sits on the panel."), "email")
    if not person.is_active or person.is_administrator:
        raise Invalid(_("This account cannot be invited. Ask the administrator of the site."), "email")


def link_for(db: Session, actor: Actor, here: PersonHere, *, now: datetime) -> str:
    """A one-time link for somebody on the panel. Raises Invalid for accounts that are not this panel's alone."""
    _refuse_foreign(here)
    if not here.email:
        raise Invalid(_("This is a rater of an imported round, without an address and without an account."))
    person = db.get_one(Person, here.id)
    return accounts.new_link(db, actor, person, panel_id=here.cycle.panel_id, now=now)


def _refuse_foreign(here: PersonHere) -> None:
    """A secretariat must not reach into another panel through somebody who sits on both."""
    if here.belongs_elsewhere:
        raise Invalid(_("This person also sits on another panel. Only they themselves can change their account."))


def edit_person(db: Session, actor: Actor, here: PersonHere, values: Mapping[str, str], *, version: int) -> None:
    """Change how somebody is named and where they belong; the address only before a password is set.

    Raises Invalid, or Conflict when somebody else was faster.
    """
    _refuse_foreign(here)
    new: dict[str, str | None] = {name: values[name] for name in _ABOUT}
    email = values["email"] or None
    if email != (here.email or None):
        _refuse_address(db, here, email)
        new["email"] = email
    unchanged = update(Person).where(Person.id == here.id, Person.version == version)
    if not rows_changed(db.execute(unchanged.values(version=version + 1, **new))):
        raise Conflict(_("Somebody else has changed this in the meantime. Check what stands there now."))
    ledger.record(db, actor, "member.edit", f"person:{here.id}", panel_id=here.cycle.panel_id)


def _refuse_address(db: Session, here: PersonHere, email: str | None) -> None:
    if here.has_account:
        raise Invalid(_("The address of somebody who has set a password cannot be changed here."), "email")
    if email is None:
        raise Invalid(_("Enter this."), "email")
    if person_by_email(db, email) is not None:
        raise Invalid(_("Another account has this address."), "email")


def name_successor(db: Session, actor: Actor, here: CycleHere, values: Mapping[str, str], *, now: datetime) -> Invited:
    """Give the secretariat to somebody new, in any phase; confirmed by a second person before this is called.

    Raises Invalid for somebody who sits on the panel already, and for an account that cannot.
    """
    person = _person_of(db, here, values, now)
    seat(db, here.panel_id, person.id, Role.SECRETARIAT, now)
    ledger.record(db, actor, "role.grant", f"person:{person.id}", panel_id=here.panel_id, role=Role.SECRETARIAT)
    token = None if person.password_hash else accounts.new_link(db, actor, person, panel_id=here.panel_id, now=now)
    return Invited(person.id, token, None)


# ---- Keeping out and letting in ----


def why_not_deactivate(db: Session, actor: Actor, here: PersonHere) -> str | None:
    """The sentence that says why a secretariat cannot deactivate this account; None when it can."""
    if here.belongs_elsewhere:
        return str(_("This person also sits on another panel. End the membership here instead."))
    return accounts.why_not_deactivate(db, actor, here.id)


def deactivate(db: Session, actor: Actor, here: PersonHere, *, now: datetime) -> None:
    """Keep somebody of the panel out from their next request on. Raises Invalid or Conflict."""
    obstacle = why_not_deactivate(db, actor, here)
    if obstacle:
        raise Invalid(obstacle)
    accounts.deactivate(db, actor, here.id, panel_id=here.cycle.panel_id, now=now)


def reactivate(db: Session, actor: Actor, here: PersonHere) -> None:
    """Let somebody of the panel in again. Raises Invalid or Conflict."""
    _refuse_foreign(here)
    accounts.reactivate(db, actor, here.id, panel_id=here.cycle.panel_id)


def grant_role(db: Session, actor: Actor, here: PersonHere, role: Role, *, now: datetime) -> None:
    """Give somebody a role in place of the one they have; confirmed by a second person before this is called."""
    if role is here.role:
        raise Invalid(_("They have this role already."), "role")
    obstacle = accounts.why_not_unseat(db, here.id, panel_id=here.cycle.panel_id)
    if obstacle:
        raise Invalid(obstacle, "role")
    seat(db, here.cycle.panel_id, here.id, role, now)
    ledger.record(
        db, actor, "role.grant", f"person:{here.id}", panel_id=here.cycle.panel_id, role=role, before=here.role
    )


def end_membership(db: Session, actor: Actor, here: PersonHere, *, now: datetime) -> None:
    """End the membership of a member or observer; what they wrote and scored stays. Raises Invalid for officers."""
    if here.role in OFFICER_ROLES:
        raise Invalid(_("Give this person the role of a member first; that takes two persons."))
    seated = (
        Membership.panel_id == here.cycle.panel_id,
        Membership.person_id == here.id,
        Membership.ended_at.is_(None),
    )
    db.execute(update(Membership).where(*seated).values(ended_at=now))
    ledger.record(db, actor, "member.end", f"person:{here.id}", panel_id=here.cycle.panel_id)


# ---- Recusals ----


def recuse(
    db: Session,
    seal_key: bytes,
    actor: Actor,
    here: ProposalHere,
    person_id: int,
    level: RecusalLevel,
    reason: str,
    *,
    now: datetime,
) -> None:
    """Keep somebody out of a proposal from this moment on; a sheet they have already saved is not counted.

    The same function declares one's own conflict and imposes another's. Raises Invalid if that much is in force.
    """
    before = db.scalars(
        select(Recusal).where(
            Recusal.person_id == person_id, Recusal.proposal_id == here.id, Recusal.lifted_at.is_(None)
        )
    ).one_or_none()
    if before is not None:
        if before.level == level or before.level == RecusalLevel.RECUSED:
            raise Invalid(_("This recusal is already in force."), "level")
        before.lifted_at = now
        db.flush()
    added = Recusal(
        person_id=person_id,
        proposal_id=here.id,
        level=level,
        reason=reason,
        declared_by_id=actor.person_id,
        since_at=now,
    )
    db.add(added)
    db.flush()
    if here.cycle.round_id is not None and here.cycle.round_state is RoundState.OPEN:
        seal.void(db, seal_key, owners.keys_of(db, here.cycle.round_id), person_id, here.id)
    action = "recusal.declare" if person_id == actor.person_id else "recusal.impose"
    ledger.record(db, actor, action, f"proposal:{here.id}", panel_id=here.cycle.panel_id, person=person_id, level=level)


def lift_recusal(db: Session, actor: Actor, here: RecusalHere, *, now: datetime) -> None:
    """End a recusal; confirmed by a second person before this is called."""
    db.execute(update(Recusal).where(Recusal.id == here.id).values(lifted_at=now))
    thing = f"proposal:{here.proposal.id}"
    ledger.record(db, actor, "recusal.lift", thing, panel_id=here.cycle.panel_id, person=here.person_id)

"""Reminding those who are behind: who may be addressed, and what is kept of it."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import update
from sqlalchemy.orm import Session

from panel import ledger
from panel.errors import Conflict, Invalid
from panel.home.office import Member, Office
from panel.models.people import Membership
from panel.policy.subjects import Actor


def addressed(office: Office, person_ids: Collection[int], *, again: bool) -> list[Member]:
    """Those of the chosen who are behind now.

    Raises Conflict for somebody who has finished in the meantime, Invalid for nobody, and for a second reminder on one
    day that was not asked for.
    """
    chosen = [member for member in office.behind if member.person_id in person_ids]
    if len(chosen) < len(set(person_ids)):
        raise Conflict(_("Somebody you chose has nothing left to do, or left the panel. Nothing was sent; look again."))
    if not chosen:
        raise Invalid(_("Choose at least one person."), "to")
    n_today = sum(member.contacted_today for member in chosen)
    if n_today and not again:
        sentence = ngettext(
            "%(num)s of them was reminded today already. Tick this to write a second time today, or leave them out.",
            "%(num)s of them were reminded today already. Tick this to write a second time today, or leave them out.",
            n_today,
        )
        raise Invalid(sentence, "again")
    return chosen


def remind(db: Session, actor: Actor, office: Office, members: Collection[Member], *, now: datetime) -> None:
    """Keep that they were written to; the record says how many, because it is read by more than the secretariat."""
    seats = (Membership.panel_id == office.cycle.panel_id, Membership.ended_at.is_(None))
    whose = Membership.person_id.in_([member.person_id for member in members])
    db.execute(update(Membership).where(*seats, whose).values(reminded_at=now))
    thing = f"cycle:{office.cycle.id}"
    ledger.record(db, actor, "member.remind", thing, panel_id=office.cycle.panel_id, n=len(members))

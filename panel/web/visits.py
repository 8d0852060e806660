"""When somebody was here before: what has happened since is new to them. Read with the sign-in, kept beside the page.

A visit is a run of requests without a long pause. Moments are kept rounded down, so that at most one write in ten
minutes is made for each person, and nobody can lay them beside the times of sealed sheets.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import g
from sqlalchemy import case, or_, update
from sqlalchemy.exc import OperationalError

from panel import clock
from panel.models.people import Person
from panel.policy.subjects import Actor
from panel.web.site import site

PAUSE: Final = timedelta(hours=4)
"""Whoever comes back after so long begins a new visit."""
KEPT_TO: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Visit:
    """What is kept of somebody's visits: the last request, and the last one of the visit before."""

    person_id: int
    last_at: datetime | None
    before_at: datetime | None

    def since(self, now: datetime) -> datetime | None:
        """When the previous visit ended, at the latest; None on the first one, when nothing is newer than the rest."""
        if self.last_at is not None and now - self.last_at > PAUSE:
            return self.last_at
        return self.before_at


def since() -> datetime | None:
    """When the visit before this one ended; None for nobody, and for whoever is here for the first time."""
    visit: Visit | None = g.get("visit")
    return visit.since(clock.now()) if visit else None


def keep(actor: Actor | None) -> None:
    """Write down that the reader is here, unless that is known; called when the transaction of the page has ended.

    Half a sign-in is nobody's visit: it shows that somebody knows the password, and reads nothing.
    """
    visit: Visit | None = g.get("visit")
    now = clock.now()
    kept = _kept(now)
    if actor is None or actor.owes or visit is None or (visit.last_at is not None and visit.last_at >= kept):
        return
    ended = Person.visited_at < now - PAUSE
    moments = {
        "visited_at": kept,
        "visited_before_at": case((ended, Person.visited_at), else_=Person.visited_before_at),
    }
    still_earlier = or_(Person.visited_at.is_(None), Person.visited_at < kept)
    with suppress(OperationalError), site().database.transaction(write=True, waits=False) as db:  # a page never waits
        db.execute(update(Person).where(Person.id == visit.person_id, still_earlier).values(moments))
        db.commit()


def _kept(moment: datetime) -> datetime:
    """The moment as it is kept: the beginning of its ten minutes."""
    return moment - (moment - datetime.min.replace(tzinfo=moment.tzinfo)) % KEPT_TO

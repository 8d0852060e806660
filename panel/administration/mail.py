"""The outbox as the administrator sees it: what has not left, how often it was tried, and why; never its text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel import ledger, post
from panel.errors import Conflict, Missing, NotAllowed
from panel.models.events import Outbox
from panel.models.people import Person
from panel.policy.subjects import NOWHERE, Actor, Place

_SHOWN = 100


@dataclass(frozen=True)
class UnsentMail:
    """A mail that waits in the outbox, or was given up."""

    id: int
    to: str
    subject: str
    created_at: datetime
    n_tries: int
    last_error: str
    next_try_at: datetime
    given_up: bool


@dataclass(frozen=True)
class UnsentCounts:
    """How many mails wait for their first or next try, how many of these have failed before, how many were given up."""

    waiting: int
    failing: int
    given_up: int


@dataclass(frozen=True)
class MailHere:
    """The mail an address names."""

    id: int
    place: Place = NOWHERE


def counts(db: Session) -> UnsentCounts:
    """How many mails have not left."""
    waits = Outbox.n_tries < post.GIVES_UP_AFTER
    kinds = (waits, waits & (Outbox.n_tries > 0), ~waits)
    counted = select(*(func.count().filter(kind) for kind in kinds)).where(Outbox.sent_at.is_(None))
    found: Any = db.execute(counted).one()
    return UnsentCounts(*found)


def unsent(db: Session) -> list[UnsentMail]:
    """The oldest mails that have not left. The subject is one of our own, the same for everybody."""
    rows = db.execute(
        select(
            Outbox.id,
            func.coalesce(Person.email, ""),
            Outbox.subject,
            Outbox.created_at,
            Outbox.n_tries,
            Outbox.last_error,
            Outbox.next_try_at,
        )
        .join(Person, Person.id == Outbox.person_id)
        .where(Outbox.sent_at.is_(None))
        .order_by(Outbox.created_at, Outbox.id)
        .limit(_SHOWN)
    )
    return [UnsentMail(*row, given_up=row.n_tries >= post.GIVES_UP_AFTER) for row in rows]


def mail(db: Session, actor: Actor, mail_id: int) -> MailHere:
    """A mail that has not left. Raises Missing or NotAllowed."""
    if not actor.is_administrator:
        raise NotAllowed(_("Your role does not allow this."))
    if db.scalar(select(Outbox.id).where(Outbox.id == mail_id, Outbox.sent_at.is_(None))) is None:
        raise Missing
    return MailHere(mail_id)


def try_again(db: Session, actor: Actor, here: MailHere, *, now: datetime) -> None:
    """Let a mail leave at the next run of `panel mail`. Raises Conflict when it has left by then."""
    if not post.make_due(db, here.id, now):
        raise Conflict(_("This mail has left in the meantime."))
    ledger.record(db, actor, "mail.again", f"mail:{here.id}")


def send_test(db: Session, actor: Actor, subject: str, body: str, *, now: datetime) -> None:
    """Put a mail to the asker into the outbox, so that the way to the mail server is tried from end to end."""
    post.enqueue(db, actor.person_id, subject, body, now)
    ledger.record(db, actor, "mail.test", f"person:{actor.person_id}")

"""Mail: written into the outbox in the transaction of the change it speaks of, handed over later, one by one."""

import secrets
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session

from panel.config import MailServer, Settings
from panel.db import Database, rows_changed
from panel.models.events import Outbox
from panel.models.people import Person

PATIENCE = 10  # seconds for the mail server to answer
LONGEST_WAIT = timedelta(hours=24)
GIVES_UP_AFTER = 14  # tries: one minute, two, four … then a day each; more than four days in all
_AT_ONCE = 50


@dataclass(frozen=True)
class _Letter:
    id: int
    to: str
    subject: str
    body: str
    message_id: str


def enqueue(db: Session, person_id: int, subject: str, body: str, now: datetime) -> None:
    """Put a mail into the outbox; `subject` and `body` are our own words, never what somebody typed."""
    db.add(
        Outbox(
            person_id=person_id,
            subject=subject,
            body=body,
            message_id=secrets.token_hex(16),
            created_at=now,
            next_try_at=now,
        )
    )
    db.flush()


def take_back(db: Session, person_id: int) -> None:
    """Send nothing of what still waits for somebody; what has left is kept as a fact."""
    db.execute(delete(Outbox).where(Outbox.person_id == person_id, Outbox.sent_at.is_(None)))


def wait_after(n_tries: int) -> timedelta:
    """How long to wait after so many tries: a minute, then twice as long each time, at most a day."""
    return min(timedelta(minutes=2 ** (n_tries - 1)), LONGEST_WAIT)


def send_due(settings: Settings, database: Database, now: datetime) -> int:
    """Hand over what is due; returns how many mails left. No transaction is open while the mail server is spoken to."""
    if settings.mail is None:
        return 0
    n_sent = 0
    for mail_id in _due(database, now):
        letter = _claimed(database, mail_id, now)
        if letter is None:
            continue
        refused = _handed_over(settings.mail, letter)
        if refused is None:
            _forget_text(database, letter, now)
            n_sent += 1
        else:
            _keep_reason(database, letter, refused)
    return n_sent


def _due(database: Database, now: datetime) -> list[int]:
    with database.transaction(write=False) as db:
        return list(
            db.scalars(
                select(Outbox.id)
                .where(Outbox.sent_at.is_(None), Outbox.next_try_at <= now, Outbox.n_tries < GIVES_UP_AFTER)
                .order_by(Outbox.next_try_at)
                .limit(_AT_ONCE)
            )
        )


def _claimed(database: Database, mail_id: int, now: datetime) -> _Letter | None:
    """Count the try before it is made: two senders never take the same mail, and a crash repeats it at most once."""
    with database.transaction(write=True) as db:
        row = db.execute(
            select(Outbox.n_tries, Outbox.subject, Outbox.body, Outbox.message_id, Person.email)
            .join(Person, Person.id == Outbox.person_id)
            .where(Outbox.id == mail_id)
        ).one()
        same = (Outbox.id == mail_id, Outbox.n_tries == row.n_tries, Outbox.sent_at.is_(None))
        tried = {"n_tries": row.n_tries + 1, "next_try_at": now + wait_after(row.n_tries + 1)}
        claimed = rows_changed(db.execute(update(Outbox).where(*same).values(**tried))) == 1
        db.commit()
    return _Letter(mail_id, row.email, row.subject, row.body, row.message_id) if claimed and row.email else None


def _handed_over(server: MailServer, letter: _Letter) -> str | None:
    """None when the mail has left, else what went wrong: its kind and code, never a text that may name somebody."""
    try:
        message = _message(server, letter)
        with smtplib.SMTP(server.host, server.port, timeout=PATIENCE) as connection:
            if server.starttls:
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, server.password or "")
            connection.send_message(message)
    except (OSError, ValueError, smtplib.SMTPException) as problem:  # ValueError: a header that would be two lines
        code = getattr(problem, "smtp_code", None) or getattr(problem, "errno", None)
        return f"{type(problem).__name__} {code or ''}".strip()
    return None


def _message(server: MailServer, letter: _Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = server.sender
    message["To"] = _on_the_wire(letter.to)
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{letter.message_id}@{server.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="base64")  # every server takes it, whatever the language
    return message


def _on_the_wire(address: str) -> str:
    """The address with its domain in the form every mail server reads."""
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.encode('idna').decode()}"


def _keep_reason(database: Database, letter: _Letter, reason: str) -> None:
    with database.transaction(write=True) as db:
        db.execute(update(Outbox).where(Outbox.id == letter.id).values(last_error=reason))
        db.commit()


def make_due(db: Session, mail_id: int, now: datetime) -> bool:
    """Let a mail that waits, or was given up, be tried at the next run; False when it has left in the meantime."""
    again = case((Outbox.n_tries >= GIVES_UP_AFTER, GIVES_UP_AFTER - 1), else_=Outbox.n_tries)
    waiting = update(Outbox).where(Outbox.id == mail_id, Outbox.sent_at.is_(None))
    return rows_changed(db.execute(waiting.values(next_try_at=now, n_tries=again))) == 1


def _forget_text(database: Database, letter: _Letter, now: datetime) -> None:
    """A mail that has left is kept as a fact only: its text may hold a link that opens an account."""
    with database.transaction(write=True) as db:
        db.execute(update(Outbox).where(Outbox.id == letter.id).values(sent_at=now, body=""))
        db.commit()

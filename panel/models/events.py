"""What the house keeps of its own doings: ledger, sign-ins, mail to be sent, requests of two, posts and files."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from panel.db import Base, Key, Line, Prose
from panel.models.factors import FactorKind


class Event(Base):
    """One line of the ledger; each carries the hash of the one before it. The database refuses to change it."""

    __tablename__ = "event"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # gapless
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))  # "person:7", "system", or masked for scores
    panel_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    object: Mapped[str] = mapped_column(String(120))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    request: Mapped[str] = mapped_column(String(32), default="")  # the number of the request, as on its error page
    software: Mapped[str] = mapped_column(String(20), default="")
    content: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # salted commitments: see panel.commitments
    format: Mapped[str] = mapped_column(String(10))  # what the hash covers: calc.chain
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    __table_args__ = (Index("ix_event_panel", "panel_id", "seq"), Index("ix_event_actor", "actor", "seq"))


class Checkpoint(Base):
    """The state of the ledger at one event, signed; what was told outside can be held against it."""

    __tablename__ = "checkpoint"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # of the last event it covers
    at: Mapped[datetime]
    head: Mapped[str] = mapped_column(String(64))  # the hash of that event
    root: Mapped[str] = mapped_column(String(64))  # of the Merkle tree over the hashes of all events up to it
    signature: Mapped[str] = mapped_column(String(128))  # Ed25519


class SignIn(Base):
    """A signed-in session that can be ended from the server; only the hash of its token is stored."""

    __tablename__ = "sign_in"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    device: Mapped[Line] = mapped_column(default="")
    created_at: Mapped[datetime]
    proved_at: Mapped[datetime]  # when it was last shown who this is
    factor: Mapped[FactorKind | None] = mapped_column(String(20))  # by what a second factor was last shown
    factor_at: Mapped[datetime | None]  # None: the password alone, which is half a sign-in for who has a factor
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Outbox(Base):
    """A mail to be sent, written in the transaction of the change it speaks of."""

    __tablename__ = "outbox"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[Line]
    body: Mapped[Prose]
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    n_tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[Line] = mapped_column(default="")  # kind and code of what went wrong, never a text
    sent_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_outbox_due", "sent_at", "next_try_at"),)


class Approval(Base):
    """An action two people must take: asked for by one, waiting for another."""

    __tablename__ = "approval"

    id: Mapped[Key]
    panel_id: Mapped[int | None] = mapped_column(ForeignKey("panel.id"))  # None: a request about the site itself
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))  # None: it is about no single one
    action: Mapped[str] = mapped_column(String(60))
    object: Mapped[str] = mapped_column(String(120))  # the address it was asked at
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # confirmed, cancelled or replaced
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (Index("ix_approval_waiting", "panel_id", "action", "object"),)


class Posted(Base):
    """A form that was already taken, by its one-time number: sending it again changes nothing."""

    __tablename__ = "posted"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nonce: Mapped[str] = mapped_column(String(64))
    content_sha256: Mapped[str] = mapped_column(String(64))
    location: Mapped[Prose]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("person_id", "nonce"),)


class Upload(Base):
    """A file that waits for its sender to confirm the import; removed when it is used, or a day later."""

    __tablename__ = "upload"

    id: Mapped[Key]
    token: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    what: Mapped[str] = mapped_column(String(20))
    name: Mapped[Line]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]

"""What somebody shows beside a password: passkeys, authenticator apps, recovery codes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    SQLColumnExpression,
    String,
    delete,
    exists,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from panel.db import Base, Key

NAME_LIMIT = 60


class FactorKind(StrEnum):
    """By what a second factor was shown at a sign-in; the first two are factors that somebody keeps."""

    PASSKEY = "passkey"
    APP = "app"
    RECOVERY = "recovery"
    PROVIDER = "provider"  # asked for and seen by the sign-in provider


class Factor(Base):
    """A passkey, or an authenticator app; it counts from the moment it stands here."""

    __tablename__ = "factor"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[FactorKind] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    # Of a passkey: what the device is asked for, what its answers are checked with, and its own count of them.
    credential_id: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)  # 32 bits without a sign
    # Of an app: its secret, sealed under a key that is in no database, and the last step whose code was taken.
    sealed_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        CheckConstraint("kind in ('passkey', 'app')", name="kind"),
        CheckConstraint("(kind = 'passkey') = (credential_id IS NOT NULL)", name="passkey_whole"),
        CheckConstraint("(kind = 'passkey') = (public_key IS NOT NULL)", name="passkey_checked"),
        CheckConstraint("(kind = 'app') = (sealed_secret IS NOT NULL)", name="app_whole"),
    )


class RecoveryCode(Base):
    """One of the codes on the sheet of paper in the drawer: worth one sign-in; only a keyed hash is stored."""

    __tablename__ = "recovery_code"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SpentChallenge(Base):
    """A challenge that a passkey has answered: an answer is worth something once."""

    __tablename__ = "spent_challenge"

    challenge_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    spent_at: Mapped[datetime]


def has_factor(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether a person has a second factor of their own, as a column of a select."""
    return exists().where(Factor.person_id == person_id)


def forget_factors(db: Session, person_id: int) -> None:
    """Remove every second factor and every recovery code of a person."""
    for record in (Factor, RecoveryCode):
        db.execute(delete(record).where(record.person_id == person_id))

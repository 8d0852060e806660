"""People, what they are on which panel, and what they are kept out of."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SQLColumnExpression,
    String,
    UniqueConstraint,
    exists,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, validates

from panel.calc.kana import hiragana
from panel.db import Base, Key, Line, Prose
from panel.models.identities import has_identity


class Role(StrEnum):
    """What a person is on one panel."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    MEMBER = "member"
    SECRETARIAT = "secretariat"
    OBSERVER = "observer"


SCORING_ROLES = (Role.CHAIR, Role.DEPUTY, Role.MEMBER)


class Group(StrEnum):
    """The stakeholder group a person sits for; results are compared between groups."""

    GOVERNMENT = "government"
    INDUSTRY = "industry"
    ACADEMIA = "academia"
    OTHER = "other"


class Person(Base):
    """Somebody who can sign in, or a pseudonymous rater of an imported round (no e-mail, cannot sign in)."""

    __tablename__ = "person"

    id: Mapped[Key]
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # stored in lower case
    password_hash: Mapped[str | None] = mapped_column(String(200))
    family_name: Mapped[str] = mapped_column(String(100))
    given_name: Mapped[str] = mapped_column(String(100), default="")
    family_reading: Mapped[str] = mapped_column(String(100), default="")
    given_reading: Mapped[str] = mapped_column(String(100), default="")
    name_en: Mapped[str] = mapped_column(String(200), default="")
    organisation_ja: Mapped[str] = mapped_column(String(200), default="")
    organisation_en: Mapped[str] = mapped_column(String(200), default="")
    stakeholder_group: Mapped[Group] = mapped_column(String(20), default=Group.OTHER)
    language: Mapped[str] = mapped_column(String(2), default="ja")
    is_administrator: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    visited_at: Mapped[datetime | None]  # to ten minutes, and read by nobody else: see web.visits
    visited_before_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("language in ('ja', 'en')", name="language"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    @property
    def name(self) -> str:
        """The name as it is written in Japanese: family name first."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def reading(self) -> str:
        """The reading by which names are sorted."""
        return f"{self.family_reading} {self.given_reading}".strip()

    @validates("family_reading", "given_reading")
    def _in_hiragana(self, _field: str, typed: str) -> str:
        """Katakana and hiragana read the same and must sort the same."""
        return hiragana(typed)


# Whether somebody has accepted their invitation: by a password, or by signing in through the provider.
HAS_ACCOUNT = or_(Person.password_hash.is_not(None), has_identity(Person.id))


def by_reading(db: Session) -> tuple[SQLColumnExpression[Any], ...]:
    """The order of lists of people on both databases: by reading, whoever has none last and by name."""
    collation = "C" if db.get_bind().dialect.name == "postgresql" else "BINARY"
    texts = (Person.family_reading, Person.given_reading, Person.family_name, Person.given_name)
    return (Person.family_reading == "", *(text.collate(collation) for text in texts), Person.id)


# By what a person is called; the reading sorts.
NAME_FIELDS = ("family_name", "given_name", "family_reading", "given_reading", "name_en")


class Membership(Base):
    """One role of one person on one panel."""

    __tablename__ = "membership"

    id: Mapped[Key]
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(String(20))
    since_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]  # when the secretariat last wrote to them about what they owe

    __table_args__ = (UniqueConstraint("panel_id", "person_id", "role"),)


# Roles that two persons give together; the others are given by the secretariat alone.
OFFICER_ROLES = (Role.CHAIR, Role.DEPUTY, Role.SECRETARIAT)


def person_by_email(db: Session, email: str) -> Person | None:
    """The person with this address, in the form in which addresses are stored."""
    return db.scalars(select(Person).where(Person.email == email)).one_or_none()


def seat(db: Session, panel_id: int, person_id: int, role: Role, now: datetime) -> None:
    """Give somebody one role on a panel in place of those they hold there; a role once held is taken up again."""
    held = {
        membership.role: membership
        for membership in db.scalars(
            select(Membership).where(Membership.panel_id == panel_id, Membership.person_id == person_id)
        )
    }
    for membership in held.values():
        if membership.role != role and membership.ended_at is None:
            membership.ended_at = now
    again = held.get(role)
    if again is None:
        db.add(Membership(panel_id=panel_id, person_id=person_id, role=role, since_at=now))
    elif again.ended_at is not None:
        again.since_at, again.ended_at = now, None
    db.flush()


def others_who_grant(db: Session, panel_id: int, person_id: int | None) -> bool:
    """Whether somebody else could confirm the giving of a role: another secretariat account, or an administrator.

    The first officers of a new panel must be named by one person, because there is nobody else to ask.
    """
    is_officer = exists().where(
        Membership.person_id == Person.id,
        Membership.panel_id == panel_id,
        Membership.role == Role.SECRETARIAT,
        Membership.ended_at.is_(None),
    )
    somebody = select(Person.id).where(
        Person.is_active,
        HAS_ACCOUNT,
        Person.id != (person_id or 0),
        or_(is_officer, Person.is_administrator),
    )
    return db.scalar(somebody.limit(1)) is not None


class RecusalLevel(StrEnum):
    """How far a declared interest reaches."""

    MAY_SPEAK = "may_speak"  # may read and speak, does not score
    RECUSED = "recused"  # learns nothing about the item by any route


class Recusal(Base):
    """Somebody kept out of one proposal; it acts from the moment it is saved, and ends only by `lifted_at`."""

    __tablename__ = "recusal"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    level: Mapped[RecusalLevel] = mapped_column(String(20), default=RecusalLevel.RECUSED)
    reason: Mapped[Prose] = mapped_column(default="")
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    since_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_recusal_in_force",
            "person_id",
            "proposal_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"
    FIRST = "first"  # makes the first account of an empty site, so it belongs to nobody yet


class Link(Base):
    """A one-time link by which somebody sets a password; only the hash of its token is stored."""

    __tablename__ = "link"

    id: Mapped[Key]
    purpose: Mapped[LinkPurpose] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """How often a key (an account, an address) failed in a window of time."""

    __tablename__ = "throttle"

    key: Mapped[Line] = mapped_column(primary_key=True)
    window_from: Mapped[datetime]
    n_failures: Mapped[int] = mapped_column(default=0)

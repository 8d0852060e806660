"""Secrets handed to people: random, stored only as a hash; and one-time links, each worth something exactly once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from panel.db import rows_changed
from panel.models.people import Link, LinkPurpose, Person

LINK_LASTS = timedelta(hours=72)


def new_token() -> str:
    """A secret of 256 bits that can stand in an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored of a secret token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class OpenLink:
    """A link that can still be used, and for whom; the very first one is for nobody yet."""

    id: int
    purpose: LinkPurpose
    person_id: int | None
    email: str
    name: str
    name_en: str


def create_link(db: Session, person_id: int | None, purpose: LinkPurpose, now: datetime) -> str:
    """The token of a new link; links that the same person still had open end with it."""
    end_links(db, person_id, now)
    token = new_token()
    db.add(
        Link(
            purpose=purpose,
            token_hash=hash_of(token),
            person_id=person_id,
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    )
    db.flush()
    return token


def end_links(db: Session, person_id: int | None, now: datetime) -> None:
    """Make every open link of a person (None: every first link) worthless."""
    db.execute(update(Link).where(Link.person_id == person_id, Link.used_at.is_(None)).values(used_at=now))


def open_link(db: Session, token: str, now: datetime) -> OpenLink | None:
    """The link of a token; None when it is unknown, used or expired, or its person deactivated: all the same."""
    row = db.execute(
        select(
            Link.id, Link.purpose, Link.person_id, Person.email, Person.family_name, Person.given_name, Person.name_en
        )
        .outerjoin(Person, Person.id == Link.person_id)
        .where(
            Link.token_hash == hash_of(token),
            Link.used_at.is_(None),
            Link.expires_at > now,
            or_(Link.person_id.is_(None), Person.is_active),
        )
    ).one_or_none()
    if row is None:
        return None
    name = f"{row.family_name or ''} {row.given_name or ''}".strip()
    return OpenLink(row.id, LinkPurpose(row.purpose), row.person_id, row.email or "", name, row.name_en or "")


def use_link(db: Session, link: OpenLink, now: datetime) -> bool:
    """Use a link up; False for all but one of those who try at the same moment."""
    unused = (Link.id == link.id, Link.used_at.is_(None), Link.expires_at > now)
    return rows_changed(db.execute(update(Link).where(*unused).values(used_at=now))) == 1

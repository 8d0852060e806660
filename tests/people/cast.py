"""Who plays in the tests about people, and what is sent for somebody new."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from panel import passwords
from panel.models.cycles import Cycle, Panel
from panel.models.people import Membership, Person, Role

PASSWORD_HASH = passwords.hashed("correct horse battery", quick=True)
VALUES = {
    "family_name": "新しい委員",
    "family_reading": "あたらしいいいん",
    "name_en": "New member",
    "email": "new@example.org",
    "organisation_ja": "例示の大学",
    "stakeholder_group": "academia",
    "language": "ja",
    "role": "member",
}


@dataclass
class Cast:
    """Who plays."""

    panel: Panel
    cycle: Cycle
    secretariat: Person
    second: Person
    chair: Person
    member: Person

    @property
    def people(self) -> str:
        return f"/cycles/{self.cycle.id}/people"


def role_of(db: Session, person: Person) -> list[Role]:
    """The roles somebody holds now."""
    db.expire_all()
    held = select(Membership.role).where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    return list(db.scalars(held))


def link_on(page: str) -> str:
    """The path of the one-time link that a page shows."""
    found = re.search(r'value="http://127\.0\.0\.1:8000(/account/link/[\w-]+)"', page)
    assert found is not None
    return found.group(1)

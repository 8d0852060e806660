"""A person with their rights as they are at this moment, for every request and for what was asked for earlier."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from panel.models.people import Membership, Person, Recusal, RecusalLevel, Role
from panel.policy.subjects import Actor

# A row for each role held and each proposal somebody is recused from: what an actor is read from.
RIGHTS: Final[tuple[Any, ...]] = (
    Person.id.label("person_id"),
    Person.family_name,
    Person.given_name,
    Person.name_en,
    Person.language,
    Person.is_administrator,
    Membership.panel_id,
    Membership.role,
    Recusal.proposal_id.label("recused_from"),
)


def with_rights(people: Select[Any]) -> Select[Any]:
    """A select of active persons with the columns of `RIGHTS`, joined with every role and recusal in force."""
    in_force = Recusal.lifted_at.is_(None) & (Recusal.level == RecusalLevel.RECUSED)
    return (
        people.outerjoin(Membership, (Membership.person_id == Person.id) & Membership.ended_at.is_(None))
        .outerjoin(Recusal, (Recusal.person_id == Person.id) & in_force)
        .where(Person.is_active)
    )


def actor_from(rows: Sequence[Any]) -> Actor:
    """The actor in the rows of one person; nobody is signed in by it, so what asks for proof is not given."""
    first = rows[0]
    roles: dict[int, set[Role]] = {}
    for row in rows:
        if row.panel_id is not None:
            roles.setdefault(row.panel_id, set()).add(Role(row.role))
    return Actor(
        person_id=first.person_id,
        name=f"{first.family_name} {first.given_name}".strip(),
        name_en=first.name_en,
        language=first.language,
        roles={panel: frozenset(held) for panel, held in roles.items()},
        is_administrator=first.is_administrator,
        recused_from=frozenset(row.recused_from for row in rows if row.recused_from is not None),
    )


_PERSON = with_rights(select(*RIGHTS)).where(Person.id == bindparam("person_id"))


def actor_now(db: Session, person_id: int) -> Actor | None:
    """Who this person is now, with every role and recusal in force; None for a deactivated account."""
    rows = db.execute(_PERSON, {"person_id": person_id}).all()
    return actor_from(rows) if rows else None

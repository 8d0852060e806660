"""A person as they are at this moment: for what was asked for or begun earlier and is carried out now."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from panel.models.people import Membership, Person, Recusal, RecusalLevel, Role
from panel.policy.subjects import Actor

_PERSON = (
    select(
        Person.family_name,
        Person.given_name,
        Person.name_en,
        Person.language,
        Person.is_administrator,
        Membership.panel_id,
        Membership.role,
        Recusal.proposal_id.label("recused_from"),
    )
    .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.ended_at.is_(None))
    .outerjoin(
        Recusal,
        (Recusal.person_id == Person.id) & Recusal.lifted_at.is_(None) & (Recusal.level == RecusalLevel.RECUSED),
    )
    .where(Person.id == bindparam("person_id"), Person.is_active)
)


def actor_now(db: Session, person_id: int) -> Actor | None:
    """Who this person is now, with every role and recusal in force; None for a deactivated account.

    Nobody is signed in by it: `recently_proved` stays false, so what asks for proof is not given.
    """
    rows = db.execute(_PERSON, {"person_id": person_id}).all()
    if not rows:
        return None
    first = rows[0]
    return Actor(
        person_id=person_id,
        name=f"{first.family_name} {first.given_name}".strip(),
        name_en=first.name_en,
        language=first.language,
        roles=_roles(rows),
        is_administrator=first.is_administrator,
        recused_from=frozenset(row.recused_from for row in rows if row.recused_from is not None),
    )


def _roles(rows: Iterable[Any]) -> dict[int, frozenset[Role]]:
    """The roles by panel; a person with two recusals stands in two rows for each role."""
    held = {(row.panel_id, Role(row.role)) for row in rows if row.panel_id is not None}
    return {panel: frozenset(role for at, role in held if at == panel) for panel, _role in held}

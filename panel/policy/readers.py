"""Who can see this: the answer of the table for every kind of reader, now and after the next phase."""

from dataclasses import dataclass, replace
from typing import Final

from panel.calc.calendar import Phase
from panel.models.people import Role
from panel.policy.actions import Action
from panel.policy.rules import may
from panel.policy.subjects import Actor, Place

AUTHOR: Final = "author"
RECUSED: Final = "recused"
OTHER_PANELS: Final = "other_panels"
_SOMEBODY: Final = 0  # the id of no person and of no proposal
_ELSEWHERE: Final = -1  # the id of no panel


@dataclass(frozen=True)
class Reader:
    """A kind of reader: a role by its name, or one of the words above; `later` is None after the last phase."""

    who: str
    now: bool
    later: bool | None


def readers(action: Action, place: Place) -> tuple[Reader, ...]:
    """Whether each kind of reader may do a reading action at this place, from the author to other panels."""
    following = _next(place.phase)
    later = replace(place, phase=following) if following else None
    return tuple(
        Reader(who, bool(may(actor, action, place)), bool(may(actor, action, later)) if later else None)
        for who, actor in _kinds(place)
    )


def _next(phase: Phase) -> Phase | None:
    phases = tuple(Phase)
    at = phases.index(phase) + 1
    return phases[at] if at < len(phases) else None


def _kinds(place: Place) -> list[tuple[str, Actor]]:
    here = place.panel_id or _ELSEWHERE
    roles = {role: Actor(_SOMEBODY, "", "en", {here: frozenset({role})}) for role in Role}
    kinds: list[tuple[str, Actor]] = []
    if place.author_id is not None:
        kinds.append((AUTHOR, replace(roles[Role.MEMBER], person_id=place.author_id)))
    kinds += roles.items()
    if place.proposal_id is not None:
        kinds.append((RECUSED, replace(roles[Role.MEMBER], recused_from=frozenset({place.proposal_id}))))
    return [*kinds, (OTHER_PANELS, replace(roles[Role.MEMBER], roles={_ELSEWHERE: frozenset({Role.MEMBER})}))]

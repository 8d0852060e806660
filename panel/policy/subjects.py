"""What a person is to a thing: stranger, member, author, recused, acting chair. One word, used to read the table."""

from dataclasses import dataclass, field
from enum import StrEnum

from panel.calc.calendar import Phase
from panel.models.people import Role


class Subject(StrEnum):
    """The columns of the table of rights."""

    ANONYMOUS = "N"
    DEACTIVATED = "Z"
    STRANGER = "X"
    OBSERVER = "O"
    MEMBER = "M"
    AUTHOR = "Mo"
    RECUSED = "R"
    RECUSED_CHAIR = "RC"
    DEPUTY = "V"
    CHAIR = "C"
    SECRETARIAT = "S"
    ADMINISTRATOR = "A"


class Owed(StrEnum):
    """What a sign-in still lacks: until it is given, it opens nothing but the page that asks for it."""

    FACTOR = "factor"  # the person has a second factor and has not shown it
    ENROLMENT = "enrolment"  # the person must have a second factor and has none


@dataclass(frozen=True)
class Actor:
    """Who is asking: a frozen value, detached from the database, read anew for every request."""

    person_id: int
    name: str
    language: str
    roles: dict[int, frozenset[Role]] = field(default_factory=dict)  # by panel
    is_administrator: bool = False
    recused_from: frozenset[int] = frozenset()  # proposals they learn nothing about
    sign_in_id: int | None = None
    recently_proved: bool = False  # showed who they are within the last ten minutes
    owes: Owed | None = None  # not None: the sign-in is half done
    name_en: str = ""

    def roles_on(self, panel_id: int | None) -> frozenset[Role]:
        """The roles this person holds on a panel; none for no panel."""
        return self.roles.get(panel_id, frozenset()) if panel_id is not None else frozenset()


@dataclass(frozen=True)
class Place:
    """Where an action is asked for: the panel, the phase, and what is needed to tell who the actor is to the thing."""

    panel_id: int | None
    phase: Phase = Phase.DRAFT
    proposal_id: int | None = None
    author_id: int | None = None  # of the proposal
    owner_id: int | None = None  # of the object itself, for cells that say "own only"
    chair_recused: bool = False  # the deputy acts for this item
    missing: bool = False  # hidden as a draft of somebody else


NOWHERE = Place(panel_id=None)

_BY_ROLE = {
    Role.CHAIR: Subject.CHAIR,
    Role.DEPUTY: Subject.DEPUTY,
    Role.SECRETARIAT: Subject.SECRETARIAT,
    Role.MEMBER: Subject.MEMBER,
    Role.OBSERVER: Subject.OBSERVER,
}


def subjects_of(actor: Actor | None, place: Place) -> tuple[Subject, ...]:
    """The columns to read for this actor at this place; roles add up, and restrictions win.

    Recused wins over author, author over every role (policy D1: authors do not act as chair on their own item).
    """
    if actor is None:
        return (Subject.ANONYMOUS,)
    roles = actor.roles_on(place.panel_id)
    if place.panel_id is None:
        return (Subject.ADMINISTRATOR,) if actor.is_administrator else (Subject.MEMBER,)
    if actor.is_administrator:
        return (Subject.ADMINISTRATOR,)
    if not roles:
        return (Subject.STRANGER,)
    if place.proposal_id is not None and place.proposal_id in actor.recused_from:
        return (Subject.RECUSED_CHAIR if Role.CHAIR in roles else Subject.RECUSED,)
    if place.author_id is not None and place.author_id == actor.person_id and roles != {Role.OBSERVER}:
        return (Subject.AUTHOR,)
    return tuple(_BY_ROLE[role] for role in sorted(roles))

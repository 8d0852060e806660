"""How far a member is on each proposal of the list: the lines of the desk, and what each is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from panel.scoring.queries import DeskItem, Question, asked_of
from panel.seal import OwnBallot, Sheet


class State(StrEnum):
    """How far one sheet is."""

    NEW = "new"
    DRAFT = "draft"  # typed, never submitted
    CHANGED = "changed"  # submitted, and typed since what is not submitted
    PARTLY = "partly"  # submitted with questions left open
    DONE = "done"


@dataclass(frozen=True)
class Line:
    """One proposal on the desk."""

    item: DeskItem
    state: State
    n_answered: int
    n_asked: int


def newest(own: OwnBallot | None) -> Sheet | None:
    """What a member wrote last on one proposal, submitted or not."""
    return (own.draft or own.recorded) if own else None


def lines(items: Sequence[DeskItem], own: Mapping[int, OwnBallot], asked: Sequence[Question]) -> list[Line]:
    """The list in its order, with what was answered so far."""
    n_asked = {kind: len(asked_of(kind, asked)) for kind in {item.kind for item in items}}
    return [_line(item, own.get(item.id), n_asked[item.kind]) for item in items]


def _line(item: DeskItem, own: OwnBallot | None, n_asked: int) -> Line:
    written = newest(own)
    n_answered = len(written.marks) if written else 0
    return Line(item, _state(own, n_answered, n_asked), n_answered, n_asked)


def _state(own: OwnBallot | None, n_answered: int, n_asked: int) -> State:
    if newest(own) is None or own is None:
        return State.NEW
    if own.recorded is None:
        return State.DRAFT
    if own.draft is not None:
        return State.CHANGED
    return State.DONE if n_answered >= n_asked else State.PARTLY


def in_view(found: Sequence[Line], view: str) -> list[Line]:
    """The lines of one state, of all that are not done ("open"), or all; what is left comes first."""
    if view in tuple(State):
        return [line for line in found if line.state == view]
    left = [line for line in found if line.state is not State.DONE]
    return left if view == "open" else [*left, *(line for line in found if line.state is State.DONE)]

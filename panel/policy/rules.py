"""The decision itself: a few lines that read the table."""

from dataclasses import dataclass, replace
from enum import StrEnum

from panel.calc.calendar import Phase
from panel.policy.actions import Action
from panel.policy.subjects import Actor, Place, Subject, subjects_of
from panel.policy.table import TABLE

_PHASES = tuple(Phase)


class Verdict(StrEnum):
    """What the table answers, from most to least."""

    YES = "Y"
    PROVE = "s"  # yes, after showing again who you are
    TWO = "2"  # yes, together with a second person
    WRONG_PHASE = "p"
    NEVER = "f"
    HIDDEN = "h"
    SIGN_IN = "l"


@dataclass(frozen=True)
class Answer:
    """A verdict and the letter it was read from."""

    verdict: Verdict
    subject: Subject

    def __bool__(self) -> bool:
        """Whether the person gets there, if need be after proving who they are or with a second person."""
        return self.verdict in (Verdict.YES, Verdict.PROVE, Verdict.TWO)


def may(actor: Actor | None, action: Action, place: Place) -> Answer:
    """What the table says to this actor for this action at this place; several roles add up to the best answer."""
    answers = [_read(actor, action, place, subject) for subject in subjects_of(actor, place)]
    return min(answers, key=lambda answer: tuple(Verdict).index(answer.verdict))


def phases_for(actor: Actor | None, action: Action, place: Place) -> tuple[Phase, ...]:
    """The phases in which this actor gets there, in their order; for somebody who was told that this is not one."""
    return tuple(phase for phase in _PHASES if may(actor, action, replace(place, phase=phase)))


def _read(actor: Actor | None, action: Action, place: Place, subject: Subject) -> Answer:
    letter = TABLE[action][subject][_PHASES.index(place.phase)]
    if letter == "o":
        own = actor is not None and place.owner_id in (None, actor.person_id)
        return Answer(Verdict.YES if own else Verdict.HIDDEN, subject)
    if letter == "a":
        if not place.chair_recused:
            return Answer(Verdict.NEVER, subject)
        return _read(actor, action, place, Subject.CHAIR)
    return Answer(Verdict(letter), subject)

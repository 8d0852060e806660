"""The seeded generator of the example's scores: what nobody thought, drawn so that every kind of result occurs."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from statistics import fmean

from panel.calc.marks import Blank, Confidence, Scale
from panel.example.texts import Text, dice, texts

_SCALE = Scale(1, 5)


class Outlook(StrEnum):
    """How the members will see a proposal, taken together."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"
    SPLIT = "split"
    OPEN = "open"
    UNKNOWN = "unknown"  # hardly anybody can judge it


@dataclass(frozen=True)
class _Draw:
    """How often an outlook is drawn, and between which values the proposal then truly lies."""

    often: int
    lowest: float
    highest: float


_DRAWS = {
    Outlook.HIGH: _Draw(26, 3.9, 4.6),
    Outlook.MIDDLE: _Draw(18, 2.9, 3.1),
    Outlook.LOW: _Draw(10, 1.5, 1.9),
    Outlook.SPLIT: _Draw(16, 2.9, 3.1),
    Outlook.OPEN: _Draw(24, 3.3, 3.7),
    Outlook.UNKNOWN: _Draw(6, 2.5, 3.5),
}
_APART = {1: 1.6, 2: 1.2}  # how far the two camps of a split panel stand from its middle, by round
_NOISE = {1: 0.8, 2: 0.6}  # the same member twice: standard deviation in steps of the scale
_MOODS = ((3.5, "high"), (2.5, "middle"), (0.0, "low"))


@dataclass(frozen=True)
class Opinion:
    """One member on one proposal: marks by criterion as a form would send them; left out is "not yet"."""

    marks: dict[str, str]
    confidence: Confidence
    reason: Text | None


@cache
def outlook(code: str) -> Outlook:
    """How the panel will see the proposal of this code."""
    drawn = dice("outlook", code).choices(list(_DRAWS), [draw.often for draw in _DRAWS.values()])
    return drawn[0]


def hands_in(rater: str, code: str, number: int) -> bool:
    """Whether this member's sheet is in: nearly all of the first round, about half of the second so far."""
    diligence = dice("diligence", rater, number).choice((1.0, 1.0, 0.97, 0.9) if number == 1 else (0.0, 0.4, 0.7, 1.0))
    return dice("hands in", rater, code, number).random() < diligence


def opinion(rater: str, code: str, criteria: Sequence[str], number: int) -> Opinion:
    """What this member hands in for this proposal in the round of this number."""
    die = dice("sheet", rater, code, number)
    silence = _silence_on_all(die.random(), outlook(code))
    if silence is not None:
        reasons = texts("reason", silence)
        return Opinion(dict.fromkeys(criteria, silence.value), Confidence.LOW, die.choice(reasons))
    marks = {key: _mark(rater, code, key, number) for key in criteria}
    sure = die.choices(list(Confidence), (3, 5, 2))[0]
    return Opinion({key: mark for key, mark in marks.items() if mark}, sure, _reason(rater, code, number, marks))


def _silence_on_all(drawn: float, seen: Outlook) -> Blank | None:
    unable = 0.7 if seen is Outlook.UNKNOWN else 0.04
    if drawn < unable:
        return Blank.UNABLE
    return Blank.ABSTAINED if drawn > 0.988 else None


def _mark(rater: str, code: str, key: str, number: int) -> str:
    """A value of the scale, a blank's name, or "" for a question that was passed over."""
    die = dice("mark", rater, code, key, number)
    chance = die.random()
    if chance < (0.4 if dice("odd question", code, key).random() < 0.05 else 0.003):
        return Blank.NOT_APPLICABLE
    if chance > 0.98:
        return Blank.UNABLE if chance < 0.993 else ""
    value = _level(code, key) + _stance(rater, code, number) + die.gauss(0, _NOISE[number])
    return str(min(max(round(value), _SCALE.lo), _SCALE.hi))


@cache
def _level(code: str, key: str) -> float:
    """Where the proposal truly lies on this criterion."""
    draw = _DRAWS[outlook(code)]
    return dice("level", code).uniform(draw.lowest, draw.highest) + dice("level", code, key).gauss(0, 0.35)


@cache
def _stance(rater: str, code: str, number: int) -> float:
    """How severe the member is in general, and on which side of a split they stand."""
    severity = dice("severity", rater).gauss(0, 0.2)
    if outlook(code) is not Outlook.SPLIT:
        return severity
    side = 1 if dice("side", rater, code).random() < 0.5 else -1
    return severity + side * _APART[number]


def _reason(rater: str, code: str, number: int, marks: dict[str, str]) -> Text | None:
    """One in three gives a reason; in a later round it may be what moved them."""
    die = dice("reason", rater, code, number)
    values = [int(mark) for mark in marks.values() if mark.isdigit()]
    if die.random() > 0.35 or not values:
        return None
    if number > 1 and die.random() < 0.3:
        return die.choice(texts("reason", "moved"))
    mean = fmean(values)
    return die.choice(texts("reason", next(mood for least, mood in _MOODS if mean >= least)))

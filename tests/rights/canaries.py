"""Texts planted where few may read: each unique, each with the rows of the table that open it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from panel.calc.calendar import Phase
from panel.policy.actions import Action
from panel.policy.subjects import Subject
from panel.policy.table import TABLE

MARK = "canary"
_PLANTED = re.compile(MARK + r"\d{4}")
_PHASES = tuple(Phase)


@dataclass(frozen=True)
class Spot:
    """Where a text is planted: on which panel, in which phase, and on an item that keeps which subject out."""

    home: bool  # on the panel the subjects belong to, not on the other one
    phase: Phase
    recused: str = ""  # R, or RC where the chair is recused and the deputy acts; empty for a whole cycle


@dataclass(frozen=True)
class Canary:
    """One planted text. Any of `rows` opens it; `owner` is whose it is, where a row says "own only".

    `letters` names subjects who may read it whatever the rows say. With neither nobody reads it.
    """

    text: str
    what: str
    spot: Spot
    rows: tuple[Action, ...]
    owner: str
    letters: frozenset[str]

    def is_for(self, subject: str) -> bool:
        """Whether the table gives this text to a subject (a letter of the table, or somebody else on the panel)."""
        reader = self._reader(subject)
        return reader in self.letters or any(self._opens(row, reader) for row in self.rows)

    def _reader(self, subject: str) -> str:
        """What a subject is on the panel of this text: X is the chair of the other one, where others are strangers."""
        if subject in (Subject.ANONYMOUS, Subject.DEACTIVATED, Subject.ADMINISTRATOR):
            return subject
        if subject == Subject.STRANGER:
            return Subject.STRANGER if self.spot.home else Subject.CHAIR
        return subject if self.spot.home else Subject.STRANGER

    def _opens(self, row: Action, subject: str) -> bool:
        word = TABLE[row][column(subject, self.spot.recused)]
        letter = word[_PHASES.index(self.spot.phase)]
        if letter == "a" and self.spot.recused == Subject.RECUSED_CHAIR:
            letter = TABLE[row][Subject.CHAIR][_PHASES.index(self.spot.phase)]
        return letter in "Ys2" or (letter == "o" and _person(subject) == _person(self.owner))


def _person(letter: str) -> str:
    """C and RC are one person: the chair, who is recused from one of the items."""
    return letter.removeprefix("R") if letter == Subject.RECUSED_CHAIR else letter


def column(subject: str, recused: str) -> str:
    """The column of the table for a subject at an item that keeps `recused` out; empty for a whole cycle."""
    if subject in (Subject.CHAIR, Subject.RECUSED_CHAIR):
        return Subject.RECUSED_CHAIR if recused == Subject.RECUSED_CHAIR else Subject.CHAIR
    if subject == Subject.RECUSED:
        return Subject.RECUSED if recused == Subject.RECUSED else Subject.MEMBER
    return subject if subject in tuple(Subject) else Subject.MEMBER


class Canaries:
    """All texts of a world, by themselves."""

    def __init__(self) -> None:
        self.planted: dict[str, Canary] = {}
        self.is_for = cache(lambda text, subject: self.planted[text].is_for(subject))

    def plant(self, spot: Spot, what: str, *rows: Action, owner: str = "", letters: Iterable[str] = frozenset()) -> str:
        """A new text for this spot."""
        text = f"{MARK}{len(self.planted):04d}"
        self.planted[text] = Canary(text, what, spot, rows, owner, frozenset(letters))
        return text

    def in_(self, answer: str) -> set[str]:
        """The planted texts that stand in an answer."""
        return set(_PLANTED.findall(answer)) if MARK in answer else set()

    def leaked(self, answer: str, subject: str) -> list[str]:
        """What stands in an answer although the table does not give it to this subject, said in words."""
        told = sorted(text for text in self.in_(answer) if not self.is_for(text, subject))
        return [f"{text}: {self.planted[text].what} ({self.planted[text].spot})" for text in told]

"""One sheet as its owner has it open: what was written when, and how two versions of it differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from panel.scoring.lines import newest
from panel.scoring.queries import Paper, Question
from panel.seal import OwnBallot, Sheet


@dataclass(frozen=True)
class OpenSheet:
    """A paper with its questions, what the asker wrote so far, and what had been submitted before a change."""

    paper: Paper
    questions: tuple[Question, ...]
    own: OwnBallot | None
    earlier: Mapping[int, Sheet]  # by version, the latest first

    @property
    def version(self) -> int:
        """The version of what the asker wrote; 0 before anything is."""
        return self.own.version if self.own else 0

    @property
    def newest(self) -> Sheet | None:
        """What the asker wrote last, submitted or not."""
        return newest(self.own)

    def content(self, version: int) -> Sheet | None:
        """What was submitted as `version`; with 0 what counts now."""
        return self.earlier.get(version) if version else (self.own.recorded if self.own else None)


@dataclass(frozen=True)
class Difference:
    """One question that two windows answered differently."""

    question: Question
    theirs: str
    mine: str


def differences(questions: tuple[Question, ...], theirs: Sheet, mine: Sheet) -> list[Difference]:
    """The questions on which two versions of a sheet differ."""
    pairs = [(question, str(question.id)) for question in questions]
    answers = [Difference(question, theirs.marks.get(key, ""), mine.marks.get(key, "")) for question, key in pairs]
    return [answer for answer in answers if answer.theirs != answer.mine]

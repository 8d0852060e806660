"""Balanced shortlists, each computed once: the same question about the same totals has the same answer."""

from typing import Final

from panel.analysis.memory import Memory
from panel.calc.balance import Question, Shortlist

_KEPT: Final[Memory[Shortlist]] = Memory(limit=128)


def balanced(question: Question) -> Shortlist:
    """The best set that heeds all limits, what each of them costs, and what is in whatever is chosen."""
    return _KEPT.get(question, lambda: _solved(question))


def _solved(question: Question) -> Shortlist:
    from panel.calc.statistics.shortlist_reading import balanced as solved  # noqa: PLC0415 - slow library

    return solved(question)

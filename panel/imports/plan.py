"""What every kind of import is given, and what it plans before anything is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from panel.config import Settings
from panel.models.cycles import Cycle
from panel.policy.subjects import Actor


@dataclass(frozen=True)
class ScoreOptions:
    """What a file of scores does not say itself; direction -1 means that the lowest value is best."""

    round_number: int
    lowest: int
    highest: int
    direction: int = 1


@dataclass(frozen=True)
class Job:
    """One import: into which cycle, by whom (None: from the command line)."""

    what: str
    cycle: Cycle
    actor: Actor | None
    settings: Settings
    now: datetime
    options: ScoreOptions | None = None


@dataclass(frozen=True)
class Counts:
    """How many things are new, changed, or there already."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Plan:
    """What an import would do; `write` does it, once and wholly, and returns the commitments to what it wrote."""

    counts: Counts
    facts: tuple[str, ...]
    write: Callable[[Session], Mapping[str, str]]

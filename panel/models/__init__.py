"""Records: importing this package makes the metadata complete."""

from panel.models import (
    ballots,
    comments,
    cycles,
    decisions,
    events,
    factors,
    people,
    proposals,
    reports,
    search,
    tallies,
)

__all__ = [
    "ballots",
    "comments",
    "cycles",
    "decisions",
    "events",
    "factors",
    "people",
    "proposals",
    "reports",
    "search",
    "tallies",
]

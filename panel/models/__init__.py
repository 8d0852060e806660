"""Records: importing this package makes the metadata complete."""

from panel.models import (
    ballots,
    comments,
    cycles,
    decisions,
    events,
    factors,
    identities,
    people,
    proposals,
    reports,
    scenarios,
    search,
    shortlists,
    tallies,
    unsealings,
    weights,
)

__all__ = [
    "ballots",
    "comments",
    "cycles",
    "decisions",
    "events",
    "factors",
    "identities",
    "people",
    "proposals",
    "reports",
    "scenarios",
    "search",
    "shortlists",
    "tallies",
    "unsealings",
    "weights",
]

"""The only place that asks for the time, so that tests and deadlines have one clock to set."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC)

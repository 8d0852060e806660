"""What goes to the log: one JSON object a line, with everything that could end a line escaped, and no text of anybody.

An exception is logged by its kind and by where it happened, never by its message: a message may quote what was typed,
and a log is copied to places where scores and texts must not go.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any, Final

_KNOWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_OURS: Final = "panel"


class Lines(logging.Formatter):
    """A record as one line: when (UTC), how grave, which logger, what, and whatever was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, in printable ASCII: nothing in it could be taken for a command of a terminal."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "from": record.name,
            **said(record),
            **{name: value for name, value in vars(record).items() if name not in _KNOWN},
        }
        if record.exc_info and record.exc_info[1]:
            line |= told(record.exc_info[1])
        return json.dumps(line, default=str).replace("\x7f", "\\u007f")


def said(record: logging.LogRecord) -> dict[str, object]:
    """What a record says; of records not ours only the fixed words and the numbers: the rest may quote a request."""
    if record.name.partition(".")[0] == _OURS:
        return {"what": record.getMessage()}
    given = record.args if isinstance(record.args, tuple) else ()
    return {"what": str(record.msg).partition(": ")[0], "numbers": [one for one in given if isinstance(one, int)]}


def told(problem: BaseException) -> dict[str, object]:
    """What a log may say of an exception: its kind, those that led to it, and the places it went through."""
    kinds: list[str] = []
    cause: BaseException | None = problem
    while cause is not None and len(kinds) < 10:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    frames = traceback.extract_tb(problem.__traceback__)
    return {
        "error": kinds,
        "where": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames][-30:],
    }


def _short(filename: str) -> str:
    """A path from the package on; the rest of it is this machine's."""
    parts = filename.split("/")
    start = parts.index("site-packages") + 1 if "site-packages" in parts else -2
    if _OURS in parts and "site-packages" not in parts:
        start = len(parts) - 1 - parts[::-1].index(_OURS)
    return "/".join(parts[start:])


SETTINGS: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": Lines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
"""For logging.config.dictConfig: everything to standard error, as lines."""

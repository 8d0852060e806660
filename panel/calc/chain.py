"""The hash chain of the ledger: each event carries the hash of the one before, so none changes unseen.

hash = SHA-256("audit-v1" + previous hash in hexadecimal + canonical JSON of the event), all in UTF-8.
Cutting off the end leaves a shorter chain that is whole: keep a copy of the last hash elsewhere.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from panel.calc.canonical import canonical, digest

VERSION: Final = "audit-v1"
GENESIS: Final = "0" * 64
"""What the first event names as the hash before it."""


def event_hash(previous: str, event: Mapping[str, Any]) -> str:
    """The hash of an event that follows the one with hash `previous`.

    Raises ValueError if the event holds a float (two databases may give it back differently), TypeError for
    what is not a JSON value: moments are written as UTC text beforehand.
    """
    if _holds_float(event):
        raise ValueError("an event holds whole numbers and text, no floats")
    return digest(VERSION + previous + canonical(event))


def first_break(rows: Iterable[tuple[Mapping[str, Any], str, str]]) -> int | None:
    """The number of the first event that is not as it was written, or None for a whole chain.

    Rows are (event, previous hash, own hash) in the order of the event's `seq`, which runs 1, 2, 3 …; a
    missing or repeated event breaks the chain at the number that should have stood there.
    """
    previous = GENESIS
    for seq, (event, stated, own) in enumerate(rows, start=1):
        if event.get("seq") != seq or stated != previous or own != event_hash(previous, event):
            return seq
        previous = own
    return None


def _holds_float(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_float(part) for part in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_float(part) for part in value)
    return isinstance(value, float)

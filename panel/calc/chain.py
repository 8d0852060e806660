"""The hash chain of the ledger: each event carries the hash of the one before, so none changes unseen.

hash = SHA-256(format + previous hash in hexadecimal + canonical JSON of the event), all in UTF-8. The format is
part of the row and of the hash: audit-v1 events of earlier releases stay as they were written, later ones are audit-v2.
Cutting off the end leaves a shorter chain that is whole: checkpoints outside tell that something is missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from panel.calc.canonical import canonical, digest, exact

FIRST: Final = "audit-v1"
PRESENT: Final = "audit-v2"
GENESIS: Final = "0" * 64
"""What the first event names as the hash before it."""

_ADDED: Final[Mapping[str, Any]] = {"request": "", "software": "", "content": {}}
"""What audit-v2 covers beside what audit-v1 covered, and what stands there in an event of the earlier format."""


@dataclass(frozen=True, slots=True)
class Link:
    """An event as it is stored: its format, everything its hash covers, and the two hashes."""

    format: Any
    event: Mapping[str, Any]
    previous: Any
    own: Any


def event_hash(format_: str, previous: str, event: Mapping[str, Any]) -> str:
    """The hash of an event that follows the one with hash `previous`.

    Raises ValueError and TypeError as `event_text` does.
    """
    return digest(format_ + previous + event_text(format_, event))


def event_text(format_: str, event: Mapping[str, Any]) -> str:
    """An event as the canonical JSON that its hash covers.

    Raises ValueError for an unknown format, for a float (two databases may give it back differently), and for text that
    is not NFC (it would share its hash with another spelling); TypeError for what is not a JSON value.
    """
    covered = _covered(format_, event)
    if _holds_float(covered):
        raise ValueError("an event holds whole numbers and text, no floats")
    text = canonical(covered)
    if text != exact(covered):
        raise ValueError("an event holds text in NFC")
    return text


def first_break(links: Iterable[Link]) -> int | None:
    """The number of the first event that is not as it was written, or None for a whole chain.

    Links come in the order of the event's `seq`, which runs 1, 2, 3 …; a missing or repeated event breaks the chain at
    the number that should have stood there. An old format after a new one is a break, too.
    """
    previous, formats = GENESIS, [FIRST, PRESENT]
    for seq, link in enumerate(links, start=1):
        if link.format not in formats or link.previous != previous or not _fits(seq, link):
            return seq
        previous, formats = link.own, formats[formats.index(link.format) :]
    return None


def _fits(seq: int, link: Link) -> bool:
    """Whether an event has its number, its hash, and values that could have been written."""
    try:
        return link.event.get("seq") == seq and bool(link.own == event_hash(link.format, link.previous, link.event))
    except (TypeError, ValueError):
        return False


def _covered(format_: str, event: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the hash of this format covers. In audit-v1 rows the later columns must still be empty."""
    if format_ == PRESENT:
        return event
    if format_ != FIRST or any(event.get(name, empty) != empty for name, empty in _ADDED.items()):
        raise ValueError(f"not an event of format {format_}")
    return {name: value for name, value in event.items() if name not in _ADDED}


def _holds_float(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_float(part) for part in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_float(part) for part in value)
    return isinstance(value, float)

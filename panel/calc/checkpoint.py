"""What a checkpoint of the ledger says, as the bytes that are signed, and as the short code people compare by eye."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from panel.calc.canonical import canonical

VERSION: Final = "checkpoint-v1"
_GROUP: Final = 4
_SHORT: Final = 16


@dataclass(frozen=True, slots=True)
class State:
    """The ledger up to one event: its number and hash, the Merkle root over all hashes, and when that was so."""

    seq: int
    head: str
    root: str
    at: datetime

    def as_plain(self) -> dict[str, Any]:
        """The state as JSON values."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return {"seq": self.seq, "head": self.head, "root": self.root, "at": moment}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "State":
        """Read what `as_plain` wrote. Raises ValueError for anything else."""
        try:
            return cls(int(plain["seq"]), str(plain["head"]), str(plain["root"]), datetime.fromisoformat(plain["at"]))
        except (KeyError, TypeError) as error:
            raise ValueError("not a state of the ledger") from error

    def message(self) -> bytes:
        """The bytes that are signed: the version and the canonical JSON of the state."""
        return (VERSION + canonical(self.as_plain())).encode()


def short_code(digest: str) -> str:
    """The beginning of a hash in groups of four, for reading out: 3f2a 91bc 77de 0012."""
    return " ".join(digest[start : start + _GROUP] for start in range(0, _SHORT, _GROUP))

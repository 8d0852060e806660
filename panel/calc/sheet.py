"""A sheet: what one member wrote on one proposal, and the bytes that are sealed of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """What one member wrote on one proposal: marks by criterion id (as typed: "4" or a blank's name), and words."""

    marks: Mapping[str, str]
    confidence: str = ""
    reason: str = ""

    def packed(self, salt: str) -> bytes:
        """The content as bytes; the salt is what keeps a receipt from being guessed back into marks."""
        content = {"marks": dict(self.marks), "confidence": self.confidence, "reason": self.reason, "salt": salt}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    @classmethod
    def unpacked(cls, content: bytes) -> "Sheet":
        """Read what `packed` wrote."""
        written = json.loads(content)
        return cls(written["marks"], written["confidence"], written["reason"])

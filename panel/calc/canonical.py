"""One byte form for one value, so that the same facts always have the same hash."""

import json
from hashlib import sha256
from typing import Any

from panel.calc.text import nfc


def canonical(value: Any) -> str:
    """Canonical JSON: keys sorted, no spaces, text in the NFC of `panel.calc.text`, no needless escapes.

    Whole numbers are written as such. A float is written in its shortest form that reads back as the same
    float; NaN and infinity do not exist. Decimals are the caller's to write as text, because a float would
    change them. Raises ValueError for NaN or infinity, TypeError for what JSON does not have.
    """
    text = exact(value)
    composed = nfc(text)
    return text if composed == text else exact(json.loads(composed))  # composing may change the order of keys


def exact(value: Any) -> str:
    """The same JSON with every text as it is, composed or not: two spellings of one letter stay two."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()

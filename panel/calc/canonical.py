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


def first_difference(one: Any, other: Any, at: str = "") -> str | None:
    """Where two JSON values first differ, such as `items[T01].total`; None where they are the same.

    In a list, what has an `id` is called by it, anything else by its number.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        names = sorted({*one, *other})
        parts = [(f"{at}.{name}" if at else name, one.get(name), other.get(name)) for name in names]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        parts = [(f"{at}[{_called(left, number)}]", left, right) for number, (left, right) in pairs]
    else:
        return None if one == other else at
    found = (first_difference(left, right, path) for path, left, right in parts)
    return next((path for path in found if path is not None), None)


def _called(value: Any, number: int) -> str:
    return str(value["id"]) if isinstance(value, dict) and "id" in value else str(number)

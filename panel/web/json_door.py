"""The one door for JSON: a flat object stands in for the fields of a form, read strictly or refused.

Every form of the application is so an interface for programs as well, with the same checks and the same rights.
"""

import json
from typing import Any, Final

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest

MIMETYPE: Final = "application/json"
_WHOLE: Final = 2**53  # beyond it, programs disagree about which number was meant


class JsonText(str):
    """Text that came as a JSON string, so that a field that takes numbers can tell "3" from 3."""

    __slots__ = ()


def fields_of(body: bytes) -> ImmutableMultiDict[str, str]:
    """The fields of a JSON object: text, whole numbers, true and false (ticked or not), or arrays of the first two.

    Raises BadRequest for everything else: doubled names, NaN and fractions, null, objects in objects, lone surrogates.
    """
    try:
        found = json.loads(
            body.decode(), object_pairs_hook=_once, parse_constant=_refuse, parse_float=_refuse, parse_int=_whole
        )
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(found, dict):
        raise BadRequest
    return ImmutableMultiDict([(name, text) for name, value in found.items() for text in _texts(value)])


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["y"] if value else []  # as a browser sends a ticked box, and does not send an empty one
    return [_text(one) for one in value] if isinstance(value, list) else [_text(value)]


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadRequest
    if isinstance(value, int):
        return str(value)
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        raise BadRequest from None
    return JsonText(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _whole(digits: str) -> int:
    number = int(digits) if len(digits) < 17 else _WHOLE
    if abs(number) >= _WHOLE or str(number) != digits:
        raise ValueError("too large a number, or -0")
    return number


def _refuse(_text: str) -> Any:
    raise ValueError("not a whole number")

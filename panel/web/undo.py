"""One press that takes the last act back: offered on the next page alone, where the table allows the opposite."""

from collections.abc import Mapping
from typing import Any, Final

from flask import flash, url_for

CATEGORY: Final = "undo"


def offer(text: str, endpoint: str, values: Mapping[str, str | int] | None = None, /, **arguments: Any) -> None:
    """Say `text` on the next page, with a button that posts `values` to the endpoint of the opposite act.

    What the button sends travels in the cookie of the session: numbers and short words, never what somebody wrote.
    """
    address = url_for(endpoint, **arguments)
    flash({"text": str(text), "url": address, "values": dict(values or {})}, CATEGORY)  # type: ignore[arg-type]

"""What a running application holds: its settings and its database, found from the current request."""

import secrets
from dataclasses import dataclass

from flask import current_app, g

from panel.config import Settings
from panel.db import Database


@dataclass(frozen=True)
class Site:
    """The parts an application was put together from."""

    settings: Settings
    database: Database


def site() -> Site:
    """The site that answers the current request."""
    found: Site = current_app.extensions["panel"]
    return found


def request_number() -> str:
    """The number of the current request: on its error page, and in the events it leaves in the record."""
    number: str = g.setdefault("request_number", secrets.token_hex(6))
    return number

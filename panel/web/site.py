"""What a running application holds: its settings and its database, found from the current request."""

from dataclasses import dataclass

from flask import current_app

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
